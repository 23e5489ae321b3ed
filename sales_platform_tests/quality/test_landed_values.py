"""What is read from landed rows of another company: its own columns, and the signs that it writes beside digits."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from sales_platform.companies.company import Company, UnknownCustomer
from sales_platform.companies.registry import SOURCES
from sales_platform.entities import SALES
from sales_platform.months import MonthRange
from sales_platform.quality import at_stake
from sales_platform.quality.table_checks import ask
from sales_platform.reports import trace
from sales_platform.reports.amounts import Amounts, amounts_at_stake
from sales_platform.storage.lake import Lake
from sales_platform.values.invisible import EDGE_SPACE
from sales_platform_tests.dashboard.small_lake import QUARANTINE, write
from sales_platform_tests.frames import JULY
from sales_platform_tests.north import NAME, PRICE_SOURCE, SALES_SOURCE

DIM_PRICES = pa.schema(
    [("month", pa.date32()), ("company", pa.string()), ("product_code", pa.string()), ("price_inr", pa.decimal128(18, 2))]
)
ALL = [*SOURCES, SALES_SOURCE, PRICE_SOURCE]


def quarantined(feed: str, row: int, raw: dict[str, str], *reasons: str, company: str = NAME) -> dict[str, Any]:
    """A row of quarantine, with the landed row as silver writes it."""
    place = {"month": JULY, "company": company, "feed": feed, "_file": "a.csv", "_row": row}
    return {**place, "reasons": list(reasons), "raw": json.dumps(raw, ensure_ascii=False, separators=(",", ":"))}


def sold(row: int, product: str, pieces: str, *reasons: str) -> dict[str, Any]:
    raw = {"verkauft_am": "15.07.2025", "artikel_nr": product, "kunde": "K1", "menge_stk": pieces}
    return quarantined("north_sales", row, raw, *reasons)


def listed(row: int, product: str, price: str) -> dict[str, Any]:
    raw = {"artikel_nr": product, "month_as_landed": "01.07.2025", "preis": price}
    return quarantined("north_prices", row, raw, "unknown_product")


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """A lake with sales of another company in quarantine, and the same of Sports Bar; the company is known to the reports."""
    found = Lake(str(tmp_path))
    sales = [
        sold(1, "P1", "12 stk", "unknown_customer"),
        sold(2, " P1 ", "5.0", "unreadable_date"),
        sold(3, "P2", "10stk", "unknown_product"),
        sold(4, "P3", "1", "unknown_product"),
        sold(5, "P1", "kein", "invalid_quantity"),
        sold(6, "P1", "100", "duplicate"),
        quarantined(
            "sports_bar_orders", 7, {"product_id": "P1", "order_qty": "12 stk"}, "invalid_quantity", company="sports_bar"
        ),
        quarantined("sports_bar_orders", 8, {"product_id": "P1", "order_qty": "3"}, "unreadable_date", company="sports_bar"),
    ]
    write(found, "quarantine", "sales", sales, QUARANTINE)
    write(found, "quarantine", "prices", [listed(1, "P2", "₹\u00a02.50"), listed(2, "P3", "Rs 4")], QUARANTINE)
    prices = [{"month": JULY, "company": name, "product_code": "P1", "price_inr": Decimal(1)} for name in (NAME, "sports_bar")]
    write(found, "gold", "dim_prices", prices, DIM_PRICES)
    monkeypatch.setattr(at_stake, "sources_of", lambda entity: [one for one in ALL if one.entity.name == entity])
    return found


def test_what_is_at_stake_is_read_from_the_columns_of_each_company(lake: Lake) -> None:
    sql = f"SELECT * FROM ({at_stake.at_stake('TRUE')}) ORDER BY company, quantity, price_inr"
    rows = [(row["company"], row["quantity"], row["price_inr"]) for row in ask(lake, sql, **at_stake.TABLES)]
    assert rows == [
        (NAME, 1, Decimal("4.00")),
        (NAME, 5, Decimal("1.00")),
        (NAME, 10, Decimal("2.50")),
        (NAME, 12, Decimal("1.00")),
        (NAME, 100, Decimal("1.00")),
        (NAME, None, Decimal("1.00")),
        ("sports_bar", 3, Decimal("1.00")),
        ("sports_bar", None, Decimal("1.00")),
    ]


def test_amounts_at_stake_leave_out_what_stands_in_the_numbers_already(lake: Lake) -> None:
    amounts = amounts_at_stake(lake, MonthRange.of(JULY, JULY))
    assert amounts == {(JULY, NAME): Amounts(28, Decimal(46)), (JULY, "sports_bar"): Amounts(3, Decimal(3))}


VALUES = {
    "12": 12,
    "+12.": 12,
    "12 stk": 12,
    "stk 12.00": 12,
    "1,2": None,
    "12.5 stk": None,
    "-12": -12,
    "12-": -12,
    "(12)": -12,
    "\u221212 stk": -12,
    "5-12": None,
    "1,23,456.00": 123456,
    "1.234,00": 1234,
    "'12": 12,
    '="12"': 12,
    "\u200b12\u202f": 12,
    "12 kg": None,
    "stk": None,
    "": None,
}


@pytest.mark.parametrize(("text", "pieces"), VALUES.items())
def test_only_the_signs_that_mean_nothing_are_left_out_of_a_number(lake: Lake, text: str, pieces: int | None) -> None:
    write(lake, "quarantine", "sales", [sold(1, "P1", text, "unknown_customer")], QUARANTINE)
    [row] = ask(lake, f"SELECT {at_stake.landed_quantity(SALES_SOURCE)} AS n FROM q", q=("quarantine", SALES))
    assert row["n"] == pieces


def test_a_feed_without_a_column_has_nothing_in_it(lake: Lake) -> None:
    assert SALES_SOURCE.landed.price is None
    found = ask(lake, f"SELECT DISTINCT {at_stake.landed_price(SALES_SOURCE)} AS p FROM q", q=("quarantine", SALES))
    assert [row["p"] for row in found] == [None]


@pytest.fixture
def north_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    north = Company(NAME, "North", "#123456", (SALES_SOURCE, PRICE_SOURCE), UnknownCustomer("K0", "^K[0-9]+$"))
    monkeypatch.setattr(trace, "COMPANY_BY_NAME", {NAME: north})
    monkeypatch.setattr(trace, "source_of", lambda company, entity: north.source(entity) if company == NAME else None)


@pytest.mark.usefixtures("north_is_known")
def test_a_landed_row_names_product_and_customer_in_the_columns_of_its_company() -> None:
    raw = {"artikel_nr": " P1 ", "kunde": "K1\u00a0", "menge_stk": "5", "product_id": "P2", "customer_code": "K2"}
    assert trace.names(raw, "P1", "K1", NAME)
    assert not trace.names(raw, "P2", "K2", NAME)
    assert not trace.names(raw, "P1", "K0", NAME)
    assert not trace.names(raw, "P1", "K1", "south")
    assert not trace.names({"kunde": "K1"}, "P1", "K1", NAME)


@pytest.mark.usefixtures("north_is_known")
def test_a_landed_row_of_an_unknown_customer_is_of_the_one_that_stands_for_them() -> None:
    for customer in ("Laufkundschaft", "", None, "K"):
        assert trace.names({"artikel_nr": "P1", "kunde": customer}, "P1", "K0", NAME)
        assert not trace.names({"artikel_nr": "P1", "kunde": customer}, "P1", str(customer), NAME)


def test_whatever_does_not_count_at_the_ends_of_a_value_does_not_count_in_what_the_engines_write_of_a_row(
    spark: SparkSession, lake: Lake
) -> None:
    values = [f"{sign}P1{sign}{sign}" for sign in EDGE_SPACE]
    landed = spark.createDataFrame([(value, "5") for value in values], "artikel_nr string, menge_stk string")
    raws = landed.select(F.to_json(F.struct("artikel_nr", "menge_stk")).alias("raw")).toArrow().column("raw").to_pylist()
    write(lake, "quarantine", "sales", [{**sold(n, "", ""), "raw": raw} for n, raw in enumerate(raws)], QUARANTINE)
    found = ask(lake, f"SELECT {at_stake.landed_product(SALES_SOURCE)} AS p FROM q", q=("quarantine", SALES))
    assert [row["p"] for row in found] == ["P1"] * len(values)
