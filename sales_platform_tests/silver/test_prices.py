"""Prices: amounts above zero in INR, each for a month of the calendar and a product that is known in it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pyspark.sql import DataFrame, SparkSession

from sales_platform_tests.frames import (
    AUGUST,
    JULY,
    JUNE,
    File,
    assert_rows,
    assert_types,
    corrected,
    judge_landed,
    master,
    rows_of,
)

KNOWN = [(month, company, "25891101") for month in (JUNE, JULY) for company in ("atlon", "sports_bar")]


def judge(
    spark: SparkSession,
    *sports_bar: File,
    atlon: Sequence[File] = (),
    corrections: Sequence[File] = (),
    known: Sequence[tuple[date, str, str]] = KNOWN,
) -> DataFrame:
    files = {"atlon_gross_price": atlon, "sports_bar_gross_price": sports_bar, "corrections": corrections}
    return judge_landed(spark, "prices", files, products=master(spark, "product_code", *known))


def test_a_negative_price_is_made_positive_and_the_repair_is_named(spark: SparkSession) -> None:
    texts = {"290": "290.00", "-290.5": "290.50", " -0.01 ": "0.01", "+7": "7.00", "-5.00": "5.00", "\u00a01.5": "1.50"}
    known = [(JULY, "sports_bar", str(code)) for code in range(len(texts))]
    prices = File("p.csv", [(str(code), "2025/07/01", text) for code, text in enumerate(texts)])
    judged = judge(spark, prices, known=known)
    expected = [
        (str(code), Decimal(amount), ["price_sign"] if "-" in text else []) for code, (text, amount) in enumerate(texts.items())
    ]
    assert_rows(judged, "product_code price_inr repairs", expected)
    assert rows_of(judged, "reasons") == [([],)] * len(texts)
    types = """month date, company string, feed string, product_code string, price_inr decimal(18,2), repairs array<string>,
        reasons array<string>, raw string, record string, _file string, _row bigint"""
    assert_types(judged, types)


def test_a_price_that_is_no_amount_above_zero_is_quarantined(spark: SparkSession) -> None:
    texts = ("unknown", "not_available", "", None, "0", "-0.00", "1e3", "NaN", "1,00", "$290", "290.005", "--5")
    prices = File("p.csv", [("25891101", "2025/07/01", text) for text in texts])
    assert rows_of(judge(spark, prices), "price_inr repairs reasons") == [(None, [], ["invalid_price"])] * len(texts)


def test_a_price_bears_every_reason_that_applies(spark: SparkSession) -> None:
    problem = '{"_row_problem": "2 fields where the header has 3"}'
    prices = File(
        "p.csv",
        [
            ("25891101", "2025-07-01", "5"),
            ("25891101", "soon", "5"),
            ("25891101", "2019-07-01", "5"),
            ("25891102", "2025-07-01", "5"),
            (None, None, None),
            ("XYZ123", "01-01-2031", "-"),
            ("25891102", "31-02-2025", "-3"),
        ],
        extra={5: problem},
    )
    expected = [
        (1, []),
        (2, ["unreadable_month"]),
        (3, ["outside_calendar"]),
        (4, ["unknown_product"]),
        (5, ["malformed_row", "unreadable_month", "invalid_price", "unknown_product"]),
        (6, ["outside_calendar", "invalid_price", "unknown_product"]),
        (7, ["unreadable_month", "unknown_product"]),
    ]
    assert_rows(judge(spark, prices), "_row reasons", expected)


def test_a_month_in_the_far_past_or_future_is_outside_the_calendar(spark: SparkSession) -> None:
    prices = File("p.csv", [("25891101", text, "5") for text in ("1025-07-01", "3025/07/01", "July 01, 9999", "01-01-0001")])
    assert rows_of(judge(spark, prices), "reasons") == [(["outside_calendar"],)] * 4


def test_a_product_is_looked_up_in_the_month_and_company_of_the_price(spark: SparkSession) -> None:
    files = [
        File(f"{month:%m}.csv", [("1", f"{month}", "5"), ("2", f"{month}", "5"), ("3", f"{month}", "5")], month=month)
        for month in (JUNE, JULY)
    ]
    known = [(JUNE, "sports_bar", "1"), (JULY, "sports_bar", "2"), (JUNE, "atlon", "3"), (JUNE, "sports_bar", "1")]
    expected = [
        (JUNE, "1", []),
        (JUNE, "2", ["unknown_product"]),
        (JUNE, "3", ["unknown_product"]),
        (JULY, "1", ["unknown_product"]),
        (JULY, "2", []),
        (JULY, "3", ["unknown_product"]),
    ]
    assert_rows(judge(spark, *files, known=known), "month product_code reasons", expected)


def test_a_yearly_price_of_atlon_is_for_each_month_of_its_year(spark: SparkSession) -> None:
    rows = [("25891101", "19.05", "2025")]
    wrong = [("25891101", "5", "FY25"), ("25891101", "5", "2019"), ("25891101", "5", " 2025 "), ("25891101", "-5", "20255")]
    atlon = [File("a.csv", rows, month=month) for month in (JUNE, JULY, AUGUST)] + [File("b.csv", wrong, month=JULY)]
    expected = [
        ("a.csv", 1, JUNE, Decimal("19.05"), []),
        ("a.csv", 1, JULY, Decimal("19.05"), ["superseded"]),
        ("a.csv", 1, AUGUST, Decimal("19.05"), ["unknown_product"]),
        ("b.csv", 1, JULY, Decimal("5.00"), ["unreadable_month"]),
        ("b.csv", 2, JULY, Decimal("5.00"), ["outside_calendar"]),
        ("b.csv", 3, JULY, Decimal("5.00"), []),
        ("b.csv", 4, JULY, Decimal("5.00"), ["unreadable_month"]),
    ]
    assert_rows(judge(spark, atlon=atlon), "_file _row month price_inr reasons", expected)


def test_a_later_file_of_prices_wins_and_in_one_file_the_last_row(spark: SparkSession) -> None:
    files = (
        File("prices_2025_08_02.csv", [("25891101", "2025-07-01", "20"), ("25891101", "July 01, 2025", "unknown")]),
        File("prices_2025_08_01.csv", [("25891101", "2025-07-01", "10"), ("25891101", "01/07/2025", "11")]),
        File("june.csv", [("25891101", "2025-06-01", "1"), (" 25891101", "2025-06-01", "2")], month=JUNE),
    )
    atlon = File("a.csv", [("25891101", "30", "2025")])
    expected = [
        ("prices_2025_08_02.csv", 1, []),
        ("prices_2025_08_02.csv", 2, ["invalid_price"]),
        ("prices_2025_08_01.csv", 1, ["superseded"]),
        ("prices_2025_08_01.csv", 2, ["superseded"]),
        ("june.csv", 1, ["contradiction"]),
        ("june.csv", 2, []),
        ("a.csv", 1, []),
    ]
    assert_rows(judge(spark, *files, atlon=[atlon]), "_file _row reasons", expected)


def test_a_correction_names_a_price_by_product_and_month_or_year(spark: SparkSession) -> None:
    prices = File("p.csv", [("25891101", "01/07/2025", "unknown"), ("XYZ123", "2025-07-01", "5")])
    atlon = File("a.csv", [("25891101", "30", "2025")])
    corrections = File(
        "c.csv",
        [
            ("sports_bar", "prices", "25891101|2025-07", "gross_price", "290", "Meera", "2025-12-08", ""),
            ("sports_bar", "prices", "XYZ123|2025-06", "product_id", "25891101", "Meera", "2025-12-08", ""),
            ("atlon", "prices", "25891101|2025", "price_inr", "31.5", "Meera", "2025-12-08", ""),
        ],
    )
    expected = [
        ("sports_bar", 1, Decimal("290.00"), [corrected("gross_price")], []),
        ("sports_bar", 2, Decimal("5.00"), [], ["unknown_product"]),
        ("atlon", 1, Decimal("31.50"), [corrected("price_inr")], []),
    ]
    judged = judge(spark, prices, atlon=[atlon], corrections=[corrections])
    assert_rows(judged, "company _row price_inr repairs reasons", expected)
