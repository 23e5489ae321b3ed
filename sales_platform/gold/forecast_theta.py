"""The Theta method: a smoothed level with half of the trend, and the season of the months."""

from math import nan

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from sales_platform.gold.forecast_history import SEASON, Histories
from sales_platform.gold.forecast_smoothing import smoothed

_CHANCE = 1.6448536270
"""Of a demand without a season, 95 % of the correlations of a year are below this many standard errors."""
_SMALLEST_FACTOR = 0.01
"""A season that takes a month to less than this share of the level is no factor: it is added instead."""


def theta(history: Histories, months: int) -> Histories:
    """The level of simple exponential smoothing with half of the trend as drift, after the season is taken out; then put back.

    Source: Assimakopoulos and Nikolopoulos, "The theta model: a decomposition approach to forecasting", International Journal of
    Forecasting 16 (2000), in the form of Hyndman and Billah, "Unmasking the Theta method", the same 19 (2003): with a the weight,
    b the slope of the line of least squares and n the months so far, the forecast h months ahead is
    level + b / 2 * (h - 1 + (1 - (1 - a)^n) / a). With less than two years, which show no season, there is none (NaN).
    """
    count = history.shape[1]
    if count < 2 * SEASON:
        return np.full((len(history), months), nan)
    factor, summand = _season(history)
    past, ahead = np.arange(count) % SEASON, np.arange(count, count + months) % SEASON
    steady = (history - summand[:, past]) / factor[:, past]
    level, weight = smoothed(steady)
    time = np.arange(count) - (count - 1) / 2
    slope = (steady * time).sum(axis=1, keepdims=True) / (time * time).sum()
    drift = slope / 2 * (np.arange(months) + (1 - (1 - weight) ** count) / weight)
    made: Histories = (level + drift) * factor[:, ahead] + summand[:, ahead]
    return made


def _season(history: Histories) -> tuple[Histories, Histories]:
    """The factor and the summand of each month of the year, the first month's first; 1 and 0 without a season.

    Classical decomposition: how far each month is from the average of the year around it, half of the outer months, on average
    over the years; as a factor where all months have sales and no factor is close to zero. Source: Hyndman and Athanasopoulos,
    "Forecasting: Principles and Practice", 3rd edition (2021), section 3.4.
    """
    half = SEASON // 2
    weights = np.array([0.5, *[1.0] * (SEASON - 1), 0.5]) / SEASON
    around = (sliding_window_view(history, SEASON + 1, axis=1) * weights).sum(axis=2)
    inner = history[:, half:-half]
    seasonal, positive = _has_season(history), history.min(axis=1, keepdims=True) > 0
    factor = _of_months(inner / np.where(positive, around, 1.0))
    factor /= np.where(positive, factor.mean(axis=1, keepdims=True), 1.0)
    summand = _of_months(inner - around)
    summand -= summand.mean(axis=1, keepdims=True)
    multiplied = seasonal & positive & (factor.min(axis=1, keepdims=True) >= _SMALLEST_FACTOR)
    return np.where(multiplied, factor, 1.0), np.where(seasonal & ~multiplied, summand, 0.0)


def _of_months(inner: Histories) -> Histories:
    """The average of each month of the year, of histories without their first and last half year."""
    return np.stack([inner[:, (month - SEASON // 2) % SEASON :: SEASON].mean(axis=1) for month in range(SEASON)], axis=1)


def _has_season(history: Histories) -> NDArray[np.bool_]:
    """Whether the months are correlated with those a year before beyond what chance makes of them: a column.

    The standard error is that of independent months, 1 / sqrt(n): Hyndman and Athanasopoulos, "Forecasting: Principles and
    Practice", 3rd edition (2021), section 2.9. Bartlett's, which grows with the correlations of the months between, finds no
    season in two or three years, as a season itself makes these correlations.
    """
    apart = history - history.mean(axis=1, keepdims=True)
    variance = (apart * apart).sum(axis=1, keepdims=True)
    shared = (apart[:, SEASON:] * apart[:, :-SEASON]).sum(axis=1, keepdims=True)
    seasonal: NDArray[np.bool_] = shared * np.sqrt(history.shape[1]) > _CHANCE * variance
    return seasonal
