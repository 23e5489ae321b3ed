"""Sales that are given more than once, and sales that a confirmed correction changes."""

from datetime import UTC, datetime

from pyspark.sql import SparkSession

from sales_platform_tests.frames import JULY, JUNE, File, assert_rows, corrected
from sales_platform_tests.silver.test_sales import judge


def test_the_first_of_identical_order_lines_is_kept_even_across_files(spark: SparkSession) -> None:
    orders = (
        File(
            "orders_2025_07_16.csv",
            [
                ("1", "15/07/2025", "789", "25", "5"),
                ("2", "15/07/2025", "cust", "25", "5"),
                ("3", "2025-07-16", "789", "25", "5"),
            ],
        ),
        File(
            "orders_2025_07_15.csv",
            [
                ("1", "2025-07-15", "789", "25", "5.0"),
                (" 1", "July 15, 2025", "789 ", "25", "+5"),
                ("2", "2025-07-15", "buyer", "25", "5"),
                ("2", "2025-07-15", "789", "25", "5"),
                ("1", "2025-07-15", "789", "25", "6"),
                ("1", "2025-07-16", "789", "25", "5"),
                (None, "2025-07-15", "789", "25", "5"),
                ("", "2025-07-15", "789", "25", "5"),
            ],
            written=datetime(2025, 12, 31, tzinfo=UTC),
        ),
        File("orders_2025_06_15.csv", [("1", "2025-07-15", "789", "25", "5")], month=JUNE),
    )
    expected = [
        ("orders_2025_07_16.csv", 1, ["duplicate"]),
        ("orders_2025_07_16.csv", 2, ["duplicate"]),  # two unknown customers are one customer
        ("orders_2025_07_16.csv", 3, []),
        ("orders_2025_07_15.csv", 1, []),
        ("orders_2025_07_15.csv", 2, ["duplicate"]),
        ("orders_2025_07_15.csv", 3, []),
        ("orders_2025_07_15.csv", 4, []),
        ("orders_2025_07_15.csv", 5, ["superseded"]),  # by the line with 5 pieces that the next day's file gives
        ("orders_2025_07_15.csv", 6, []),
        ("orders_2025_07_15.csv", 7, []),
        ("orders_2025_07_15.csv", 8, ["duplicate"]),
        ("orders_2025_06_15.csv", 1, []),
    ]
    assert_rows(judge(spark, *orders), "_file _row reasons", expected)


def test_an_order_line_is_a_duplicate_only_if_nothing_else_is_wrong_with_it(spark: SparkSession) -> None:
    orders = File(
        "orders_2025_07_15.csv",
        [
            ("1", "2025-07-15", "789", "26", "5"),
            ("1", "2025-07-15", "789", "26", "5"),
            ("2", "2025-07-15", "789", "25", ""),
            ("2", "2025-07-15", "789", "25", ""),
            ("3", "2025-07-15", "789", "25", "5"),
            ("3", "2025-07-15", "789", "25", "5"),
        ],
        extra={5: '{"_row_problem": "6 fields where the header has 5"}'},
    )
    expected = [
        (1, ["unknown_product"]),
        (2, ["unknown_product"]),
        (3, ["missing_quantity"]),
        (4, ["missing_quantity"]),
        (5, ["malformed_row"]),
        (6, []),
    ]
    assert_rows(judge(spark, orders), "_row reasons", expected)


def test_a_later_file_of_atlon_restates_a_quantity_and_in_one_file_the_last_row_counts(spark: SparkSession) -> None:
    atlon = (
        File("sales_v1.csv", [("2025-07-01", "25", "789", "10"), ("2025-06-01", "25", "789", "11")]),
        File(
            "sales_v2.csv",
            [("01-07-2025", "25", "789", "20"), ("2025-07-01", "25", "789", "30"), ("2025-07-01", "25", "789", "0")],
        ),
        File("sales_v1.csv", [("2025-06-01", "25", "789", "11")], month=JUNE),
    )
    expected = [
        (JULY, "sales_v1.csv", 1, 10, ["superseded"]),
        (JULY, "sales_v1.csv", 2, 11, ["outside_calendar"]),
        (JULY, "sales_v2.csv", 1, 20, ["contradiction"]),
        (JULY, "sales_v2.csv", 2, 30, []),
        (JULY, "sales_v2.csv", 3, None, ["invalid_quantity"]),
        (JUNE, "sales_v1.csv", 1, 11, []),
    ]
    assert_rows(judge(spark, atlon=atlon), "month _file _row quantity reasons", expected)


def test_a_correction_names_a_sale_by_its_key_and_is_applied_before_any_rule(spark: SparkSession) -> None:
    orders = File(
        "orders_2025_07_15.csv",
        [
            ("1", "2025-07-15", "789", "25", ""),
            ("2", "2025-07-15", "cust", "25", "5"),
            ("3", "2025-07-15", "789", "XYZ123", "5"),
            ("4", "2025-07-15", "789", "XYZ123", "5"),
        ],
    )
    atlon = File("a.csv", [("2025-07-01", "25", "789", "-40")])
    corrections = File(
        "c.csv",
        [
            ("sports_bar", "sales", "1|25", "order_qty", "12", "Meera", "2025-12-08", ""),
            ("sports_bar", "sales", "2|25", "customer_id", "789", "Meera", "2025-12-08", ""),
            ("sports_bar", "sales", "3|XYZ123", "product_id", "25", "Meera", "2025-12-08", ""),
            ("atlon", "sales", "2025-07-01|25|789", "sold_quantity", "40", "Meera", "2025-12-08", ""),
        ],
    )
    expected = [
        ("1", "25", "789", 12, [corrected("order_qty")], []),
        ("2", "25", "789", 5, [corrected("customer_id")], []),
        ("3", "25", "789", 5, [corrected("product_id")], []),
        ("4", "XYZ123", "789", 5, [], ["unknown_product"]),
        (None, "25", "789", 40, [corrected("sold_quantity")], []),
    ]
    judged = judge(spark, orders, atlon=[atlon], corrections=[corrections])
    assert_rows(judged, "order_id product_code customer_code quantity repairs reasons", expected)
