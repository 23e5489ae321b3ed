"""The one transform of all entities, on a company that is not registered: what it leaves out, and what its files look like."""

from datetime import date
from decimal import Decimal

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from sales_platform.companies.company import Source
from sales_platform.entities import CUSTOMERS, ENTITY, PRICES, PRODUCTS, SALES
from sales_platform.errors import UserError
from sales_platform.feeds import CORRECTIONS
from sales_platform.silver.correcting import Corrections
from sales_platform.silver.entity import aligned_columns, source_verdicts
from sales_platform_tests.frames import JULY, File, Values, assert_rows, assert_types, corrected, frame, landed, master, rows_of
from sales_platform_tests.north import PRICE_SOURCE, SALES_SOURCE


def judge(spark: SparkSession, source: Source, file: File, *corrections: tuple[str | None, ...]) -> DataFrame:
    masters = {
        PRODUCTS: master(spark, "product_code", (JULY, "north", "P1")),
        CUSTOMERS: master(spark, "customer_code", (JULY, "north", "K1")),
    }
    fixes = landed(spark, CORRECTIONS, File("c.csv", corrections)) if corrections else landed(spark, CORRECTIONS)
    return source_verdicts(source, landed(spark, source.feed, file), Corrections.seen(fixes), masters)


def test_files_of_another_company_keep_the_names_of_their_columns_and_their_way_to_write_dates(spark: SparkSession) -> None:
    rows = [
        ("15.07.2025", " P1", "K1", "12 stk"),
        ("2025-07-16", "P1", "K1", "5"),
        ("15.07.25", "P1", "K1", "5"),
        ("17.07.2025", "P2", "K2", "x"),
    ]
    expected = [
        (1, None, date(2025, 7, 15), "P1", "K1", 12, [], None),
        (2, None, date(2025, 7, 16), "P1", "K1", 5, [], None),
        (
            3, None, None, "P1", "K1", 5, ["unreadable_date"],
            '{"verkauft_am":"15.07.25","artikel_nr":"P1","kunde":"K1","menge_stk":"5"}',
        ),
        (
            4, None, date(2025, 7, 17), "P2", "K2", None, ["invalid_quantity", "unknown_product", "unknown_customer"],
            '{"verkauft_am":"17.07.2025","artikel_nr":"P2","kunde":"K2","menge_stk":"x"}',
        ),
    ]  # fmt: skip
    judged = judge(spark, SALES_SOURCE, File("a.csv", rows))
    assert_rows(judged, "_row order_id date product_code customer_code quantity reasons raw", expected)
    types = """month date, company string, feed string, order_id string, date date, product_code string, customer_code string,
        quantity bigint, repairs array<string>, reasons array<string>, raw string, record string, _file string, _row bigint"""
    assert_types(judged, types)


def test_a_correction_names_the_columns_of_the_company_and_the_month_in_its_own_spelling(spark: SparkSession) -> None:
    sold = File("a.csv", [("15.07.2025", "P1", "K1", "x")])
    fix = ("north", SALES, "P1|K1", "menge (stk)", "7", "Meera", "2025-12-08", None)
    assert_rows(judge(spark, SALES_SOURCE, sold, fix), "quantity repairs reasons", [(7, [corrected("menge (stk)")], [])])
    priced = File("p.csv", [("P1", "01.07.2025", "unknown")])
    fix = ("north", PRICES, "P1|2025-07", "preis", "290", "Meera", "2025-12-08", None)
    assert_rows(judge(spark, PRICE_SOURCE, priced, fix), "price_inr repairs", [(Decimal("290.00"), [corrected("preis")])])


def test_a_price_list_without_negative_prices_need_not_say_so(spark: SparkSession) -> None:
    file = File("p.csv", [("P1", "01.07.2025", "₹ 290.5"), ("P1", "2025/06/01", "1"), ("P1", "soon", "2")])
    expected: list[Values] = [
        (1, Decimal("290.50"), [], []),
        (2, Decimal("1.00"), [], ["outside_calendar"]),
        (3, Decimal("2.00"), [], ["unreadable_month"]),
    ]
    assert_rows(judge(spark, PRICE_SOURCE, file), "_row price_inr repairs reasons", expected)


LEAST: dict[str, dict[str, str]] = {
    CUSTOMERS: {"customer_code": "'1'", "customer": "'A'"},
    PRODUCTS: {"product_code": "'1'", "product": "'A'"},
    PRICES: {"product_code": "'1'", "price_inr": "1"},
    SALES: {"date": "DATE'2025-07-15'", "product_code": "'1'", "customer_code": "'2'", "quantity": "5", "quantity_text": "'5'"},
}
"""What a company must give of each entity, as Spark SQL."""
FILLED: dict[str, dict[str, object]] = {
    CUSTOMERS: {"city": None, "market": None, "platform": None, "channel": None, "completeness": 0, "unnamed": False},
    PRODUCTS: {"division": None, "category": None, "variant": None},
    PRICES: {"negative": False},
    SALES: {"order_id": None, "customer_unknown": False},
}


@pytest.mark.parametrize("entity", LEAST)
def test_what_a_company_leaves_out_is_filled_in_the_type_of_the_entity(spark: SparkSession, entity: str) -> None:
    given = {name: F.expr(sql) for name, sql in LEAST[entity].items()}
    one = frame(spark, "n int", [(1,)])
    filled = one.select(*[column.alias(name) for name, column in aligned_columns(ENTITY[entity], given).items()])
    types = {**ENTITY[entity].columns, **ENTITY[entity].facts}
    filled = filled.drop("_unnamed")  # of those that have a name: whether it was missing, for a rule
    assert {field.name: field.dataType.simpleString() for field in filled.schema} == types
    assert rows_of(filled, " ".join(FILLED[entity])) == [tuple(FILLED[entity].values())]
    assert LEAST[entity].keys() | FILLED[entity].keys() == types.keys()


@pytest.mark.parametrize(("entity", "column"), [(entity, column) for entity in LEAST for column in LEAST[entity]])
def test_what_a_company_must_give_is_named_when_it_does_not(sail: SparkSession, entity: str, column: str) -> None:
    assert sail
    given = {name: F.lit(1) for name in LEAST[entity] if name != column}
    with pytest.raises(UserError, match=f"They need the column '{column}': let 'align' give it, where"):
        aligned_columns(ENTITY[entity], given)


def test_columns_of_a_company_s_own_stay_for_its_rules(spark: SparkSession) -> None:
    given = {**{name: F.expr(sql) for name, sql in LEAST[PRODUCTS].items()}, "own": F.lit(7)}
    kept = aligned_columns(ENTITY[PRODUCTS], given)
    assert rows_of(frame(spark, "n int", [(1,)]).select(kept["own"].alias("own"))) == [(7,)]
