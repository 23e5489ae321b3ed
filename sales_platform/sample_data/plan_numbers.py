"""Targets and stock of a sample: drawn around what is expected to be sold."""

import calendar
from collections.abc import Sequence
from datetime import date

import numpy as np

from sales_platform.sample_data.cells import Floats, Integers

MONTHS_OF_STOCK = 1.1
"""What is in stock lasts so long, more or less."""
LISTED = 0.9
"""The part of the products that the list of stock has."""


def targets(rng: np.random.Generator, expected: Floats) -> Floats:
    """A target for each: some above what is expected, some below."""
    drawn: Floats = expected * rng.uniform(0.9, 1.2, len(expected))
    return drawn


def stock(rng: np.random.Generator, expected: Floats) -> tuple[Integers, Integers]:
    """Pieces at hand and on order of each, given what a month is expected to ask for: some last for days, some for months."""
    at_hand = np.rint(expected * MONTHS_OF_STOCK * rng.lognormal(-0.1, 0.8, len(expected))).astype(np.int64)
    ordered = np.where(rng.random(len(expected)) < 1 / 3, np.rint(expected * rng.uniform(0.3, 0.9, len(expected))), 0)
    return at_hand, ordered.astype(np.int64)


def listed(rng: np.random.Generator, count: int) -> Sequence[int]:
    """The places of the products that a list of stock has: at least one."""
    return sorted(int(place) for place in rng.choice(count, max(1, round(count * LISTED)), replace=False))


def last_day(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
