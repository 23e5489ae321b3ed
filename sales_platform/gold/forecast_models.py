"""What a demand is forecast by: a seasonal naive baseline, and the models that have to beat it on held-back months.

Each is a formula over many histories of the same length at once; a history's forecast does not depend on the others.
"""

from collections.abc import Callable, Mapping

import numpy as np

from sales_platform.gold.forecast_history import SEASON, Histories
from sales_platform.gold.forecast_smoothing import croston, exponential_smoothing
from sales_platform.gold.forecast_theta import theta

_AVERAGED = 3
"""The months of the moving average: with more, it is late where a demand grows."""

Forecaster = Callable[[Histories, int], Histories]
"""Histories and how many months to forecast -> a row a history, a column a month ahead; NaN where there is no forecast."""


def seasonal_naive(history: Histories, months: int) -> Histories:
    """The same months of the year before; with less than a year of history, the last month repeated.

    Source: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition (2021), section 5.2.
    """
    count = history.shape[1]
    if count < SEASON:
        return np.repeat(history[:, -1:], months, axis=1)
    return history[:, count - SEASON + np.arange(months) % SEASON]


def drift(history: Histories, months: int) -> Histories:
    """The line through the first and the last month, continued: a random walk with drift.

    Source: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition (2021), section 5.2.
    """
    first, last, ahead = history[:, :1], history[:, -1:], np.arange(1.0, months + 1)
    made: Histories = last + (last - first) / max(history.shape[1] - 1, 1) * ahead
    return made


def moving_average(history: Histories, months: int) -> Histories:
    """The average of the last three months.

    Source: Makridakis, Wheelwright and Hyndman, "Forecasting: Methods and Applications", 3rd edition (1998), section 4/2/2.
    """
    return np.repeat(history[:, -_AVERAGED:].mean(axis=1, keepdims=True), months, axis=1)


MODELS: Mapping[str, Forecaster] = {
    "exponential_smoothing": exponential_smoothing,
    "drift": drift,
    "moving_average": moving_average,
    "theta": theta,
    "croston": croston,
}
"""By the name that the table has; of two that erred alike, the first is taken."""
