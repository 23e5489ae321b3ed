"""The column expressions: what each makes of clean, messy and hostile text, alike on both engines."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from pyspark.sql import Column, SparkSession

from sales_platform.values import columns
from sales_platform.values.empty import plain_text
from sales_platform_tests.frames import assert_column, assert_types, frame

LINE_ENDS_IN_JAVA = ("\u0085", "\u2028", "\u2029")
"""Before these at the end of a text, ``$`` matches in Java, but in no other engine."""
NO_AMOUNTS = (
    *("0", "0.00", "-0", "-0.0", "150.", ".5", "1.005", "1e3", "NaN", "inf", "-inf", "", ".", "-", "unknown", "not_available"),
    *("1,000", "1 000", "1'000", "₹150", "150 INR", "$1", "१२", "１２", "\u00a012", " 12", "1.5d", "5-", "(5)", "--5", "0x1F"),
    "123456789012345678901234567890",
)


def test_text_is_trimmed_of_spaces_tabs_line_ends_and_no_break_spaces_and_blank_is_null(spark: SparkSession) -> None:
    expected = {
        "abc": "abc",
        "  a b\t": "a b",
        "\r\n\u00a0 a\u00a0b \u00a0": "a\u00a0b",
        "": None,
        " \t\r\n\u00a0": None,
        None: None,
        "nothing": "nothing",
        "\u3000a\u200b": "a",
        "'": "'",
    }
    assert_column(spark, columns.text, expected)


def test_the_text_of_what_stands_for_nothing_is_null(spark: SparkSession) -> None:
    spellings = (
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NUM!",
        "#NULL!",
        "NULL",
        "null",
        "Null",
        "NaN",
        "nan",
        "N/A",
        "n/a",
    )
    more = ("<NA>", "NaT", "None", "\\N", "(null)", " NULL\u00a0")
    kept = ("Nullarbor", "Nan Store", "NA", "-", "#1 Store")
    assert_column(spark, columns.text, {**dict.fromkeys((*spellings, *more)), **{text: text for text in kept}})
    assert {text: plain_text(text) for text in (*spellings, *more, *kept)} == {
        **dict.fromkeys((*spellings, *more)),
        **{text: text for text in kept},
    }


def test_tidy_makes_inner_runs_of_white_space_one_space(spark: SparkSession) -> None:
    expected = {
        "  New   Delhi ": "New Delhi",
        "New\t\u00a0\r\nDelhi": "New Delhi",
        "New \u200b\u202fDelhi\ufeff": "New Delhi",
        "New\u200bDelhi": "NewDelhi",
        "NewDelhi": "NewDelhi",
        "a b  c": "a b c",
        " \u00a0 ": None,
        None: None,
    }
    assert_column(spark, columns.tidy, expected)


def test_capitalised_raises_the_first_letter_of_words_that_spaces_separate_and_of_no_others(spark: SparkSession) -> None:
    expected = {
        "athlete's CHOICE store": "Athlete's Choice Store",
        "rock-'n'-roll o'NEIL": "Rock-'n'-roll O'neil",
        "granola & cereals": "Granola & Cereals",
        "(fruit) bar/2go": "(fruit) Bar/2go",
        "ÉLAN élan": "Élan Élan",
        "a": "A",
        " two  spaces ": " Two  Spaces ",
        "tab\tword": "Tab\tword",
        "": "",
        None: None,
    }
    assert_column(spark, columns.capitalised, expected)


def test_only_ascii_digits_are_digits_and_null_is_none(spark: SparkSession) -> None:
    expected = {
        "0": True,
        "007": True,
        "123456789012345678901234567890": True,
        "": False,
        None: False,
        "१२": False,  # Devanagari
        "１２": False,  # full width
        "12 ": False,
        "-1": False,
        "+1": False,
        "1.0": False,
        "1e3": False,
        "XYZ123": False,
        "NaN": False,
        "1\n2": False,
    }
    assert_column(spark, columns.is_digits, expected)


def test_a_whole_number_is_a_count_above_zero_in_ascii_digits(spark: SparkSession) -> None:
    expected = {
        "150": 150,
        "150.0": 150,
        "150.000": 150,
        "150.": 150,
        "+5": 5,
        "0007": 7,
        "1.0": 1,
        "999999999999999": 999_999_999_999_999,
        "9999999999999999": None,  # sixteen digits
        "123456789012345678901234567890": None,
    }
    nothing = (
        *("0", "0.0", "-0", "-5", "150.5", ".5", ".", "+", "", "1e3", "1E3", "NaN", "inf", "Infinity", "1_000", "1,000", "1 000"),
        *("१२", "１２", "\u00a012", "12\u00a0", " 12", "₹12", "12 pcs", "0x1F", "5d", "5L", "--5", "+-5", "five", "null"),
    )
    assert_column(spark, columns.whole_number, {**expected, **dict.fromkeys(nothing), None: None})


def test_an_amount_is_a_decimal_other_than_zero_with_up_to_two_decimals(spark: SparkSession) -> None:
    expected = {
        "150": Decimal("150.00"),
        "150.5": Decimal("150.50"),
        "150.05": Decimal("150.05"),
        "150.050000": Decimal("150.05"),
        "1.5" + "0" * 40: Decimal("1.50"),
        "-150.25": Decimal("-150.25"),
        "+5": Decimal("5.00"),
        "0.01": Decimal("0.01"),
        "999999999999999.99": Decimal("999999999999999.99"),
        "1000000000000000": None,  # sixteen digits
    }
    assert_column(spark, columns.amount, {**expected, **dict.fromkeys(NO_AMOUNTS), None: None})


def test_a_year_start_is_the_first_of_january_of_four_ascii_digits(spark: SparkSession) -> None:
    expected = {"2025": date(2025, 1, 1), "0001": date(1, 1, 1), "9999": date(9999, 1, 1)}
    nothing = ("0000", "25", "02025", "2025.0", "-2025", "+2025", " 2025", "२०२५", "２０２５", "", "FY25", "2025-01")
    assert_column(spark, columns.year_start, {**expected, **dict.fromkeys(nothing), None: None})


def test_the_first_of_the_month_is_a_date(spark: SparkSession) -> None:
    expected = {"2025-07-31": date(2025, 7, 1), "2024-02-29": date(2024, 2, 1), "0001-01-01": date(1, 1, 1), None: None}
    assert_column(spark, lambda text: columns.first_of_month(text.cast("date")), expected)


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (columns.is_digits, "150"),
        (columns.whole_number, "150"),
        (columns.amount, "150"),
        (columns.year_start, "2025"),
        (columns.day, "2025-07-15"),
        (columns.day, "July 15, 2025"),
    ],
    ids=["is_digits", "whole_number", "amount", "year_start", "day", "day with month name"],
)
def test_a_line_separator_after_a_number_or_date_is_not_overlooked(
    spark: SparkSession, function: Callable[[Column], Column], text: str
) -> None:
    nothing = False if function is columns.is_digits else None
    assert_column(spark, function, {text + end: nothing for end in LINE_ENDS_IN_JAVA})


def test_numbers_and_dates_have_exact_types(spark: SparkSession) -> None:
    text = frame(spark, "v string", [("1",)])
    made = text.select(
        columns.whole_number(text.v).alias("count"),
        columns.amount(text.v).alias("money"),
        columns.day("v").alias("day"),
        columns.year_start(text.v).alias("year"),
        columns.iso_day(text.v).alias("month"),
        columns.is_digits(text.v).alias("digits"),
    )
    assert_types(made, "count bigint, money decimal(18,2), day date, year date, month date, digits boolean")
