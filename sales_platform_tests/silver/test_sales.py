"""Sales: order lines and monthly quantities, each either accepted or quarantined with every reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from sales_platform_tests.frames import AUGUST, JULY, JUNE, File, assert_rows, assert_types, judge_landed, master, rows_of

Known = Sequence[tuple[date, str, str]]
PRODUCTS = [(month, company, "25") for month in (JUNE, JULY) for company in ("atlon", "sports_bar")]
CUSTOMERS = [(month, company, "789") for month in (JUNE, JULY) for company in ("atlon", "sports_bar")]


def judge(
    spark: SparkSession,
    *orders: File,
    atlon: Sequence[File] = (),
    corrections: Sequence[File] = (),
    products: Known = PRODUCTS,
    customers: Known = CUSTOMERS,
) -> DataFrame:
    files = {"atlon_sales": atlon, "sports_bar_orders": orders, "corrections": corrections}
    masters = {
        "products": master(spark, "product_code", *products),
        "customers": master(spark, "customer_code", *customers),
    }
    return judge_landed(spark, "sales", files, **masters)


def test_sales_of_both_companies_are_read_into_one_schema(spark: SparkSession) -> None:
    orders = File(
        "orders_2025_07_15.csv",
        [
            ("FJ1", "Tuesday, July 15, 2025", " 789 ", "25\t", "150.0"),
            ("FJ2", "15/07/2025", "789", "25", "+7"),
            ("FJ3", "15-06-2025", "789", "25", " 1"),  # an order of June in a file of July is July's
        ],
    )
    atlon = File("sales.csv", [("2025-07-01", " 25", "789 ", "40"), ("2025/07/31", "25", "789", "41")])
    judged = judge(spark, orders, atlon=[atlon])
    expected: list[Any] = [
        ("sports_bar", "FJ1", date(2025, 7, 15), "25", "789", 150, [], []),
        ("sports_bar", "FJ2", date(2025, 7, 15), "25", "789", 7, [], []),
        ("sports_bar", "FJ3", date(2025, 6, 15), "25", "789", 1, [], []),
        ("atlon", None, date(2025, 7, 1), "25", "789", 40, [], []),
        ("atlon", None, date(2025, 7, 31), "25", "789", 41, [], []),
    ]
    assert_rows(judged, "company order_id date product_code customer_code quantity repairs reasons", expected)
    types = """month date, company string, feed string, order_id string, date date, product_code string, customer_code string,
        quantity bigint, repairs array<string>, reasons array<string>, raw string, record string, _file string, _row bigint"""
    assert_types(judged, types)


def test_an_order_of_a_customer_whose_id_is_no_number_is_kept_under_999999(spark: SparkSession) -> None:
    ids = ("789", "cust_1", "", None, "78９", "789.0", "-789")
    orders = File("orders_2025_07_15.csv", [(f"FJ{n}", "2025-07-15", customer, "25", "9") for n, customer in enumerate(ids)])
    unknown: Any = ("999999", ["customer_unknown"], [])
    damaged: Any = ("999999", ["customer_unknown"], ["damaged_customer"])
    known: list[Any] = [("789", [], []), *[("789", ["code_repaired"], [])] * 2]
    assert_rows(judge(spark, orders), "customer_code repairs reasons", [*known, *[unknown] * 3, damaged])


def test_orders_bear_every_reason_that_applies(spark: SparkSession) -> None:
    problem = '{"_row_problem": "3 fields where the header has 5", "_row_fields": ["9", "", ""]}'
    orders = File(
        "orders_2025_07_15.csv",
        [
            ("1", "2025-07-15", "789", "25", ""),
            ("2", "2025-07-15", "789", "25", "\u00a0"),
            ("3", "2025-07-15", "789", "25", "1e3"),
            ("4", "2025-07-15", "789", "25", "0"),
            ("5", "31-02-2025", "789", "25", "1"),
            ("6", "2025-07-15", "789", "26", "1"),
            ("7", "2025-07-15", "790", "25", "1"),
            ("8", "Jul 15", "790", None, None),
            ("9", "", "", None, None),
            ("10", "2025-07-15", "789", "XYZ123", "-5"),
        ],
        extra={9: problem},
    )
    expected = [
        (1, None, ["missing_quantity"]),
        (2, None, ["missing_quantity"]),
        (3, None, ["invalid_quantity"]),
        (4, None, ["invalid_quantity"]),
        (5, 1, ["unreadable_date"]),
        (6, 1, ["unknown_product"]),
        (7, 1, ["unknown_customer"]),
        (8, None, ["missing_quantity", "unreadable_date", "unknown_product", "unknown_customer"]),
        (9, None, ["malformed_row", "missing_quantity", "unreadable_date", "unknown_product"]),
        (10, None, ["return", "unknown_product"]),
    ]
    assert_rows(judge(spark, orders), "_row quantity reasons", expected)


def test_orders_in_a_file_without_a_readable_month_or_outside_the_calendar_are_quarantined(spark: SparkSession) -> None:
    line = ("1", "2025-07-15", "789", "25", "1")
    orders = (
        File("orders.csv", [line, ("", "", "", "", "")]),
        File("orders_2019_07_15.csv", [line]),
        File("2025/07/orders_2099_01.csv", [("1", "2025-07-15", "789", "26", "1")]),
        File("2019/orders_2025_07.csv", [line]),
    )
    expected = [
        ("orders.csv", 1, ["unreadable_month"]),
        ("orders.csv", 2, ["unreadable_month", "missing_quantity", "unreadable_date", "unknown_product"]),
        ("orders_2019_07_15.csv", 1, ["outside_calendar"]),
        ("2025/07/orders_2099_01.csv", 1, ["outside_calendar", "unknown_product"]),
        ("2019/orders_2025_07.csv", 1, []),
    ]
    assert_rows(judge(spark, *orders), "_file _row reasons", expected)


def test_sales_of_atlon_find_their_month_in_the_row(spark: SparkSession) -> None:
    texts = ("2025-07-01", "01-07-2025", "soon", None, "2019-07-01", "1025-07-01", "9999-07-01")
    atlon = File("atlon_2019_01.csv", [(text, "25", "789", str(n)) for n, text in enumerate(texts, start=1)])
    unknown = File("b.csv", [("2025-07-01", "26", "cust_1", ""), ("2025-07-01", "25", None, "-1")])
    expected = [
        ("atlon_2019_01.csv", 1, ["contradiction"]),
        ("atlon_2019_01.csv", 2, []),
        ("atlon_2019_01.csv", 3, ["unreadable_date"]),
        ("atlon_2019_01.csv", 4, ["unreadable_date"]),
        ("atlon_2019_01.csv", 5, ["outside_calendar"]),
        ("atlon_2019_01.csv", 6, ["outside_calendar"]),
        ("atlon_2019_01.csv", 7, ["outside_calendar"]),
        ("b.csv", 1, ["missing_quantity", "unknown_product", "unknown_customer"]),
        ("b.csv", 2, ["return", "unknown_customer"]),
    ]
    judged = judge(spark, atlon=[atlon, unknown])
    assert_rows(judged, "_file _row reasons", expected)
    assert rows_of(judged, "repairs") == [([],)] * 9


def test_masters_are_looked_up_in_the_month_and_company_of_the_sale(spark: SparkSession) -> None:
    line = ("1", "2025-07-15", "789", "25", "1")
    orders = [File(f"orders_{month:%Y_%m}.csv", [line], month=month) for month in (JUNE, JULY, AUGUST)]
    atlon = [File("a.csv", [("2025-07-01", "25", "789", "1")])]
    products = [(JUNE, "sports_bar", "25"), (JUNE, "sports_bar", "25"), (AUGUST, "atlon", "25"), (JULY, "sports_bar", "25")]
    customers = [(JUNE, "sports_bar", "789"), (JULY, "atlon", "789"), (AUGUST, "sports_bar", "789")]
    expected = [
        (JUNE, "sports_bar", []),
        (JULY, "sports_bar", ["unknown_customer"]),
        (AUGUST, "sports_bar", ["unknown_product"]),
        (JULY, "atlon", ["unknown_product"]),
    ]
    judged = judge(spark, *orders, atlon=atlon, products=products, customers=customers)
    assert_rows(judged, "month company reasons", expected)
