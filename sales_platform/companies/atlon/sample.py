"""Atlon's part of the sample data: masters, yearly price lists and monthly sales, all clean; and a few odd files beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np

from sales_platform.companies.atlon import CUSTOMER_SOURCE, PRICE_SOURCE, PRODUCT_SOURCE, SALES_SOURCE
from sales_platform.companies.atlon.sample_masters import customer_row, product_row
from sales_platform.companies.atlon.sample_oddities import ODD_FILES, odd_masters, odd_sales
from sales_platform.companies.atlon.sample_plans import write_plans
from sales_platform.sample_data.cells import Cells, Chunk, Integers, lines, numbers, picked, table
from sales_platform.sample_data.demand import Demand, quantities
from sales_platform.sample_data.landing import Landing
from sales_platform.sample_data.mess import Tally
from sales_platform.sample_data.request import Request

PRODUCTS, CUSTOMERS, SALES_A_MONTH = 400, 18, 3_875
"""Rows at scale 1."""
PAIRS_AT_ONCE = 250_000
"""So many products times customers are drawn at once: it bounds the memory."""
MONTHS_ACTIVE = 0.9
"""A customer that lists a product buys it in this part of all months."""


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
        products = [product_row(number) for number in range(round(PRODUCTS * growth))]
        customers = [customer_row(number) for number in range(round(CUSTOMERS * growth))]
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


@dataclass(frozen=True)
class AtlonSample:
    """Writes the masters, price lists and targets for each year, a file of sales for each month, and stock.

    Attributes:
        request: what was asked for.
    """

    request: Request

    @property
    def files(self) -> int:
        """How many files it is going to write."""
        months, years = len(list(self.request.months)), len(self.request.years)
        return 2 + 2 * years + months + min(2, months) + ODD_FILES

    def write(self, landing: Landing, tally: Tally) -> None:
        """Write the files; only the odd ones have something to note."""
        atlon = Atlon.drawn(self.request.seed, self.request.growth)
        landing.table(CUSTOMER_SOURCE.feed, "atlon_customers.csv", atlon.customers)
        landing.table(PRODUCT_SOURCE.feed, "atlon_products.csv", atlon.products)
        for year in self.request.years:
            rows = list(atlon.prices(year, self.request.months.start.year))
            landing.table(PRICE_SOURCE.feed, f"atlon_gross_price_{year}.csv", rows)
        for elapsed, month in enumerate(self.request.months):
            header = table([SALES_SOURCE.feed.columns])
            chunks = atlon.sales(month, elapsed, SALES_A_MONTH * self.request.scale)
            landing.stream(SALES_SOURCE.feed, f"atlon_sales_{month:%Y_%m}.csv", header, chunks)
        customers = SALES_A_MONTH * self.request.scale / len(atlon.products)
        write_plans(self.request, atlon.products, atlon.demand, customers, landing, tally)
        self._write_odd(atlon, landing, tally)

    def _write_odd(self, atlon: Atlon, landing: Landing, tally: Tally) -> None:
        """A few files of the last month, as people send them by mail; they land last."""
        month, elapsed = self.request.months.last, len(list(self.request.months)) - 1
        chunks = atlon.sales(month, elapsed, SALES_A_MONTH * self.request.scale)
        sold = next(text for rows, text in chunks if rows).decode().partition("\n")[0].split(",")
        for odd in (*odd_masters(atlon.customers[0], atlon.products[0]), *odd_sales(month, sold)):
            odd.write(landing, tally)
