"""Corrections: one field of one record each, in the month, company and entity they name, the last confirmed one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from sales_platform.companies.company import ANY, Source
from sales_platform.companies.registry import SOURCES
from sales_platform.silver.correcting import Corrections, corrected
from sales_platform_tests.frames import AUGUST, JULY, File, Values, assert_rows, declared, landed, provenance

Confirmed = tuple[str | None, ...]


CUSTOMERS = declared("sports_bar", "customers")
ANY_VALUE = replace(CUSTOMERS, record=replace(CUSTOMERS.record, fields=dict.fromkeys(CUSTOMERS.record.fields, ANY)))


def correct(spark: SparkSession, customers: File, *corrections: File, source: Source = ANY_VALUE) -> DataFrame:
    frame = provenance(landed(spark, source.feed, customers), source)
    repaired = corrected(frame, Corrections.seen(landed(spark, "corrections", *corrections)), source)
    return repaired.withColumn("raw", F.to_json("_landed"))


def fix(key: str, field: str, value: str | None, confirmed_on: str | None = "2025-12-08") -> Confirmed:
    return ("sports_bar", "customers", key, field, value, "somebody", confirmed_on, None)


def said(field: str, by: str = "somebody", on: str = " on 2025-12-08") -> str:
    return f"correction: {field}, confirmed by {by}{on}"


def test_corrections_change_just_the_fields_they_name(spark: SparkSession) -> None:
    customers = File("c.csv", [("1", "a", None), ("2", "b", "Pune"), ("3", None, "Pune"), (None, "d", None), ("5", "e", "Pune")])
    corrections = File(
        "fixes.csv",
        [fix("1", "city", "Hyderabad"), fix(" 2", "city", " Pune "), fix("3", "customer_name", "C"), fix("3", "city", "Goa")],
    )
    expected = [
        ("1", "a", "Hyderabad", [said("city")]),
        ("2", "b", "Pune", []),  # nothing to change
        ("3", "C", "Goa", [said("customer_name"), said("city")]),
        (None, "d", None, []),
        ("5", "e", "Pune", []),
    ]
    assert_rows(correct(spark, customers, corrections), "customer_id customer_name city corrected", expected)


def test_a_correction_of_something_else_or_without_a_value_changes_nothing(spark: SparkSession) -> None:
    customers = File("c.csv", [("1", "a", "Pune")])
    corrections = File(
        "fixes.csv",
        [
            fix("9", "city", "Goa"),
            fix("1", "channel", "Goa"),
            fix("1", "city", None),
            fix("1", "city", "  "),
            ("atlon", "customers", "1", "city", "Goa", "somebody", "2025-12-08", ""),
            ("sports_bar", "products", "1", "city", "Goa", "somebody", "2025-12-08", ""),
            ("sports_bar", "customers", "1", "city", "Goa", "  ", "2025-12-08", "nobody confirmed it"),
            (None, None, None, None, None, None, None, None),
        ],
    )
    other_month = File("fixes.csv", [fix("1", "city", "Goa")], month=AUGUST)
    expected: list[Values] = [("1", "a", "Pune", [])]
    assert_rows(correct(spark, customers, corrections, other_month), "customer_id customer_name city corrected", expected)


def test_a_correction_says_who_confirmed_it_and_when_if_the_day_can_be_read(spark: SparkSession) -> None:
    customers = File("c.csv", [(key, "", "") for key in "123"])
    names = {"1": "Meera Shah", "2": "12 é ₹ 日本 x", "3": "n" * 201}
    days = {"1": "08-12-2025", "2": "soon", "3": None}
    fixes = [("sports_bar", "customers", key, "city", "1 Goa", name, days[key], None) for key, name in names.items()]
    expected = [
        ("1", "1 Goa", [said("city", "Meera Shah")]),
        ("2", "1 Goa", [said("city", "12 é ₹ 日本 x", "")]),
        ("3", "1 Goa", [said("city", "n" * 200, "")]),
    ]
    assert_rows(correct(spark, customers, File("fixes.csv", fixes)), "customer_id city corrected", expected)


def test_the_last_confirmed_correction_of_a_field_counts_and_then_the_later_file_and_row(spark: SparkSession) -> None:
    customers = File("c.csv", [(key, "", "") for key in "1234"])
    files = (
        File(
            "fixes.csv",
            [
                fix("1", "city", "later", "2025-12-09"),
                fix("1", "city", "zz earlier", "2025-12-08"),
                fix("2", "city", "zz first row"),
                fix("2", "city", "aa second row"),
                fix("4", "city", "zz undated", None),
                fix("4", "city", "dated", "2019-01-01"),
            ],
        ),
        File("fixes_2025_07.csv", [fix("3", "city", "dated file")]),
        File("seeds/fixes.csv", [fix("3", "city", "zz undated file")], written=datetime(2025, 12, 31, tzinfo=UTC)),
    )
    expected = [("1", "later"), ("2", "aa second row"), ("3", "dated file"), ("4", "dated")]
    assert_rows(correct(spark, customers, *files), "customer_id city", expected)


def test_a_later_correction_without_a_value_does_not_beat_an_earlier_one(spark: SparkSession) -> None:
    customers = File("c.csv", [(key, "a", "Pune") for key in "123"])
    fixes = File(
        "fixes.csv",
        [
            *(fix(key, "city", "Goa", "2025-12-08") for key in "123"),
            fix("1", "city", None, "2025-12-09"),
            fix("2", "city", " \u00a0", "2025-12-09"),
            ("sports_bar", "customers", "3", "city", "Delhi", "", "2025-12-09", "nobody has confirmed it"),
        ],
    )
    expected: list[Values] = [(key, "Goa", [said("city")]) for key in "123"]
    assert_rows(correct(spark, customers, fixes), "customer_id city corrected", expected)


def test_a_later_correction_that_cannot_be_applied_does_not_beat_an_earlier_one(spark: SparkSession) -> None:
    customers = File("c.csv", [("1", "a", "Pune")])
    fixes = File("fixes.csv", [fix("1", "city", "Hyderabad", "2025-12-08"), fix("1", "city", "Atlantis", "2025-12-09")])
    expected: list[Values] = [("1", "Hyderabad", [said("city")])]
    assert_rows(correct(spark, customers, fixes, source=CUSTOMERS), "customer_id city corrected", expected)


def test_the_day_of_confirmation_counts_in_every_agreed_spelling(spark: SparkSession) -> None:
    customers = File("c.csv", [(key, "", "") for key in "123"])
    fixes = File(
        "fixes.csv",
        [
            fix("1", "city", "later", "01-12-2025"),
            fix("1", "city", "earlier", "31-01-2025"),
            fix("2", "city", "later", "December 08, 2025"),
            fix("2", "city", "earlier", "Monday, January 06, 2025"),
            fix("3", "city", "later", "2025/12/08"),
            fix("3", "city", "earlier", "2025-12-07"),
        ],
    )
    assert_rows(correct(spark, customers, fixes), "customer_id city", [("1", "later"), ("2", "later"), ("3", "later")])


def test_the_landed_row_stays_as_it_was_in_raw(spark: SparkSession) -> None:
    corrections = File("fixes.csv", [fix("1", "city", "Goa")])
    expected = [(JULY, "Goa", '{"customer_id":"1","customer_name":"a","city":"Pune"}')]
    assert_rows(correct(spark, File("c.csv", [("1", "a", "Pune")]), corrections), "month city raw", expected)


VALUES = {
    "order_qty": ("1", "007", "5.0", "0", "0.0", "-5", "5.5", "1e3", "abc", "\u0665"),
    "gross_price": ("84", "84.5", "0.05", "100.00", "0", "0.00", "-84", "84,50", "84.555", "."),
    "product_id": ("25891502", "XYZ123", "2589 1502"),
    "order_placement_date": ("2025-07-15", "2024-02-29", "2025-02-29", "2025-13-01", "15-07-2025"),
    "city": ("New Delhi", "Hyderabad", "newdelhi", "Atlantis"),
}


@pytest.mark.parametrize("field", VALUES)
def test_a_value_is_applied_exactly_when_no_problem_is_reported_of_it(spark: SparkSession, field: str) -> None:
    (shape,) = (
        each.record.fields[field]
        for each in SOURCES
        if each.company == "sports_bar"
        and field in each.record.fields
        and each.entity.name != "products"
        and (field != "product_id" or each.entity.name == "sales")
    )
    values = {str(key): value for key, value in enumerate(VALUES[field])}
    judged = replace(CUSTOMERS, record=replace(CUSTOMERS.record, fields={"city": shape}))
    customers = File("c.csv", [(key, "", "before") for key in values])
    fixes = File("fixes.csv", [fix(key, "city", value) for key, value in values.items()])
    expected = [(key, "before" if shape.problem(value) else value) for key, value in values.items()]
    assert_rows(correct(spark, customers, fixes, source=judged), "customer_id city", expected)
    assert {value for _, value in expected} > {"before"}
