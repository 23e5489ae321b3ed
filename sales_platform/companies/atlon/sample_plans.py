"""Atlon's targets and stock in the sample: what its ERP system exports, and two rows that somebody has typed into it."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from sales_platform.companies.atlon.plans import STOCK_SOURCE, TARGET_SOURCE
from sales_platform.sample_data.cells import Floats
from sales_platform.sample_data.demand import Demand
from sales_platform.sample_data.landing import Landing
from sales_platform.sample_data.mess import Mess, Tally
from sales_platform.sample_data.plan_numbers import last_day, listed, stock, targets
from sales_platform.sample_data.request import Request

PRODUCTS_WITH_TARGET = 20
Row = tuple[object, ...]


def write_plans(
    request: Request, products: Sequence[Sequence[str]], demand: Demand, customers: float, landing: Landing, tally: Tally
) -> None:
    """Write the targets of each year, and the stock at the end of the last two months.

    Args:
        request: what was asked for.
        products: rows of the product master.
        demand: of each product, a row of sales.
        customers: how many rows of sales a product has in a month.
        landing, tally: where they are written, and what is planted there noted.
    """
    expected = {month: demand.expected(month, elapsed) * customers for elapsed, month in enumerate(request.months)}
    for year, months in request.years.items():
        rows = [row for month in months for row in _targets(request.seed, month, products, expected[month])]
        landing.table(TARGET_SOURCE.feed, f"atlon_targets_{year}.csv", rows)
    for month in list(request.months)[-2:]:
        rows = list(_stock(request.seed, last_day(month), products, expected[month]))
        if month == request.months.last:
            rows += [(rows[0][0], "NEVERMADE0", 12, 0), (rows[0][0], *rows[0][1:3], "-4")]
            for reason in ("unknown_product", "negative_stock"):
                tally.reject(STOCK_SOURCE.feed.name, reason, 1)
            tally.add(Mess.STOCK_FAULT, 2)
        landing.table(STOCK_SOURCE.feed, f"atlon_stock_{last_day(month):%Y_%m_%d}.csv", rows)


def _targets(seed: int, month: date, products: Sequence[Sequence[str]], expected: Floats) -> Iterator[Row]:
    """The pieces of each category, and of some products: these are details of the former."""
    rng = np.random.default_rng((seed, 7, month.toordinal()))
    sums: dict[str, float] = {}
    for product, pieces in zip(products, expected, strict=True):
        sums[product[2]] = sums.get(product[2], 0.0) + float(pieces)
    planned = targets(rng, np.array(list(sums.values())))
    for category, pieces in zip(sums, planned, strict=True):
        yield month.isoformat(), "", category, round(float(pieces)), ""
    some = list(zip(products, targets(rng, expected), strict=True))[:PRODUCTS_WITH_TARGET]
    for product, pieces in some:
        yield month.isoformat(), product[0], product[2], round(float(pieces)), ""


def _stock(seed: int, day: date, products: Sequence[Sequence[str]], expected: Floats) -> Iterator[Row]:
    rng = np.random.default_rng((seed, 8, day.toordinal()))
    at_hand, on_order = stock(rng, expected)
    for place in listed(rng, len(products)):
        yield day.isoformat(), products[place][0], int(at_hand[place]), int(on_order[place])
