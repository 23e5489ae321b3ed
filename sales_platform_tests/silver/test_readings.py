"""Codes and numbers in disguise: what can mean one thing only is read as it, what cannot is quarantined, whatever the company."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from sales_platform.values.codes import plain_code, read_code
from sales_platform.values.number_columns import TWO_READINGS
from sales_platform.values.number_columns import read_number as column_of
from sales_platform.values.numbers import Number, read_number
from sales_platform_tests.frames import JULY, File, assert_rows, frame, judge_landed, master

NUMBERS: dict[str, tuple[str | None, str | None]] = {
    "150": ("150", "150"),
    "150.0": ("150.0", "150.0"),
    "1,23,456.00": ("123456.00", "123456.00"),
    "₹1,23,456.00": ("123456.00", "123456.00"),
    "Rs. 425": ("425", "425"),
    "Rs.425/-": ("425", "425"),
    "INR 425": ("425", "425"),
    "(₹425)": ("-425", "-425"),
    "1 234,50": ("1234.50", "1234.50"),
    "1\u202f102": ("1102", "1102"),
    "2.000,00": ("2000.00", "2000.00"),
    "1.234.567": ("1234567", "1234567"),
    "1.000": ("1.000", TWO_READINGS),
    "-12.000": ("-12.000", TWO_READINGS),
    "1,230": ("1230", TWO_READINGS),
    "0.500": ("0.500", "0.500"),
    "90,0": (None, "90.0"),
    "10-": ("-10", "-10"),
    "(10)": ("-10", "-10"),
    "\u221210": ("-10", "-10"),
    "'100": ("100", "100"),
    '="100"': ("100", "100"),
    "\u200b100\ufeff": ("100", "100"),
    "१२": ("12", "12"),
    "$5": (None, None),
    "1e3": (None, None),
    "--5": (None, None),
    "5-5": (None, None),
    "NULL": (None, None),
}
"""A landed text, and what it is where commas separate the fields, and where semicolons do."""
CODES = {
    "789320": "789320",
    "789320.0": "789320",
    "789320.000": "789320",
    "'789320": "789320",
    '="789320"': "789320",
    "789320\u200b": "789320",
    "789\u200b320": "789320",
    "７８９３２０": "789320",
    "7.8932E+05": "7.8932E+05",
    "789-320": "789-320",
    "789,320": "789,320",
    "789.320": "789.320",
    "ABC987": "ABC987",
    "#N/A": None,
}
GROUPED = {
    "plain": lambda number: f"{number:.2f}",
    "English": lambda number: f"{number:,.2f}",
    "by spaces": lambda number: f"{number:,.2f}".replace(",", " "),
    "by points": lambda number: f"{number:,.2f}".translate(str.maketrans(",.", ".,")),
    "with a sign of INR": lambda number: f"₹ {number:,.2f}",
    "with Rs.": lambda number: f"Rs. {number:,.2f}/-",
    "as a formula": lambda number: f'="{number:.2f}"',
    "with an apostrophe": lambda number: f"'{number:.2f}",
}


def _as_text(number: Number) -> str | None:
    return TWO_READINGS if number.readings else number.plain


@pytest.mark.parametrize(("text", "expected"), NUMBERS.items())
def test_python_reads_a_number_by_the_separator_of_its_file(text: str, expected: tuple[str | None, str | None]) -> None:
    assert tuple(_as_text(read_number(text, separator, money=True)) for separator in (",", ";")) == expected


def test_the_engines_read_numbers_as_python_does(spark: SparkSession) -> None:
    rows = [(text, separator) for text in NUMBERS for separator in (",", ";", None)]
    texts = frame(spark, "v string, s string", rows)
    read = texts.select("v", "s", column_of(F.col("v"), F.col("s"), money=True).alias("read"))
    assert_rows(read, "v s read", [(text, sep, _as_text(read_number(text, sep, money=True))) for text, sep in rows])


@settings(max_examples=60)
@given(st.decimals("0.01", "99999999", places=2), st.sampled_from(list(GROUPED)), st.sampled_from((",", ";", "\t", None)))
def test_a_number_in_any_spelling_is_read_as_itself(number: Decimal, spelling: str, separator: str | None) -> None:
    found = read_number(GROUPED[spelling](number), separator, money=True)
    if found.readings:  # never in silence as another number
        assert number in map(Decimal, found.readings)
    elif found.plain is not None:
        assert Decimal(found.plain) == number
    else:
        assert (spelling, separator) == ("by points", ",") or (spelling, separator) == ("by points", None)


def test_codes_are_read_alike_by_python_and_the_engines(spark: SparkSession) -> None:
    landed = frame(spark, "v string", [(text,) for text in CODES])
    read = landed.select("v", plain_code(F.col("v"), "^[0-9]+$").alias("read"))
    assert {text: read_code(text, "^[0-9]+$") for text in CODES} == CODES
    assert_rows(read, "v read", [(text, code or text) for text, code in CODES.items()])


def test_a_code_in_disguise_is_repaired_and_a_damaged_one_is_never_counted_under_another_customer(spark: SparkSession) -> None:
    customers = ("789320.0", "'789320", "7.8932E+05", "789-320", "789,320", "ABC987", "", "#N/A")
    rows = [(f"F{place}", "2025-07-15", code, "25", "1") for place, code in enumerate(customers)]
    known = {"products": master(spark, "product_code", (JULY, "sports_bar", "25"))}
    known["customers"] = master(spark, "customer_code", (JULY, "sports_bar", "789320"))
    judged = judge_landed(spark, "sales", {"sports_bar_orders": [File("o_2025_07_15.csv", rows)]}, **known)
    kept = ["code_repaired"]
    expected = [
        ("F0", "789320", kept, []),
        ("F1", "789320", kept, []),
        *((f"F{place}", "999999", ["customer_unknown"], ["damaged_customer"]) for place in (2, 3, 4)),
        *((f"F{place}", "999999", ["customer_unknown"], []) for place in (5, 6, 7)),
    ]
    assert_rows(judged, "order_id customer_code repairs reasons", expected)


def test_returns_and_ambiguous_quantities_have_reasons_of_their_own(spark: SparkSession) -> None:
    quantities = ("-10", "10-", "(10)", "\u221210", "1.000", "2.000,00", "12", "NULL", "many")
    rows = [(f"F{place}", "2025-07-15", "789", "25", text) for place, text in enumerate(quantities)]
    known = {"products": master(spark, "product_code", (JULY, "sports_bar", "25"))}
    known["customers"] = master(spark, "customer_code", (JULY, "sports_bar", "789"))
    judged = judge_landed(spark, "sales", {"sports_bar_orders": [File("o_2025_07_15.csv", rows, separator=";")]}, **known)
    reasons = [*[["return"]] * 4, ["ambiguous_quantity"], [], [], ["missing_quantity"], ["invalid_quantity"]]
    assert_rows(judged, "order_id reasons", [(f"F{place}", found) for place, found in enumerate(reasons)])


def test_masters_take_no_header_and_no_total_for_a_code(spark: SparkSession) -> None:
    customers = File("c.csv", [(code, "-", "-", "-", "-") for code in ("70002017", "customer_code", "Grand Total", "7.0E+07")])
    found = judge_landed(spark, "customers", {"atlon_customers": [customers]})
    expected = [("70002017", []), ("Grand Total", ["not_a_code"]), ("7.0E+07", ["not_a_code"])]
    assert_rows(found, "customer_code reasons", [*expected, ("customer_code", ["repeated_header"])])
    products = File("p.csv", [("Bar", "product_id", "-"), ("Bar", "Total", "-"), (None, "25", "#N/A"), ("#REF!", "26", None)])
    found = judge_landed(spark, "products", {"sports_bar_products": [products]})
    known: list[Any] = [("25", "Unknown", None, ["unnamed"], []), ("26", "Unknown", None, ["unnamed"], [])]
    header: Any = ("product_id", "Bar", "-", [], ["repeated_header", "invalid_product_id"])
    assert_rows(
        found,
        "product_code product category repairs reasons",
        [*known, header, ("Total", "Bar", "-", [], ["invalid_product_id"])],
    )
