"""Which model each product is forecast by: the one that erred least on held-back months, or the baseline."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np

from sales_platform.gold.forecast_history import SEASON, Histories, Product, Series
from sales_platform.gold.forecast_models import Forecaster, seasonal_naive

MONTHS_AHEAD = 3
HELD_BACK = 3
"""This many of the last months are forecast, each from the months before it, to compare the models."""
ERROR_MONTHS = 12
"""At most this many of the last months are forecast in the same way to measure the error of the chosen model."""
SHORTEST_TRAINING = 4
"""A model is fitted to no fewer months; a product with less history has the baseline."""
BASELINE, LAST_MONTH = "seasonal_naive", "last_month"
_DECIMALS = 6
"""Errors that differ by less are the same: the rest is of the machine's arithmetic."""


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


def forecast_products(histories: Mapping[Product, Series], models: Mapping[str, Forecaster]) -> dict[Product, ProductForecast]:
    """Forecast each product with the model that erred least on its held-back months, or with the baseline when none erred less.

    Args:
        histories: one month each at least.
        models: by name, without the baseline.
    """
    of_length: dict[int, list[Product]] = {}
    for product, history in histories.items():
        of_length.setdefault(len(history), []).append(product)
    made: dict[Product, ProductForecast] = {}
    for products in of_length.values():
        made.update(
            zip(products, _alike(np.array([histories[product] for product in products], dtype=float), models), strict=True)
        )
    return {product: made[product] for product in histories}


def _alike(history: Histories, models: Mapping[str, Forecaster]) -> list[ProductForecast]:
    """The forecasts of histories of the same length, in their order."""
    count = history.shape[1]
    held_back = min(HELD_BACK, count - 1)
    measured = max(held_back, min(ERROR_MONTHS, count - SHORTEST_TRAINING))
    tried = {BASELINE: seasonal_naive, **(models if count >= SHORTEST_TRAINING + HELD_BACK else {})}
    wrong = {name: np.abs(_errors(model, history, held_back)).sum(axis=1).round(_DECIMALS) for name, model in tried.items()}
    best = np.stack(list(wrong.values())).argmin(axis=0)  # the first of equals: the baseline
    quantities, error = np.empty((len(history), MONTHS_AHEAD)), np.empty(len(history))
    for number, model in enumerate(tried.values()):
        if (rows := best == number).any():
            quantities[rows], error[rows] = _forecast(model, history[rows], measured)
    shown = [LAST_MONTH if name == BASELINE and count < SEASON else name for name in tried]
    sold = history[:, count - held_back :].sum(axis=1)
    return [
        ProductForecast(
            model=shown[best[row]],
            quantities=tuple(quantities[row].tolist()),
            error=float(error[row]),
            held_back=float(sold[row]),
            absolute_error={name: float(errors[row]) for name, errors in wrong.items() if isfinite(errors[row])},
        )
        for row in range(len(history))
    ]


def _forecast(model: Forecaster, history: Histories, measured: int) -> tuple[Histories, Histories]:
    """The pieces of the months ahead, and the error of one month ahead in the last ``measured`` months."""
    quantities = np.maximum(model(history, MONTHS_AHEAD), 0.0)
    if not measured:  # a single month says nothing of the error: it may be as large as the forecast
        return quantities, quantities[:, 0]
    errors = _errors(model, history, measured)
    known = np.isfinite(errors)
    return quantities, np.sqrt((np.where(known, errors, 0.0) ** 2).sum(axis=1) / known.sum(axis=1))


def _errors(model: Forecaster, history: Histories, months: int) -> Histories:
    """Forecast less actual in each of the last ``months``, from the months before it; infinite where there is none."""
    count = history.shape[1]
    errors = np.full((len(history), months), inf)
    for place, end in enumerate(range(count - months, count)):
        made = model(history[:, :end], 1)[:, 0]
        errors[:, place] = np.where(np.isfinite(made), np.maximum(made, 0.0) - history[:, end], inf)
    return errors
