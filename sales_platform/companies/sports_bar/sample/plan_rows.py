"""Sports Bar's targets and stock in the sample, typed by hand and messy."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from sales_platform.companies.sports_bar.plans import STOCK_SOURCE, TARGET_SOURCE
from sales_platform.companies.sports_bar.sample.date_texts import FORMATS, date_texts
from sales_platform.companies.sports_bar.sample.order_book import OrderBook
from sales_platform.companies.sports_bar.sample.product_rows import HIDDEN_PRODUCT, RANGES, product_ids
from sales_platform.sample_data.cells import Floats
from sales_platform.sample_data.demand import busyness
from sales_platform.sample_data.landing import Landing
from sales_platform.sample_data.mess import Mess, Tally
from sales_platform.sample_data.plan_numbers import last_day, listed, stock, targets
from sales_platform.sample_data.request import Request

NEVER_MADE = "25899999"
Row = tuple[str, ...]


def write_plans(request: Request, book: OrderBook, orders: float, landing: Landing, tally: Tally) -> None:
    """Write the targets of each year, and the stock at the end of the last month, which landed twice.

    Args:
        request: what was asked for.
        book: what is asked for of each product; the master does not have that of HIDDEN_PRODUCT.
        orders: how many order rows a product has in a month at the start.
        landing, tally: where they are written, and what is planted there noted.
    """
    products = product_ids(len(book.demand.level))
    expected = {
        month: book.demand.expected(month, elapsed) * orders * busyness(month, elapsed)
        for elapsed, month in enumerate(request.months)
    }
    for year, months in request.years.items():
        rows = [row for month in months for row in _targets(request.seed, month, products, expected[month], tally)]
        landing.table(TARGET_SOURCE.feed, f"targets_{year}.csv", rows)
    day = last_day(request.months.last)
    rows = list(_stock(request.seed, day, products, expected[request.months.last]))
    faults = [(NEVER_MADE, "5", "", "unknown_product"), (rows[0][1], "some", "", "invalid_quantity")]
    faults += [(rows[0][1], "-3", "", "negative_stock"), (rows[0][1], "", "20", "missing_quantity")]
    date_text = date_texts(day)[4]
    first = [*rows, *((date_text, product, at_hand, ordered) for product, at_hand, ordered, _ in faults)]
    landing.table(STOCK_SOURCE.feed, f"stock_{day:%Y_%m_%d}.csv", first)
    for _, _, _, reason in faults:
        tally.reject(STOCK_SOURCE.feed.name, reason, 1)
    counted_again = [(date_text, rows[0][1], str(int(rows[0][2]) + 7), rows[0][3])]
    landing.table(STOCK_SOURCE.feed, f"stock_{day:%Y_%m_%d} counted again.csv", counted_again)
    tally.reject(STOCK_SOURCE.feed.name, "superseded", 1)
    tally.add(Mess.STOCK_FAULT, len(faults) + 1)


def _targets(seed: int, month: date, products: Sequence[str], expected: Floats, tally: Tally) -> Iterator[Row]:
    """The pieces of each product, a category in INR, and some that cannot be used."""
    rng = np.random.default_rng((seed, 40, month.toordinal()))
    planned, text = targets(rng, expected), date_texts(month)[int(rng.integers(len(FORMATS)))]
    for place, (product, pieces) in enumerate(zip(products, planned, strict=True)):
        if place != HIDDEN_PRODUCT:
            yield text, RANGES[place % len(RANGES)][0].lower(), product, str(round(float(pieces))), ""
    faults = (
        ("", NEVER_MADE, "10", "", "unknown_product"),
        ("Ice Cream", "", "10", "", "unknown_category"),
        ("", products[0], "to be agreed", "", "invalid_target"),
        ("", "", "10", "", "nothing_named"),
    )
    for category, product, pieces_text, value, reason in faults:
        yield text, category, product, pieces_text, value
        tally.reject(TARGET_SOURCE.feed.name, reason, 1)
    tally.add(Mess.TARGET_FAULT, len(faults))


def _stock(seed: int, day: date, products: Sequence[str], expected: Floats) -> Iterator[Row]:
    rng = np.random.default_rng((seed, 41))
    at_hand, on_order = stock(rng, expected)
    text = date_texts(day)[0]
    for place in listed(rng, len(products)):
        if place != HIDDEN_PRODUCT:
            ordered = str(on_order[place]) if on_order[place] else ""
            yield text, products[place], str(at_hand[place]), ordered
