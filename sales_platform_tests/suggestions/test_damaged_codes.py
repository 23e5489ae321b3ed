"""A damaged code is suggested where one code of the master only can have become it, and the suggestion makes the row sound."""

import csv
import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from sales_platform.companies.company import Source
from sales_platform.entities import CUSTOMERS, PRICES, PRODUCTS, SALES
from sales_platform.feeds import bronze_column
from sales_platform.months import MonthRange
from sales_platform.storage.lake import Lake
from sales_platform.suggestions.damaged_codes import Codes, damaged_codes
from sales_platform.suggestions.suggest import suggestions
from sales_platform_tests.dashboard.small_lake import QUARANTINE, write
from sales_platform_tests.frames import JULY, File, declared, judge_landed, master, rows_of
from sales_platform_tests.north import SALES_SOURCE
from sales_platform_tests.small_lake import SmallLake

ORDERS, LIST = declared("sports_bar", SALES), declared("sports_bar", PRICES)
PRODUCT_CODES = ("25891203", "25891204", "31000000")
KNOWN = {PRODUCTS: Codes(PRODUCT_CODES), CUSTOMERS: Codes(("789320", "789411", "99"))}


def suspect(source: Source, *values: str, reason: str, name: str = "orders_2025_07_03.csv") -> dict[str, object]:
    columns = [bronze_column(column) for column in source.feed.columns]
    return {"_file": name, "reasons": [reason], "raw": json.dumps(dict(zip(columns, values, strict=True)))}


@pytest.mark.parametrize(
    ("landed", "codes"),
    [
        ("7.8932E+05", ["789320"]),
        ("7.89E5", ["789320", "789411"]),
        ("7,8941e+05", ["789411"]),
        ("8E+05", ["789320", "789411"]),
        ("1E+02", ["99"]),
        ("9.9E+01", ["99"]),
        ("7.8932E-05", []),
        ("789,320", ["789320"]),
        ("7,89,320", ["789320"]),
        ("789.320", ["789320"]),
        ("789-320.0", ["789320"]),
        ("='789,320'", []),
        ('="789 320"', ["789320"]),
        ("789320.00000", ["789320"]),
        ("789320.5", []),
        ("78,9320", []),
        ("", []),
        ("E", []),
        ("9" * 400, []),
    ],
)
def test_the_codes_that_a_damaged_one_can_have_been(landed: str, codes: list[str]) -> None:
    assert KNOWN[CUSTOMERS].behind(landed) == codes


@given(st.integers(1000, 10**9).map(str), st.integers(0, 9))
def test_a_code_that_a_program_has_shown_as_a_number_can_be_that_code(code: str, decimals: int) -> None:
    assert Codes([code]).behind(f"{float(code):.{decimals}E}") == [code]
    assert Codes([code]).behind(f"{int(code):,}") == [code]
    assert Codes([code]).behind(f"{int(code):,}.00".replace(",", " ")) == [code]


@given(st.text(max_size=70), st.text(max_size=12))
def test_no_text_is_an_error(landed: str, code: str) -> None:
    assert Codes([code]).behind(landed) in ([], [code])


def test_a_code_is_suggested_where_just_one_fits() -> None:
    rows = [
        suspect(ORDERS, "F1", "2025-07-03", "7.8932E+05", "25891203", "5", reason="damaged_customer"),
        suspect(ORDERS, "F2", "2025-07-03", "7.89E+05", "25891203", "5", reason="damaged_customer"),
        suspect(ORDERS, "F3", "2025-07-03", "789320", "3.1E+07", "5", reason="damaged_product"),
        suspect(ORDERS, "F4", "2025-07-03", "789320", "2.5891E+07", "5", reason="damaged_product"),
        suspect(ORDERS, "F5", "2025-07-03", "789,411", "25891203", "5", reason="unknown_product"),
    ]
    found = damaged_codes(ORDERS, rows, KNOWN)
    assert [(one.key, one.field, one.value) for one in found] == [
        ("F3|3.1E+07", "product_id", "31000000"),
        ("F1|25891203", "customer_id", "789320"),
    ]
    assert found[0].evidence == "'3.1E+07' can be one of 3 products only, 31000000"


def test_the_month_in_a_key_is_written_as_in_corrections() -> None:
    rows = [suspect(LIST, "3.1E+07", "2025/07/01", "80", reason="damaged_product", name="p.csv")]
    found = damaged_codes(LIST, rows, KNOWN)
    assert [(one.key, one.field, one.value) for one in found] == [("3.1E+07|2025-07", "product_id", "31000000")]


def test_a_company_that_does_not_say_what_its_codes_look_like_has_unknown_ones() -> None:
    landed = {"verkauft_am": "03.07.2025", "artikel_nr": "25", "kunde": "K-1.0", "menge_stk": "5"}
    row = {"_file": "a.csv", "reasons": ["unknown_customer"], "raw": json.dumps(landed)}
    found = damaged_codes(SALES_SOURCE, [row], {CUSTOMERS: Codes(["K-1", "K-2"])})
    assert [(one.key, one.field, one.value) for one in found] == [("25|K-1.0", "kunde", "K-1")]


def test_a_suggestion_that_somebody_confirms_makes_the_row_sound(spark: SparkSession) -> None:
    lines = [("F1", "2025-07-03", "7.8932E+05", "25891203", "5"), ("F2", "2025-07-03", "789411", "3.1E+07", "5")]
    rows = [suspect(ORDERS, *lines[0], reason="damaged_customer"), suspect(ORDERS, *lines[1], reason="damaged_product")]
    pasted = [next(csv.reader([one.line()])) for one in damaged_codes(ORDERS, rows, KNOWN)]
    confirmed = [(*line[:5], "Meera", "2025-12-08", line[7]) for line in pasted]
    files = {"sports_bar_orders": [File("orders_2025_07_03.csv", lines)], "corrections": [File("fixes.csv", confirmed)]}
    masters = {
        name: master(spark, code, *((JULY, "sports_bar", one) for one in codes))
        for name, code, codes in (
            ("products", "product_code", PRODUCT_CODES),
            ("customers", "customer_code", ("789320", "789411")),
        )
    }
    judged = judge_landed(spark, "sales", files, **masters)
    assert sorted(rows_of(judged, "order_id product_code customer_code reasons")) == [
        ("F1", "25891203", "789320", []),
        ("F2", "31000000", "789411", []),
    ]


def test_damaged_codes_of_sales_and_prices_are_suggested_from_a_lake(broken: SmallLake) -> None:
    month = MonthRange.of(JULY, JULY)
    assert suggestions(broken.place.lake, month) == []
    lake = Lake(str(broken.place.folder / "lake"))
    order = suspect(ORDERS, "F1", "2025-07-03", "789,001", "25891101", "5", reason="damaged_customer")
    price = suspect(LIST, "25,891,102", "2025-07-01", "80", reason="damaged_product", name="p.csv")
    for entity, source, row in ((SALES, ORDERS, order), (PRICES, LIST, price)):
        place = {"month": JULY, "company": "sports_bar", "feed": source.feed.name, "_row": 1}
        write(lake, "quarantine", entity, [{**place, **row}], QUARANTINE.append(pa.field("record", pa.string())))
    found = [(one.entity, one.key, one.field, one.value) for one in suggestions(lake, month)]
    assert found == [
        (PRICES, "25,891,102|2025-07", "product_id", "25891102"),
        (SALES, "F1|25891101", "customer_id", "789001"),
    ]
