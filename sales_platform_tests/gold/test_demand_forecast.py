"""demand_forecast: which history, which model, how wide the interval; tiny series that can be read."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import nan

import pytest

from sales_platform.gold.demand_forecast import SCHEMA, demand_forecast
from sales_platform.gold.forecast_history import Units, histories, last_complete_month
from sales_platform.gold.forecast_models import LIBRARY_MODELS, Forecaster, Series, forecast_product, seasonal_naive
from sales_platform.months import add_months

START, RUNNING = date(2024, 1, 1), date(2026, 1, 1)
A, B = ("atlon", "A"), ("sports_bar", "B")
YEAR = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120)


def sold(pieces: Sequence[int], first: date = START) -> dict[date, int]:
    """Pieces of months that follow each other; a month without sales has no row in the fact."""
    return {add_months(first, number): value for number, value in enumerate(pieces) if value}


def always(value: float) -> Forecaster:
    return lambda _history, months: [value] * months


def test_the_history_ends_before_a_month_that_one_company_has_not_delivered_yet() -> None:
    units = {A: sold([5] * 11), B: sold([7] * 12)}
    assert last_complete_month(units, RUNNING) == date(2024, 11, 1)


def test_the_running_month_is_incomplete() -> None:
    units = {A: sold([5] * 12), B: sold([7] * 12)}
    assert last_complete_month(units, date(2024, 12, 1)) == date(2024, 11, 1)
    assert last_complete_month(units, date(2025, 1, 1)) == date(2024, 12, 1)


def test_a_company_that_has_ceased_is_not_waited_for() -> None:
    assert last_complete_month({A: sold([5] * 3), B: sold([7] * 15)}, RUNNING) == date(2025, 3, 1)
    assert last_complete_month({A: sold([5] * 4), B: sold([7] * 15)}, RUNNING) == date(2024, 4, 1)


def test_without_a_month_that_has_ended_there_is_nothing_to_forecast() -> None:
    assert last_complete_month({A: sold([5])}, START) is None
    for units in ({}, {A: sold([5])}):
        made = demand_forecast(units, START, {})
        assert (made.rows.num_rows, made.products, made.error, made.error_by_model) == (0, 0, None, {})
        assert made.rows.schema == SCHEMA


def test_a_history_begins_with_the_first_sale_and_months_without_sales_are_zero() -> None:
    units = {A: sold([0, 4, 0, -2, 6])}
    assert histories(units, date(2024, 6, 1)) == {A: [4, 0, 0, 6, 0]}


def test_a_product_without_sales_in_twelve_months_is_left_out() -> None:
    assert histories({A: sold([9])}, date(2024, 12, 1)) == {A: [9, *[0] * 11]}
    assert histories({A: sold([9])}, date(2025, 1, 1)) == {}


def test_the_history_is_of_three_years_at_most() -> None:
    assert histories({A: sold(range(1, 41))}, date(2027, 4, 1)) == {A: list(range(5, 41))}


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (YEAR, [10, 20, 30]),
        ((1, 2, *YEAR), [10, 20, 30]),
        (YEAR[:11], [110, 110, 110]),
        ((7,), [7, 7, 7]),
    ],
)
def test_the_baseline_is_the_same_month_of_the_year_before_or_the_last_month(history: Series, expected: list[float]) -> None:
    assert seasonal_naive(history, 3) == expected


def test_the_model_that_erred_least_on_the_held_back_months_is_taken() -> None:
    made = forecast_product([10] * 9 + [30, 30, 30], {"thirty": always(30), "twenty": always(20)})
    assert (made.model, made.quantities, made.baseline_used) == ("thirty", (30, 30, 30), False)
    assert made.absolute_error == {"seasonal_naive": 20, "thirty": 0, "twenty": 30}
    assert made.held_back == 90


def test_a_model_that_is_only_as_good_as_the_baseline_is_not_taken() -> None:
    made = forecast_product([*YEAR, *YEAR], {"as_good": seasonal_naive, "worse": always(0)})
    assert (made.model, made.quantities, made.baseline_used, made.error) == ("seasonal_naive", (10, 20, 30), True, 0)


def test_a_history_too_short_for_a_model_has_the_last_month_and_its_own_error() -> None:
    made = forecast_product([4, 6, 8, 8, 8, 8], {"never_asked": always(8)})
    assert (made.model, made.quantities, made.baseline_used) == ("last_month", (8, 8, 8), True)
    assert made.absolute_error == {"seasonal_naive": 0}
    assert forecast_product([4, 8], {}).error == 4


def test_a_single_month_may_be_wrong_by_as_much_as_it_is() -> None:
    made = forecast_product([7], {})
    assert (made.quantities, made.error, made.held_back) == ((7, 7, 7), 7, 0)


def test_a_forecast_is_never_below_zero_and_one_that_is_no_number_is_never_taken() -> None:
    models = {"falling": always(-5), "nothing": always(nan)}
    assert forecast_product([9] * 9 + [0, 0, 0], models).quantities == (0, 0, 0)
    assert forecast_product([9] * 9 + [0, 0, 0], {"nothing": always(nan)}).baseline_used


def test_the_rows_hold_three_months_in_whole_pieces_with_an_interval_that_widens() -> None:
    units: Units = {A: sold([10, 20])}
    made = demand_forecast(units, date(2024, 3, 1), {})
    rows = [tuple(row.values()) for row in made.rows.to_pylist()]
    until, error = date(2024, 2, 1), Decimal("10.00")
    assert rows == [
        (date(2024, 3, 1), "atlon", "A", 20, 7, 33, error, "last_month", True, until),
        (date(2024, 4, 1), "atlon", "A", 20, 2, 38, error, "last_month", True, until),
        (date(2024, 5, 1), "atlon", "A", 20, 0, 42, error, "last_month", True, until),
    ]


def test_the_error_is_that_of_all_products_together_weighted_by_their_pieces() -> None:
    steady, jumping = [100] * 12, [100] * 9 + [200] * 3
    made = demand_forecast(
        {A: sold(steady), B: sold(jumping)}, RUNNING, {"hundred": always(100), "two": always(200), "young": always(nan)}
    )
    assert made.error_by_model == {"seasonal_naive": 100 / 900, "hundred": 300 / 900, "two": 300 / 900}
    assert (made.products, made.on_baseline, made.error) == (2, 1, 0)


@pytest.mark.parametrize("name", ["exponential_smoothing", "drift", "moving_average", "croston", "theta"])
@pytest.mark.parametrize("history", [[0.0] * 4, [5.0] * 30, [0, 0, 0, 7.0], [float(number) for number in range(30)]])
def test_each_model_of_the_library_forecasts_short_flat_and_sporadic_series(name: str, history: Series) -> None:
    forecast = LIBRARY_MODELS[name](history, 3)
    assert len(forecast) == 3
    assert all(-1 <= value < 100 for value in forecast) or (name == "theta" and len(history) < 24)


def test_a_season_on_the_way_up_is_forecast_by_theta() -> None:
    history = [(100 + 10 * year) * month for year in range(4) for month in (1, 1, 1, 1, 1, 5, 9, 5, 1, 1, 1, 1)][:44]
    made = forecast_product(history, LIBRARY_MODELS)
    assert made.model == "theta"
    assert [round(quantity, -1) for quantity in made.quantities] == pytest.approx([130, 130, 130], rel=0.1)


def test_a_rising_series_is_forecast_to_rise_and_the_same_every_time() -> None:
    units: Units = {A: sold([100 + 10 * month for month in range(12)])}
    made = [demand_forecast(units, RUNNING, LIBRARY_MODELS) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].rows.column("forecast_quantity").to_pylist() == [220, 230, 240]
    assert made[0].rows.column("model").unique().to_pylist() == ["drift"]
