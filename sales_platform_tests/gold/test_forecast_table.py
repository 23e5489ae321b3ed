"""The rows of demand_forecast: months, whole pieces, how wide the interval, and how far the held-back months were off."""

from datetime import date
from decimal import Decimal
from math import nan

from sales_platform.gold.forecast_history import Units, last_complete_month
from sales_platform.gold.forecast_models import MODELS
from sales_platform.gold.forecast_table import SCHEMA, forecast_table
from sales_platform_tests.gold.series import RUNNING, START, A, B, always, sold


def test_without_a_month_that_has_ended_there_is_nothing_to_forecast() -> None:
    assert last_complete_month({A: sold([5])}, START) is None
    for units in ({}, {A: sold([5])}):
        made = forecast_table(units, START, {})
        assert (made.rows.num_rows, made.products, made.error, made.error_by_model) == (0, 0, None, {})
        assert made.rows.schema == SCHEMA


def test_the_rows_hold_three_months_in_whole_pieces_with_an_interval_that_widens() -> None:
    units: Units = {A: sold([10, 20])}
    made = forecast_table(units, date(2024, 3, 1), {})
    rows = [tuple(row.values()) for row in made.rows.to_pylist()]
    until, error = date(2024, 2, 1), Decimal("10.00")
    assert rows == [
        (date(2024, 3, 1), "atlon", "A", 20, 7, 33, error, "last_month", True, until),
        (date(2024, 4, 1), "atlon", "A", 20, 2, 38, error, "last_month", True, until),
        (date(2024, 5, 1), "atlon", "A", 20, 0, 42, error, "last_month", True, until),
    ]


def test_the_error_is_that_of_all_products_together_weighted_by_their_pieces() -> None:
    steady, jumping = [100] * 12, [100] * 9 + [200] * 3
    made = forecast_table(
        {A: sold(steady), B: sold(jumping)}, RUNNING, {"hundred": always(100), "two": always(200), "young": always(nan)}
    )
    assert made.error_by_model == {"seasonal_naive": 100 / 900, "hundred": 300 / 900, "two": 300 / 900}
    assert (made.products, made.on_baseline, made.error) == (2, 1, 0)


def test_a_rising_series_is_forecast_to_rise_and_the_same_every_time() -> None:
    units: Units = {A: sold([100 + 10 * month for month in range(12)])}
    made = [forecast_table(units, RUNNING, MODELS) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].rows.column("forecast_quantity").to_pylist() == [220, 230, 240]
    assert made[0].rows.column("model").unique().to_pylist() == ["drift"]
