"""Stock: pieces of a known product at hand and on order at the end of a day, zero or more."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from pyspark.sql import DataFrame, SparkSession

from sales_platform.entities import STOCK
from sales_platform_tests.frames import JULY, File, Values, assert_rows, assert_types, corrected, judge_landed, master

KNOWN = [(JULY, "atlon", "BAT1"), (JULY, "atlon", "BAT2"), (JULY, "sports_bar", "2589")]
DAY = date(2025, 7, 31)


def judge(spark: SparkSession, *atlon: File, sports_bar: Sequence[File] = (), corrections: Sequence[File] = ()) -> DataFrame:
    files = {"atlon_stock": atlon, "sports_bar_stock": sports_bar, "corrections": corrections}
    return judge_landed(spark, STOCK, files, products=master(spark, "product_code", *KNOWN))


def test_the_stock_of_a_day_with_nothing_on_order_where_nothing_is_said(spark: SparkSession) -> None:
    atlon = File("a.csv", [("2025-07-31", "BAT1", "1,200", "30"), ("2025-07-30", "BAT2", "0", "")])
    sports_bar = File("s.csv", [("31/07/2025", "2589", "7.0", None)])
    judged = judge(spark, atlon, sports_bar=[sports_bar])
    expected: list[Values] = [
        ("BAT1", DAY, 1200, 30, ["number_spelling"], []),
        ("BAT2", date(2025, 7, 30), 0, 0, [], []),
        ("2589", DAY, 7, 0, [], []),
    ]
    assert_rows(judged, "product_code date at_hand on_order repairs reasons", expected)
    types = """month date, company string, feed string, date date, product_code string, at_hand bigint, on_order bigint,
        repairs array<string>, reasons array<string>, raw string, record string, _file string, _row bigint"""
    assert_types(judged, types)


def test_what_cannot_be_used_is_quarantined_with_every_reason(spark: SparkSession) -> None:
    rows = {
        ("2025-07-31", "NEVER", "5", ""): ["unknown_product"],
        ("2025-07-31", "", "5", ""): ["unknown_product"],
        ("2025-07-31", "BAT1", "", "5"): ["missing_quantity"],
        ("2025-07-31", "BAT1", "some", ""): ["invalid_quantity"],
        ("2025-07-31", "BAT1", "5", "soon"): ["invalid_quantity"],
        ("2025-07-31", "BAT1", "5.5", ""): ["invalid_quantity"],
        ("2025-07-31", "BAT1", "-5", ""): ["negative_stock"],
        ("2025-07-31", "BAT1", "(5)", "0"): ["negative_stock"],
        ("2025-07-31", "BAT1", "5", "-1"): ["negative_stock"],
        ("yesterday", "BAT1", "5", ""): ["unreadable_date"],
        ("2031-01-31", "BAT1", "5", ""): ["outside_calendar"],
    }
    judged = judge(spark, File("a.csv", [*rows]))
    assert_rows(judged, "_row reasons", list(enumerate(rows.values(), start=1)))


def test_a_later_file_of_the_same_day_wins_for_the_products_that_it_has(spark: SparkSession) -> None:
    first = File("stock_2025_07_31.csv", [("2025-07-31", "BAT1", "5", "1"), ("2025-07-31", "BAT2", "8", "")])
    later = File("stock_2025_07_31 b.csv", [("2025-07-31", "BAT1", "7", "1")], written=datetime(2025, 9, 2, tzinfo=UTC))
    expected = [("BAT1", 5, ["superseded"]), ("BAT2", 8, []), ("BAT1", 7, [])]
    assert_rows(judge(spark, first, later), "product_code at_hand reasons", expected)


def test_a_correction_sets_the_stock_of_a_day(spark: SparkSession) -> None:
    stock = File("a.csv", [("2025-07-31", "BAT1", "-5", "")])
    fix = ("atlon", "stock", "2025-07-31|BAT1", "stock_quantity", "0", "Meera", "2025-12-08", "")
    judged = judge(spark, stock, corrections=[File("c.csv", [fix])])
    assert_rows(judged, "at_hand repairs reasons", [(0, [corrected("stock_quantity")], [])])
