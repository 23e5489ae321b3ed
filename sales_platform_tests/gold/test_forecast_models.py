"""What each model says: against other implementations of the same method, and what must hold for every history."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.gold.forecast_history import Series
from sales_platform.gold.forecast_models import MODELS, seasonal_naive
from sales_platform.gold.forecast_smoothing import smoothed
from sales_platform_tests.gold.series import YEAR

LEVEL = (52, 60, 55, 71, 66, 75, 62, 58, 64, 79, 85, 80, 74, 82)
SPORADIC = (0, 0, 5, 0, 0, 0, 3, 0, 0, 8, 0, 0, 0, 0, 4, 0, 6, 0, 0, 0, 2, 0, 0, 7)
RISING = (
    *(100, 96, 104, 90, 99, 110, 120, 112, 109, 121, 128, 118, 125, 133),
    *(129, 140, 131, 138, 150, 141, 146, 139, 152, 160, 151, 149, 157, 163),
)
PEAKS = (
    *(23, 21, 16, 25, 22, 50, 105, 55, 18, 20, 23, 22, 26, 23, 21, 25, 25),
    *(58, 148, 74, 28, 25, 29, 21, 30, 30, 28, 36, 35, 111, 163, 91, 45, 41),
)
PEAKS_AND_NOTHING = (*(0, 0, 0, 0, 0, 30, 97, 30, 0, 0, 0, 0, 0, 0, 0), *(0, 0, 38, 122, 46, 0, 0, 0, 0, 0, 0, 0, 0, 0, 78, 190))
NAMES = tuple(MODELS)
YOUNG = {"theta": 24}
"""Months that a model needs, of those that need more than one."""

ANY_HISTORY = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=40)
DEGENERATE = {
    "zeros": [0.0] * 30,
    "one zero": [0.0],
    "one value": [7.0],
    "all equal": [5.0] * 30,
    "all equal, no whole number": [0.1] * 30,
    "a spike at the end": [0.0] * 29 + [7.0],
    "a spike at the beginning": [7.0] + [0.0] * 29,
    "a spike among equals": [5.0] * 15 + [1e9] + [5.0] * 14,
    "pieces every other month": [0.0, 9.0] * 15,
}


def forecast(name: str, history: Series, months: int = 3) -> list[float]:
    made: list[float] = MODELS[name](np.array([history], dtype=float), months)[0].tolist()
    return made


def old_enough(name: str, history: Sequence[float]) -> bool:
    return len(history) >= YOUNG.get(name, 1)


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
    assert seasonal_naive(np.array([history], dtype=float), 3).tolist() == [expected]


@pytest.mark.parametrize(
    ("name", "history", "expected"),
    [
        ("drift", LEVEL, [84.3077, 86.6154, 88.9231]),
        ("drift", RISING, [165.3333, 167.6667, 170.0]),
        ("moving_average", LEVEL, [78.6667] * 3),
        ("croston", SPORADIC, [1.4830] * 3),
        ("croston", LEVEL, [64.0737] * 3),
        ("croston", (0, 0, 0, 0), [0] * 3),
    ],
)
def test_a_plain_formula_says_what_statsforecast_says(name: str, history: Series, expected: list[float]) -> None:
    """Reference: RandomWalkWithDrift, WindowAverage and CrostonSBA of statsforecast 2.1.1, to the digits printed."""
    assert forecast(name, history) == pytest.approx(expected, abs=5e-5)


def test_the_weight_of_smoothing_is_the_best_one_but_for_the_step_between_two() -> None:
    """Reference: SimpleExponentialSmoothingOptimized of statsforecast 2.1.1, which finds 0.75104 by golden section.

    The weights are 0.02 apart, so the best of them is at most 0.01 away. Of SimpleExponentialSmoothing, the level is 79.25 with
    the weight 0.5 and 80.67 with 0.8: 0.05 for 0.01.
    """
    level, weight = smoothed(np.array([LEVEL], dtype=float))
    assert weight[0, 0] == pytest.approx(0.75104, abs=0.01)
    assert level[0, 0] == pytest.approx(80.4189, abs=0.05)
    assert forecast("exponential_smoothing", LEVEL) == [level[0, 0]] * 3


@pytest.mark.parametrize(
    ("history", "given_weight", "fitted"),
    [
        (RISING, [161.884997, 163.107082, 164.329168], [161.898011, 163.120096, 164.342181]),
        (PEAKS, [45.459517, 37.376196, 45.561569], [45.497743, 37.407396, 45.599326]),
        (PEAKS_AND_NOTHING, [118.916545, 81.333090, 81.749635], [118.911910, 81.328455, 81.744999]),
    ],
    ids=["a trend", "a season of factors", "a season of summands"],
)
def test_theta_says_what_two_other_implementations_say(history: Series, given_weight: list[float], fitted: list[float]) -> None:
    """Without a season, with one that is multiplied, and with one that is added.

    References: the state space form of Fiorucci et al. (auto_theta of statsforecast 2.1.1, model STM) with the same weight and
    first level, to the digits printed. ThetaModel of statsmodels 0.15.0, which finds the weight itself: 0.1 %, for a weight that
    is up to 0.01 away.
    """
    assert forecast("theta", history) == pytest.approx(given_weight, abs=1e-6)
    assert forecast("theta", history) == pytest.approx(fitted, rel=1e-3)


def test_theta_has_no_forecast_before_it_can_see_a_season() -> None:
    assert np.isnan(forecast("theta", RISING[:23])).all()
    assert np.isfinite(forecast("theta", RISING[:24])).all()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("history", DEGENERATE.values(), ids=DEGENERATE)
def test_a_history_with_little_in_it_is_forecast_within_what_there_was(name: str, history: Series) -> None:
    if old_enough(name, history):
        made = forecast(name, history)
        assert len(made) == 3
        assert min(made) >= -3 * max(history)
        assert max(made) <= 3 * max(history) + 1e-9


@pytest.mark.parametrize("name", NAMES)
@given(history=ANY_HISTORY)
def test_every_history_that_is_long_enough_has_numbers(name: str, history: list[int]) -> None:
    if old_enough(name, history):
        assert np.isfinite(forecast(name, [float(value) for value in history])).all()


@pytest.mark.parametrize("name", NAMES)
@given(value=st.just(0.0) | st.floats(1e-3, 1e9), months=st.integers(1, 40))
def test_equal_months_are_forecast_to_go_on(name: str, value: float, months: int) -> None:
    """Croston's correction takes off half of the weight, whatever the history: 5 %."""
    history = [value] * months
    if old_enough(name, history):
        assert forecast(name, history) == pytest.approx([value * (0.95 if name == "croston" else 1)] * 3, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
@given(history=ANY_HISTORY, power=st.integers(-3, 20))
def test_pieces_of_another_size_are_forecast_in_that_size(name: str, history: list[int], power: int) -> None:
    """A power of two, so that nothing is rounded and no choice of a weight or of a season can tip."""
    if old_enough(name, history):
        factor = 2.0**power
        larger = forecast(name, [value * factor for value in history])
        assert larger == pytest.approx([value * factor for value in forecast(name, history)], rel=1e-12)


@given(first=st.integers(0, 10_000), step=st.integers(-100, 100), months=st.integers(2, 40))
def test_drift_continues_a_straight_line_exactly(first: int, step: int, months: int) -> None:
    line = [float(first + step * month) for month in range(months + 3)]
    assert forecast("drift", line[:months]) == line[months:]


@given(step=st.floats(0.1, 100), months=st.integers(24, 36))
def test_theta_continues_a_straight_line_by_half_of_its_slope(step: float, months: int) -> None:
    line = [1000 + step * month for month in range(months)]
    first, second, third = forecast("theta", line)
    assert [second - first, third - second] == pytest.approx([step / 2] * 2, rel=1e-6)
