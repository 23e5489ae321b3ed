"""Which months of which products a forecast is made from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sales_platform.months import MonthRange, add_months

SEASON = 12
"""Months of a season."""

DISCONTINUED_AFTER = 12
"""A product without sales in this many months is left out; a company without sales in this many months has ceased."""

LONGEST_HISTORY = 36
"""A forecast uses at most this many of the last months: three of every season, and no longer runs as the history grows."""

Product = tuple[str, str]
"""Company and product code."""
Units = Mapping[Product, Mapping[date, int]]
"""Pieces sold by product and month."""
Series = Sequence[float]
"""Pieces of each month, the latest last; never below zero."""
Histories = NDArray[np.float64]
"""Series of the same length, one month at least: a row a product, a column a month."""


def last_complete_month(units: Units, running: date) -> date | None:
    """The last month that has ended and that every company has sold in, or None; see ``last_delivered_month``."""
    sold: dict[str, set[date]] = {}
    for (company, _), months in units.items():
        sold.setdefault(company, set()).update(months)
    return last_delivered_month(((company, month) for company, months in sold.items() for month in months), running)


def last_delivered_month(delivered: Iterable[tuple[str, date]], running: date) -> date | None:
    """The last month that has ended and for which every company has delivered, or None.

    A month that one company has not delivered yet is not a month in which it sold nothing: the history of all products ends
    before it. A company that has ceased is not waited for.

    Args:
        delivered: companies and the months they have sales of, each at least once.
        running: the running month, which is incomplete.
    """
    last: dict[str, date] = {}
    for company, month in delivered:
        if month < running:
            last[company] = max(month, last.get(company, date.min))
    if not last:
        return None
    ceased = add_months(max(last.values()), -DISCONTINUED_AFTER)
    return min(month for month in last.values() if month > ceased)


def histories(units: Units, until: date) -> dict[Product, Series]:
    """The pieces of each month, from a product's first sale, but the last three years at most; months without sales are 0.

    Months with more returns than sales count as 0. Products without sales in the last twelve months are
    discontinued, and left out.
    """
    found: dict[Product, Series] = {}
    earliest = add_months(until, 1 - LONGEST_HISTORY)
    for product, months in sorted(units.items()):
        sold = [month for month, pieces in months.items() if month <= until and pieces > 0]
        if sold and max(sold) > add_months(until, -DISCONTINUED_AFTER):
            found[product] = [float(max(months.get(month, 0), 0)) for month in MonthRange.of(max(min(sold), earliest), until)]
    return found
