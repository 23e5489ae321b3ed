"""Which model a product is forecast by."""

from collections.abc import Mapping
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.gold.forecast_choice import ProductForecast, forecast_products
from sales_platform.gold.forecast_history import Histories, Series
from sales_platform.gold.forecast_models import MODELS, Forecaster, seasonal_naive
from sales_platform_tests.gold.series import YEAR, A, always


def forecast_product(history: Series, models: Mapping[str, Forecaster]) -> ProductForecast:
    return forecast_products({A: history}, models)[A]


def test_the_model_that_erred_least_on_the_held_back_months_is_taken() -> None:
    made = forecast_product([10] * 9 + [30, 30, 30], {"thirty": always(30), "twenty": always(20)})
    assert (made.model, made.quantities, made.baseline_used) == ("thirty", (30, 30, 30), False)
    assert made.absolute_error == {"seasonal_naive": 20, "thirty": 0, "twenty": 30}
    assert made.held_back == 90


def test_a_model_that_is_only_as_good_as_the_baseline_is_not_taken() -> None:
    made = forecast_product([*YEAR, *YEAR], {"as_good": seasonal_naive, "worse": always(0)})
    assert (made.model, made.quantities, made.baseline_used, made.error) == ("seasonal_naive", (10, 20, 30), True, 0)


def test_a_model_that_is_better_by_what_the_machine_rounds_only_is_not_taken() -> None:
    made = forecast_product([10] * 9 + [30, 30, 30], {"first": always(29), "second": always(29 + 1e-12)})
    assert made.model == "first"


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


def test_a_model_that_needs_more_history_than_some_months_have_is_measured_on_the_others() -> None:
    def after_ten(history: Histories, months: int) -> Histories:
        return np.full((len(history), months), 30.0 if history.shape[1] >= 10 else nan)

    made = forecast_product([10] * 9 + [20, 32, 28, 32], {"late": after_ten})
    assert (made.model, made.error) == ("late", 2)  # of 32, 28 and 32; nobody forecast the months before


def test_a_season_on_the_way_up_is_forecast_by_theta() -> None:
    history = [(100 + 10 * year) * month for year in range(4) for month in (1, 1, 1, 1, 1, 5, 9, 5, 1, 1, 1, 1)][:44]
    made = forecast_product(history, MODELS)
    assert made.model == "theta"
    assert [round(quantity, -1) for quantity in made.quantities] == pytest.approx([130, 130, 130], rel=0.1)


@given(st.lists(st.lists(st.integers(0, 1000), min_size=1, max_size=36), min_size=1, max_size=6), st.data())
def test_a_product_is_forecast_alike_whatever_other_products_there_are(histories: list[list[int]], data: st.DataObject) -> None:
    products = {("atlon", str(number)): [float(value) for value in history] for number, history in enumerate(histories)}
    made = forecast_products(products, MODELS)
    assert list(made) == list(products)
    one = data.draw(st.sampled_from(list(products)))
    alone = forecast_products({one: products[one]}, MODELS)[one]
    assert (alone.model, alone.absolute_error) == (made[one].model, made[one].absolute_error)
    assert alone.quantities == pytest.approx(made[one].quantities, rel=1e-9)
    assert alone.error == pytest.approx(made[one].error, rel=1e-9)
