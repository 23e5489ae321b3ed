"""Demand over time: every product has its own level and season, and all of them grow."""

from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np

from sales_platform.sample_data.cells import Floats, Integers

GROWTH_A_MONTH = 0.012
FESTIVE_MONTH = 10.5
"""The year's best weeks lie between October and November."""
WEEKDAY_SHARES = (1.05, 1.0, 0.95, 1.0, 1.15, 1.25, 0.6)


@dataclass(frozen=True)
class Demand:
    """What is asked for of each product.

    Attributes:
        level: pieces an order row asks for in an even month at the start.
        peak: the month of the year, as a number, in which the product sells best.
        swing: how far demand moves up and down over the year, as a part of the level.
    """

    level: Floats
    peak: Floats
    swing: Floats

    @classmethod
    def drawn(cls, rng: np.random.Generator, products: int, level: float) -> Self:
        """Draw a demand for each product; half of the levels are below ``level``, half above."""
        return cls(
            level=level * rng.lognormal(0, 0.6, products),
            peak=FESTIVE_MONTH + rng.normal(0, 2, products),
            swing=rng.uniform(0.1, 0.4, products),
        )

    def expected(self, month: date, elapsed: int) -> Floats:
        """Pieces that an order row asks for, by product, in a month that is ``elapsed`` months after the first one."""
        wave = np.cos((month.month - self.peak) * (2 * np.pi / 12))
        return self.level * (1 + GROWTH_A_MONTH * elapsed) * (1 + self.swing * wave)


def quantities(rng: np.random.Generator, expected: Floats) -> Integers:
    """Whole numbers of pieces, at least one, scattered around what is expected."""
    scattered = expected * rng.lognormal(0, 0.35, len(expected))
    return np.maximum(1, np.rint(scattered)).astype(np.int64)


def busyness(day: date, elapsed: int) -> float:
    """How many order rows a day brings, next to an even day at the start."""
    wave = np.cos((day.month - FESTIVE_MONTH) * (2 * np.pi / 12))
    return float((1 + GROWTH_A_MONTH * elapsed) * (1 + 0.2 * wave) * WEEKDAY_SHARES[day.weekday()])
