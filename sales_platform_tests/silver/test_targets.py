"""Targets: of a product or a category that the month has, in pieces, INR or both, zero or more."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from pyspark.sql import DataFrame, SparkSession

from sales_platform.entities import ENTITY, TARGETS
from sales_platform.silver.derived_masters import with_derived_masters
from sales_platform_tests.frames import AUGUST, JULY, File, Values, assert_rows, assert_types, frame, judge_landed, rows_of

PRODUCTS = [
    (JULY, "atlon", "BAT1", "Bats"),
    (JULY, "atlon", "BAT2", "Bats"),
    (JULY, "atlon", "BAG1", None),
    (JULY, "sports_bar", "2589", "Energy Bars"),
    (AUGUST, "atlon", "NEW1", "Gloves"),
]


def judge(spark: SparkSession, *atlon: File, sports_bar: Sequence[File] = ()) -> DataFrame:
    products = frame(spark, "month date, company string, product_code string, category string", PRODUCTS)
    masters = with_derived_masters(ENTITY[TARGETS], {"products": products})
    files = {"atlon_targets": atlon, "sports_bar_targets": sports_bar}
    return judge_landed(spark, TARGETS, files, **masters)


def test_a_target_is_of_the_product_where_the_row_names_one_else_of_the_category(spark: SparkSession) -> None:
    targets = File(
        "t.csv",
        [
            ("2025-07-01", "BAT1", "Bats", "100", ""),
            ("2025-07-01", "BAT2", "of last year", "1,000", "5000.50"),  # the category of a product is not looked at
            ("2025-07-01", "", " Bats ", "", "1,23,456.00"),
            ("2025-07-01", "BAG1", "", "0", "0"),
        ],
    )
    expected: list[Values] = [
        ("BAT1", None, 100, None, []),
        ("BAT2", None, 1000, Decimal("5000.50"), []),
        (None, "Bats", None, Decimal("123456.00"), []),
        ("BAG1", None, 0, Decimal("0.00"), []),
    ]
    judged = judge(spark, targets)
    assert_rows(judged, "product_code category target_quantity target_inr reasons", expected)
    types = """month date, company string, feed string, product_code string, category string, target_quantity bigint,
        target_inr decimal(18,2), repairs array<string>, reasons array<string>, raw string, record string, _file string,
        _row bigint"""
    assert_types(judged, types)


def test_a_category_is_spelled_as_the_company_spells_those_of_its_products(spark: SparkSession) -> None:
    targets = File("t.csv", [("July 01, 2025", "energy  bars", "", "5", "")])
    assert rows_of(judge(spark, sports_bar=[targets]), "category reasons") == [("Energy Bars", [])]


def test_what_cannot_be_used_is_quarantined_with_every_reason(spark: SparkSession) -> None:
    rows = {
        ("2025-07-01", "NEW1", "", "5", ""): ["unknown_product"],  # only the next month has it
        ("2025-07-01", "", "Gloves", "5", ""): ["unknown_category"],
        ("2025-07-01", "", "bats", "5", ""): ["unknown_category"],
        ("2025-07-01", "", "", "5", ""): ["nothing_named"],
        ("2025-07-01", "BAT1", "", "", ""): ["missing_target"],
        ("2025-07-01", "BAT1", "", "-5", ""): ["invalid_target"],
        ("2025-07-01", "BAT1", "", "5", "-0.01"): ["invalid_target"],
        ("2025-07-01", "BAT1", "", "5.5", ""): ["invalid_target"],
        ("2025-07-01", "BAT1", "", "", "much"): ["invalid_target"],
        ("2025-07-01", "NEW2", "", "many", ""): ["invalid_target", "unknown_product"],
        ("soon", "BAT1", "", "5", ""): ["unreadable_month"],
        ("2031-01-01", "BAT1", "", "5", ""): ["outside_calendar"],
    }
    judged = judge(spark, File("t.csv", [*rows]))
    assert_rows(judged, "_row reasons", list(enumerate(rows.values(), start=1)))


def test_a_month_without_masters_has_no_targets(spark: SparkSession) -> None:
    june = File("t.csv", [("2025-06-01", "BAT1", "", "5", ""), ("2025-06-01", "", "Bats", "5", "")], month=date(2025, 6, 1))
    assert rows_of(judge(spark, june), "reasons") == [(["unknown_product"],), (["unknown_category"],)]


def test_a_later_file_of_the_same_month_wins_and_a_row_beside_another_contradicts_it(spark: SparkSession) -> None:
    first = File("t.csv", [("2025-07-01", "BAT1", "", "5", ""), ("2025-07-01", "", "Bats", "50", "")])
    later = File("t2.csv", [("2025-07-01", "BAT1", "Bats", "7", "")], written=datetime(2025, 9, 2, tzinfo=UTC))
    twice = File("b.csv", [("2025-07-01", "BAT2", "", "5", ""), ("2025-07-01", "BAT2", "Bats", "6", "")])
    expected = [
        ("t.csv", 1, 5, ["superseded"]),
        ("t.csv", 2, 50, []),  # a target of the category is another record than that of its product
        ("t2.csv", 1, 7, []),
        ("b.csv", 1, 5, ["contradiction"]),
        ("b.csv", 2, 6, []),
    ]
    assert_rows(judge(spark, first, later, twice), "_file _row target_quantity reasons", expected)
