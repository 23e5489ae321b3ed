"""Atlon, the parent: masters, yearly price lists and monthly sales, all of them clean."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np

from sales_platform.sample_data.cells import Cells, Chunk, Integers, lines, numbers, picked
from sales_platform.sample_data.demand import Demand, quantities

PRODUCTS, CUSTOMERS = 400, 18
DIVISIONS = ("Rowing", "Fencing", "Judo", "Sailing", "Netball", "Triathlon", "Golf", "Skiing", "Lacrosse", "Curling")
CATEGORIES = ("Shoes", "Bags", "Gloves", "Shirts", "Training Aids", "Bottles", "Protective Gear", "Jackets")
MODELS = ("Kestrel", "Monsoon", "Banyan", "Cobalt", "Saffron", "Ridge", "Tidal", "Ember")
VARIANTS = ("Small", "Medium", "Large")
CUSTOMER_FIRST = ("Banyan", "Copper Bell", "Second Wind", "Old Harbour", "Green Whistle", "Lotus")
CUSTOMER_SECOND = ("Outfitters", "Sports Hall", "Games & Gear")
PLATFORMS = (("Brick & Mortar", "Retailer"), ("E-Commerce", "Retailer"), ("Brick & Mortar", "Direct"))
PAIRS_AT_ONCE = 250_000
"""So many products times customers are drawn at once: it bounds the memory."""
MONTHS_ACTIVE = 0.9
"""A customer that lists a product buys it in this part of all months."""
_SCATTER = 0x9E3779
"""Odd, so that multiplying by it gives every product another six-digit hexadecimal code."""


@dataclass(frozen=True)
class Atlon:
    """One made-up Atlon.

    Attributes:
        seed: where its chance begins.
        products: rows of the product master.
        customers: rows of the customer master.
        demand: of each product.
    """

    seed: int
    products: list[tuple[str, ...]]
    customers: list[tuple[str, ...]]
    demand: Demand

    @classmethod
    def drawn(cls, seed: int, growth: float) -> Self:
        """Make up a company whose masters are ``growth`` times as long as the usual ones."""
        products = [_product(number) for number in range(round(PRODUCTS * growth))]
        customers = [_customer(number) for number in range(round(CUSTOMERS * growth))]
        demand = Demand.drawn(np.random.default_rng((seed, 1)), len(products), level=180)
        return cls(seed, products, customers, demand)

    def prices(self, year: int, first_year: int) -> Iterator[tuple[object, ...]]:
        """The rows of one year's price list; prices rise a little every year."""
        base = np.random.default_rng((self.seed, 2)).lognormal(7.6, 0.7, len(self.products))
        rise = np.random.default_rng((self.seed, 3, year)).uniform(0.02, 0.06, len(self.products))
        for product, price in zip(self.products, base * (1 + rise * (year - first_year)), strict=True):
            yield product[0], max(10, 10 * round(float(price) / 10)), year

    def sales(self, month: date, elapsed: int, rows: float) -> Iterator[Chunk]:
        """The sales of a month, part by part.

        Args:
            month: the first of the month.
            elapsed: how many months it is after the sample's first one.
            rows: about how many rows the month should have.

        Yields:
            How many rows the part has, and its CSV lines.
        """
        share = min(1.0, rows / (len(self.products) * len(self.customers)))
        expected = self.demand.expected(month, elapsed)
        product_cells = picked([product[0] for product in self.products], np.arange(len(self.products)))
        customer_cells = picked([customer[0] for customer in self.customers], np.arange(len(self.customers)))
        at_once = max(1, PAIRS_AT_ONCE // len(self.customers))
        for start in range(0, len(self.products), at_once):
            product, customer = self._sold(month, start, min(at_once, len(self.products) - start), share)
            rng = np.random.default_rng((self.seed, 6, month.toordinal(), start))
            sold = numbers(quantities(rng, expected[product]))
            cells: list[Cells | str] = [month.isoformat(), picked(product_cells, product)]
            yield len(product), lines([*cells, picked(customer_cells, customer), sold])

    def _sold(self, month: date, start: int, count: int, share: float) -> tuple[Integers, Integers]:
        """Which product was sold to which customer in the month: mostly the same pairs month after month."""
        size = (count, len(self.customers))
        listed = np.random.default_rng((self.seed, 4, start)).random(size) < share / MONTHS_ACTIVE
        active = np.random.default_rng((self.seed, 5, month.toordinal(), start)).random(size) < MONTHS_ACTIVE
        product, customer = np.nonzero(listed & active)
        return product + start, customer


def _product(number: int) -> tuple[str, ...]:
    division = DIVISIONS[number % len(DIVISIONS)]
    rest, variant = divmod(number // len(DIVISIONS), len(VARIANTS))
    rest, category = divmod(rest, len(CATEGORIES))
    series, model = divmod(rest, len(MODELS))
    name = f"{MODELS[model]} {division} {CATEGORIES[category]}" + (f" {series + 1}" if series else "")
    code = f"{division[:4].upper()}{(number + 1) * _SCATTER % 0x1000000:06X}"
    return code, division, CATEGORIES[category], name, VARIANTS[variant]


def _customer(number: int) -> tuple[str, ...]:
    platform, channel = PLATFORMS[number % len(PLATFORMS)]
    first, rest = CUSTOMER_FIRST[number % len(CUSTOMER_FIRST)], number // len(CUSTOMER_FIRST)
    name = f"{first} {CUSTOMER_SECOND[rest % len(CUSTOMER_SECOND)]}"
    branch = rest // len(CUSTOMER_SECOND)
    code = (90003001 if platform == "E-Commerce" else 70003001) + number
    return str(code), name + (f" {branch + 1}" if branch else ""), "India", platform, channel
