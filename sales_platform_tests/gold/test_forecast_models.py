"""Which model a product is forecast by, and what the models say of tiny series."""

from math import nan

import pytest

from sales_platform.gold.forecast_models import LIBRARY_MODELS, Series, forecast_product, seasonal_naive
from sales_platform_tests.gold.series import YEAR, always


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
