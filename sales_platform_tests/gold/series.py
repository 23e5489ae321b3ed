"""Tiny histories that can be read, and models whose forecasts are known."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from sales_platform.gold.forecast_models import Forecaster
from sales_platform.months import add_months

START, RUNNING = date(2024, 1, 1), date(2026, 1, 1)
A, B = ("atlon", "A"), ("sports_bar", "B")
YEAR = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120)


def sold(pieces: Sequence[int], first: date = START) -> dict[date, int]:
    """Pieces of months that follow each other; a month without sales has no row in the fact."""
    return {add_months(first, number): value for number, value in enumerate(pieces) if value}


def always(value: float) -> Forecaster:
    """A model that forecasts this value whatever the history."""
    return lambda history, months: np.full((len(history), months), value)
