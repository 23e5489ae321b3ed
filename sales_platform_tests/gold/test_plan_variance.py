"""What was sold against each target."""

from decimal import Decimal

from pyspark.sql import DataFrame, SparkSession

from sales_platform.gold.plan_variance import plan_variance
from sales_platform_tests.frames import AUGUST, JULY, Values, assert_rows, assert_types, frame
from sales_platform_tests.gold.test_facts import FACT
from sales_platform_tests.gold.test_facts import PRODUCTS as PRODUCT_COLUMNS

TARGETS = """month date, company string, product_code string, category string, target_quantity bigint, target_inr decimal(18,2)"""
PRODUCTS = [
    (JULY, "atlon", "B1", "Cricket", "Bats", "Willow", "S"),
    (JULY, "atlon", "B2", "Cricket", "Bats", "Ash", "M"),
    (JULY, "atlon", "G1", "Boxing", "Gloves", "Ring", "M"),
    (JULY, "atlon", "G2", "Cricket", "Gloves", "Keeper", "M"),
    (JULY, "sports_bar", "B1", "Nutrition", "Bats", "Bar", None),
    (AUGUST, "atlon", "B1", "Cricket", "Bats", "Willow", "S"),
]
SALES = [
    (JULY, "atlon", "B1", "1", 10, Decimal("5.00"), Decimal("50.00")),
    (JULY, "atlon", "B1", "2", 1, Decimal("5.00"), Decimal("5.00")),
    (JULY, "atlon", "B2", "1", 3, None, None),  # without a price
    (JULY, "atlon", "G2", "1", 4, Decimal("7.00"), Decimal("28.00")),
]


def judged(spark: SparkSession, *targets: Values) -> DataFrame:
    return plan_variance(frame(spark, TARGETS, targets), frame(spark, PRODUCT_COLUMNS, PRODUCTS), frame(spark, FACT, SALES))


def test_the_target_of_a_category_counts_and_those_of_its_products_are_details_each_measure_for_itself(
    spark: SparkSession,
) -> None:
    found = judged(
        spark,
        (JULY, "atlon", None, "Bats", 20, None),
        (JULY, "atlon", "B1", None, 8, Decimal("60.00")),
        (JULY, "atlon", "G1", None, 9, None),  # nothing was sold of it
        (JULY, "atlon", None, "Gloves", None, Decimal("30.00")),  # of two divisions
    )
    expected = [
        ("Cricket", "Bats", None, 14, 20, Decimal("55.00"), None, True, False),
        ("Cricket", "Bats", "B1", 11, 8, Decimal("55.00"), Decimal("60.00"), False, True),
        ("Boxing", "Gloves", "G1", 0, 9, Decimal("0.00"), None, True, False),
        (None, "Gloves", None, 4, None, Decimal("28.00"), Decimal("30.00"), False, True),
    ]
    shown = "division category product_code sold_quantity target_quantity revenue_inr target_inr quantity_counts inr_counts"
    assert_rows(found, shown, expected)
    types = """month date, company string, division string, category string, product_code string, product string, variant string,
        sold_quantity bigint, target_quantity bigint, revenue_inr decimal(38,2), target_inr decimal(18,2),
        quantity_counts boolean, inr_counts boolean"""
    assert_types(found, types)


def test_while_a_company_has_no_sales_in_a_month_nothing_is_known_of_what_was_sold(spark: SparkSession) -> None:
    found = judged(spark, (AUGUST, "atlon", "B1", None, 8, None), (JULY, "sports_bar", "B1", None, 5, None))
    assert_rows(
        found, "company sold_quantity target_quantity revenue_inr", [("atlon", None, 8, None), ("sports_bar", None, 5, None)]
    )


def test_a_category_of_the_same_name_in_another_company_or_month_is_another_one(spark: SparkSession) -> None:
    found = judged(spark, (JULY, "sports_bar", None, "Bats", 5, None), (JULY, "atlon", "B1", None, 8, None))
    assert_rows(found, "company quantity_counts", [("sports_bar", True), ("atlon", True)])
