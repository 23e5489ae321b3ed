"""For how long the stock of each product lasts, and how much to order."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pyspark.sql import DataFrame, SparkSession

from sales_platform.gold.stock_cover import stock_cover
from sales_platform_tests.frames import AUGUST, JULY, JUNE, Values, assert_rows, assert_types, frame
from sales_platform_tests.gold.test_facts import PRICES, price
from sales_platform_tests.gold.test_facts import PRODUCTS as PRODUCT_COLUMNS

STOCK = """month date, company string, date date, product_code string, at_hand bigint, on_order bigint"""
FORECAST = """month date, company string, product_code string, forecast_quantity bigint, monthly_error decimal(18,2),
    history_until date"""
SEPTEMBER, OCTOBER = date(2025, 9, 1), date(2025, 10, 1)
PRODUCTS = [
    (JUNE, "atlon", "B1", "Cricket", "Bats", "Old name", "S"),
    (JULY, "atlon", "B1", "Cricket", "Bats", "Willow", "S"),
    (JULY, "atlon", "B2", "Cricket", "Bats", "Ash", "M"),
]


def stock(product: str, day: date, at_hand: int, on_order: int = 0, company: str = "atlon") -> Values:
    return (day.replace(day=1), company, day, product, at_hand, on_order)


def steps(product: str, *pieces: int, error: str = "4.00", until: date = JULY) -> list[Values]:
    months = [AUGUST, SEPTEMBER, OCTOBER]
    return [(month, "atlon", product, count, Decimal(error), until) for month, count in zip(months, pieces, strict=False)]


def covered(spark: SparkSession, rows: Sequence[Values], forecast: Sequence[Values]) -> DataFrame:
    prices = [price(JUNE, "atlon", "B1", "1.00"), price(JULY, "atlon", "B1", "2.50")]
    return stock_cover(
        frame(spark, STOCK, rows),
        frame(spark, FORECAST, forecast),
        frame(spark, PRODUCT_COLUMNS, PRODUCTS),
        frame(spark, PRICES, prices),
    )


def test_what_to_order_is_demand_and_safety_stock_less_what_is_there_and_what_comes(spark: SparkSession) -> None:
    found = covered(spark, [stock("B1", date(2025, 7, 30), 30, 5)], steps("B1", 50, 60, 74))
    # 184 pieces in 92 days are 2 a day; 1.645 x 4.00 = 6.6, so 7 pieces of safety stock; 50 + 7 - 30 - 5 = 22
    shown = "product date at_hand on_order cover cover_days lead_demand safety_stock reorder_quantity price_inr reorder_inr"
    amounts = (Decimal("2.50"), Decimal("55.00"))
    assert_rows(found, shown, [("Willow", date(2025, 7, 30), 30, 5, "days", 15, 50, 7, 22, *amounts)])
    types = """month date, company string, product_code string, division string, category string, product string, variant string,
        date date, at_hand bigint, on_order bigint, cover string, cover_days bigint, lead_demand bigint, safety_stock bigint,
        reorder_quantity bigint, price_inr decimal(18,2), reorder_inr decimal(38,2)"""
    assert_types(found, types)


def test_the_latest_day_of_each_product_counts_and_nothing_is_ordered_where_there_is_enough(spark: SparkSession) -> None:
    rows = [stock("B1", date(2025, 7, 30), 1), stock("B1", date(2025, 7, 31), 500), stock("B2", date(2025, 6, 30), 0)]
    found = covered(spark, rows, [*steps("B1", 50, 60, 74), *steps("B2", 10, 10, 10)])
    expected = [
        ("B1", date(2025, 7, 31), 250, 0, Decimal("0.00")),
        ("B2", date(2025, 6, 30), 0, 17, None),  # it is not in the later list, and has no price
    ]
    assert_rows(found, "product_code date cover_days reorder_quantity reorder_inr", expected)


def test_cover_is_unlimited_without_demand_and_not_known_without_a_forecast(spark: SparkSession) -> None:
    day = date(2025, 7, 31)
    found = covered(spark, [stock("B1", day, 5), stock("B2", day, 5)], steps("B1", 0, 0, 0, error="0.00"))
    expected = [("B1", "unlimited", None, 0, 0), ("B2", "no forecast", None, None, None)]
    assert_rows(found, "product_code cover cover_days lead_demand reorder_quantity", expected)


def test_a_forecast_of_an_earlier_month_does_not_count(spark: SparkSession) -> None:
    earlier = [(JULY, "atlon", "B1", 999, Decimal("1.00"), JUNE), (AUGUST, "atlon", "B1", 999, Decimal("1.00"), JUNE)]
    found = covered(spark, [stock("B1", date(2025, 7, 31), 31)], [*earlier, *steps("B1", 31, error="0.00")])
    assert_rows(found, "cover_days lead_demand reorder_quantity", [(31, 31, 0)])
