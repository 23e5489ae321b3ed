"""Exponential smoothing of many histories at once: the level of a demand, and of a sporadic one."""

import numpy as np

from sales_platform.gold.forecast_history import Histories

_SMALLEST_WEIGHT, _WEIGHTS = 0.3, 36
"""So many weights of the latest month are tried: 0.30, 0.32, ... 1; of finer steps, the forecasts are no better.

The level begins with a single month. With a weight of 0.3 that month counts for 1.4 % after a year (0.7^12); with smaller
weights it would decide the forecasts of histories as short as these.
"""
_SPORADIC_WEIGHT = 0.1
"""The weight of the latest demand in Croston's method; a small one, as demands are few."""


def smoothed(history: Histories) -> tuple[Histories, Histories]:
    """The level after the last month by simple exponential smoothing, and the weight of the latest month.

    Each month moves the level by the weight times what it was wrong by; the first level is the first month. The weight is that of
    the least squared errors one month ahead. Source: Brown, "Statistical Forecasting for Inventory Control" (1959); Hyndman and
    Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition (2021), section 8.1.

    Returns:
        Two columns: a level and a weight for each history.
    """
    weights = np.linspace(_SMALLEST_WEIGHT, 1, _WEIGHTS)
    level = np.repeat(history[:, :1], _WEIGHTS, axis=1)
    squares = np.zeros_like(level)
    for pieces in history.T[1:]:
        error = pieces[:, np.newaxis] - level
        squares += error * error
        level += weights * error
    best = squares.argmin(axis=1)
    return np.take_along_axis(level, best[:, np.newaxis], axis=1), weights[best][:, np.newaxis]


def exponential_smoothing(history: Histories, months: int) -> Histories:
    """The level, see ``smoothed``, in every month ahead."""
    level, _ = smoothed(history)
    return np.repeat(level, months, axis=1)


def croston(history: Histories, months: int) -> Histories:
    """Sporadic demand: the smoothed size of a demand over the smoothed interval between two, without its bias.

    Only a month with demand moves them, by the same weight; they begin with the first demand and the months up to it. Size over
    interval is too large by about half of the weight. A history without demand is forecast to have none. Source: Croston,
    "Forecasting and stock control for intermittent demands", Operational Research Quarterly 23 (1972); the correction is that of
    Syntetos and Boylan, "The accuracy of intermittent demand estimates", International Journal of Forecasting 21 (2005).
    """
    size, interval, waited = (np.zeros(len(history)) for _ in range(3))
    for pieces in history.T:
        waited += 1
        weight = np.where(pieces > 0, np.where(size > 0, _SPORADIC_WEIGHT, 1.0), 0.0)
        size += weight * (pieces - size)
        interval += weight * (waited - interval)
        waited[pieces > 0] = 0
    rate = (1 - _SPORADIC_WEIGHT / 2) * size / np.maximum(interval, 1.0)
    return np.repeat(rate[:, np.newaxis], months, axis=1)
