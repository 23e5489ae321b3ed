"""What Sports Bar's customers order, day by day: whole columns of plain numbers, nothing wrong with them yet."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from sales_platform.companies.sports_bar.sample.customer_rows import customer_ids
from sales_platform.companies.sports_bar.sample.days import Day
from sales_platform.companies.sports_bar.sample.product_rows import product_ids
from sales_platform.sample_data.cells import Cells, Floats, Integers, picked
from sales_platform.sample_data.demand import Demand, quantities

LONGEST_ORDER = 8


@dataclass(frozen=True)
class Lines:
    """Order rows, each column an array.

    Attributes:
        order: the number of the row's order within the day.
        place: the row's place within its order, from nought.
        customer: the place of the order's customer among all customers.
        product: the place of the product among all products; no order has one twice.
        pieces: how many pieces of it.
    """

    order: Integers
    place: Integers
    customer: Integers
    product: Integers
    pieces: Integers

    def __len__(self) -> int:
        return len(self.order)


@dataclass(frozen=True)
class OrderBook:
    """What orders are made of.

    Attributes:
        seed: where its chance begins.
        customers: the customers' ids.
        weights: the part of all orders that each customer places.
        products: the ids under which products are ordered.
        demand: of each product.
    """

    seed: int
    customers: Cells
    weights: Floats
    products: Cells
    demand: Demand

    @classmethod
    def drawn(cls, seed: int, customers: int, products: int) -> Self:
        """Make up how much each customer buys and how much of each product is asked for."""
        rng = np.random.default_rng((seed, 31))
        weights = rng.lognormal(0, 0.5, customers)
        return cls(
            seed=seed,
            customers=picked(customer_ids(customers), np.arange(customers)),
            weights=weights / weights.sum(),
            products=picked(product_ids(products), np.arange(products)),
            demand=Demand.drawn(rng, products, level=150),
        )

    def lines(self, rng: np.random.Generator, day: Day, start: int, count: int) -> Lines:
        """Draw so many order rows of a day; orders are numbered from ``start``."""
        sizes = 1 + rng.binomial(LONGEST_ORDER - 1, 0.3, count)
        order = np.repeat(np.arange(count), sizes)[:count]
        place: Integers = np.arange(count) - (np.cumsum(sizes) - sizes)[order]
        # Equal steps that do not come round to the start: an order has no product twice.
        widest = (len(self.products) - 1) // (LONGEST_ORDER - 1)
        step = rng.integers(1, widest, count, endpoint=True)[order]
        product = (rng.integers(0, len(self.products), count)[order] + place * step) % len(self.products)
        customer = rng.choice(len(self.customers), count, p=self.weights)[order]
        pieces = quantities(rng, self.demand.expected(day.day, day.elapsed)[product])
        return Lines(order + start, place, customer, product, pieces)
