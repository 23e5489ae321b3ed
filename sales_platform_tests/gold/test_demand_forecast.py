"""demand_forecast: from the fact to forecasts of every product, with figures about them for people."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pyspark.sql import SparkSession

from sales_platform.gold.demand_forecast import TABLE, demand_forecast, forecast_by
from sales_platform.gold.forecast_models import MODELS
from sales_platform.gold.forecast_table import SCHEMA, forecast_table
from sales_platform.months import MonthRange
from sales_platform_tests.frames import frame
from sales_platform_tests.gold.series import RUNNING, START, A, B, always, sold

FACT = "month date, company string, product_code string, customer_code string, sold_quantity bigint, price_inr decimal(18,2)"
CALENDAR = MonthRange.of(START, RUNNING)


def fact_rows(units: Mapping[tuple[str, str], Mapping[date, int | None]], *customers: str) -> list[tuple[object, ...]]:
    """Rows of the fact: each of the customers buys as much of a product in a month."""
    return [
        (month, *product, customer, pieces, Decimal("1.00"))
        for product, months in units.items()
        for month, pieces in months.items()
        for customer in customers
    ]


def test_the_pieces_of_all_customers_are_forecast_together(spark: SparkSession) -> None:
    units = {A: sold([100] * 12), B: sold([100] * 9 + [200] * 3)}
    models = {"hundred": always(100), "two": always(200)}
    fact = frame(
        spark, FACT, fact_rows({product: {m: n // 2 for m, n in months.items()} for product, months in units.items()}, "1", "2")
    )
    made = forecast_by(models, fact, RUNNING)
    assert made.rows == forecast_table(units, RUNNING, models).rows
    assert made.rows.column("forecast_quantity").to_pylist() == [100, 100, 100, 200, 200, 200]
    assert made.rows.column_names == list(TABLE.column_names)
    assert made.metadata == {
        "products": 2,
        "products_on_baseline": 1,
        "held_back_wape_chosen": 0,
        "held_back_wape_seasonal_naive": 100 / 900,
        "held_back_wape_hundred": 300 / 900,
        "held_back_wape_two": 300 / 900,
    }


def test_the_last_month_of_the_calendar_is_incomplete(spark: SparkSession) -> None:
    fact = frame(spark, FACT, fact_rows({A: sold([5, 5, 9])}, "1"))
    made = demand_forecast(fact, MonthRange.of(START, date(2024, 3, 1)))
    assert made.rows.column("history_until").unique().to_pylist() == [date(2024, 2, 1)]
    assert made.rows.column("month").to_pylist() == [date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1)]
    assert made.rows.column("forecast_quantity").to_pylist() == [5, 5, 5]


def test_an_unknown_quantity_counts_as_a_month_without_sales(spark: SparkSession) -> None:
    fact = frame(spark, FACT, fact_rows({A: {**sold([5, 0, 7]), date(2024, 2, 1): None}}, "1"))
    made = demand_forecast(fact, CALENDAR)
    assert made.rows == forecast_table({A: sold([5, 0, 7])}, RUNNING, MODELS).rows
    assert made.rows.num_rows == 3


def test_a_fact_without_rows_has_no_forecasts_and_no_error(spark: SparkSession) -> None:
    made = demand_forecast(frame(spark, FACT, []), CALENDAR)
    assert made.rows.schema == SCHEMA
    assert (made.rows.num_rows, made.metadata) == (0, {"products": 0, "products_on_baseline": 0})
