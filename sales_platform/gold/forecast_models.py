"""How one product is forecast: a seasonal naive baseline, and the models that have to beat it on held-back months."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, isfinite, nan, sqrt
from typing import Any

import numpy as np

SEASON = 12
"""Months of a season; with less history, the baseline is the last month."""
MONTHS_AHEAD = 3
HELD_BACK = 3
"""This many of the last months are forecast, each from the months before it, to compare the models."""
ERROR_MONTHS = 12
"""At most this many of the last months are forecast in the same way to measure the error of the chosen model."""
SHORTEST_TRAINING = 4
"""A model is fitted to no fewer months; a product with less history has the baseline."""
BASELINE, LAST_MONTH = "seasonal_naive", "last_month"

Series = Sequence[float]
"""Pieces of each month, the latest last."""
Forecaster = Callable[[Series, int], Sequence[float]]
"""Months so far and how many to forecast -> pieces of each."""


@dataclass(frozen=True)
class ProductForecast:
    """The forecast of one product.

    Attributes:
        model: the chosen model; ``seasonal_naive``, or ``last_month`` with less than a year of history, is the baseline.
        quantities: pieces of each month ahead, not below zero.
        error: standard deviation of the one-month-ahead error, in pieces.
        held_back: pieces sold in the held-back months together.
        absolute_error: of the held-back months together, in pieces, by model, of those that forecast them; the
            baseline's under ``seasonal_naive``.
    """

    model: str
    quantities: tuple[float, ...]
    error: float
    held_back: float
    absolute_error: Mapping[str, float]

    @property
    def baseline_used(self) -> bool:
        """Whether no model beat the baseline."""
        return self.model in (BASELINE, LAST_MONTH)

    @property
    def chosen_absolute_error(self) -> float:
        """Of the held-back months together, in pieces, of the model that was chosen."""
        return self.absolute_error[BASELINE if self.baseline_used else self.model]


def seasonal_naive(history: Series, months: int) -> list[float]:
    """The same months of the year before; with less than a year of history, the last month repeated."""
    if len(history) < SEASON:
        return [history[-1]] * months
    return [history[len(history) - SEASON + ahead % SEASON] for ahead in range(months)]


def load_library() -> Any:  # noqa: ANN401 - statsforecast has no types
    """The module of the library's models; it takes a second and a half and 110 MB, so only a run that forecasts loads it."""
    from statsforecast import models  # noqa: PLC0415

    return models


@cache
def _model(name: str, **options: int) -> Any:  # noqa: ANN401 - statsforecast has no types
    return getattr(load_library(), name)(**options)


def _forecaster(name: str, shortest: int = 1, **options: int) -> Forecaster:
    def forecast(history: Series, months: int) -> list[float]:
        if len(history) < shortest:
            return [nan] * months
        with np.errstate(divide="ignore", invalid="ignore"):  # Theta divides by the variance, which may be zero
            made = _model(name, **options).forecast(y=np.array(history, dtype=float), h=months)
        return [float(value) for value in made["mean"]]

    return forecast


LIBRARY_MODELS: Mapping[str, Forecaster] = {
    "exponential_smoothing": _forecaster("SimpleExponentialSmoothingOptimized"),
    "drift": _forecaster("RandomWalkWithDrift"),
    "moving_average": _forecaster("WindowAverage", window_size=HELD_BACK),
    "theta": _forecaster("Theta", shortest=2 * SEASON, season_length=SEASON),  # before, it sees no season and is slow
    "croston": _forecaster("CrostonSBA"),
}
"""The models of statsforecast that suit short monthly series; Croston's (Syntetos-Boylan) is for sporadic demand."""


def forecast_product(history: Series, models: Mapping[str, Forecaster]) -> ProductForecast:
    """Forecast with the model that erred least on the held-back months, or with the baseline when none erred less.

    Args:
        history: one month at least.
        models: by name, without the baseline.
    """
    held_back = min(HELD_BACK, len(history) - 1)
    tried = {BASELINE: seasonal_naive, **(models if len(history) >= SHORTEST_TRAINING + HELD_BACK else {})}
    every = {name: sum(map(abs, _errors(model, history, held_back))) for name, model in tried.items()}
    wrong = {name: error for name, error in every.items() if isfinite(error)}
    name = min(wrong, key=wrong.__getitem__)  # the first of equals: the baseline
    measured = max(held_back, min(ERROR_MONTHS, len(history) - SHORTEST_TRAINING))
    errors = [error for error in _errors(tried[name], history, measured) if isfinite(error)]
    quantities = tuple(max(float(value), 0.0) for value in tried[name](history, MONTHS_AHEAD))
    # a single month says nothing of the error: it may be as large as the forecast
    error = sqrt(sum(value * value for value in errors) / len(errors)) if errors else quantities[0]
    shown = LAST_MONTH if name == BASELINE and len(history) < SEASON else name
    return ProductForecast(shown, quantities, error, sum(history[len(history) - held_back :]), wrong)


def _errors(model: Forecaster, history: Series, count: int) -> list[float]:
    """Forecast less actual in each of the last ``count`` months, from the months before it; infinite where there is none."""
    errors = []
    for end in range(len(history) - count, len(history)):
        value = float(model(history[:end], 1)[0])
        errors.append(max(value, 0.0) - history[end] if isfinite(value) else inf)
    return errors
