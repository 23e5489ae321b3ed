"""Sports Bar's files, written one after the other: masters, price lists, a correction, and the orders of every day."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from sales_platform.companies.sports_bar.customers import CUSTOMER_SOURCE
from sales_platform.companies.sports_bar.names import NAME
from sales_platform.companies.sports_bar.orders import ORDER_SOURCE
from sales_platform.companies.sports_bar.prices import PRICE_SOURCE
from sales_platform.companies.sports_bar.products import PRODUCT_SOURCE
from sales_platform.companies.sports_bar.sample.customer_rows import CUSTOMERS, Row, customer_rows
from sales_platform.companies.sports_bar.sample.days import Day, plan_days
from sales_platform.companies.sports_bar.sample.odd_lists import odd_customers, odd_prices
from sales_platform.companies.sports_bar.sample.odd_order_files import odd_order_files
from sales_platform.companies.sports_bar.sample.odd_order_values import odd_order_values
from sales_platform.companies.sports_bar.sample.odd_orders import OddOrders
from sales_platform.companies.sports_bar.sample.order_book import OrderBook
from sales_platform.companies.sports_bar.sample.order_files import order_files
from sales_platform.companies.sports_bar.sample.plan_rows import write_plans
from sales_platform.companies.sports_bar.sample.price_rows import price_rows
from sales_platform.companies.sports_bar.sample.product_rows import PRODUCTS, product_ids, product_rows
from sales_platform.feeds import CORRECTIONS
from sales_platform.sample_data.landing import Landing
from sales_platform.sample_data.mess import Mess, Tally
from sales_platform.sample_data.odd_files import OddFile
from sales_platform.sample_data.request import Request

ORDERS_A_MONTH = 2_150
"""Order rows at scale 1, before any of them lands twice, which 2 to 3 % do."""
FIXED_FILES = 5
"""Two masters, the corrections, and two of stock."""


@dataclass(frozen=True)
class SportsBarSample:
    """Writes the masters, price lists and targets for each year, a correction, stock, and a file of orders for most days.

    Attributes:
        request: what was asked for.
        days: what each day brings.
        customers: how many there are.
        products: how many there are.
        odd: a few files as people send them by mail; as many in every sample.
    """

    request: Request
    days: list[Day]
    customers: int
    products: int
    odd: list[OddFile]

    @classmethod
    def planned(cls, request: Request) -> Self:
        """Spread as many orders as were asked for over the days."""
        orders = round(len(list(request.months)) * ORDERS_A_MONTH * request.scale)
        days = plan_days(np.random.default_rng((request.seed, 30)), request.months, orders)
        customers, products = round(CUSTOMERS * request.growth), round(PRODUCTS * request.growth)
        return cls(request, days, customers, products, _odd_files(request, days, customers, products))

    @property
    def files(self) -> int:
        """How many files it is going to write."""
        daily = sum(day.oddity is not Mess.DAY_MISSING for day in self.days)
        return FIXED_FILES + 2 * len(self.request.years) + daily + len(self.odd)

    def write(self, landing: Landing, tally: Tally) -> None:
        """Write the files and note the mess in them."""
        self._write_masters(landing, tally)
        self._write_prices(landing, tally)
        for day in self.days:
            if day.oddity is not None:
                tally.add(day.oddity, 1)
        book = OrderBook.drawn(self.request.seed, self.customers, self.products)
        write_plans(self.request, book, ORDERS_A_MONTH * self.request.scale / self.products, landing, tally)
        for file in order_files(book, self.days, tally):
            landing.stream(ORDER_SOURCE.feed, file.name, file.header, file.chunks)
        for odd in self.odd:  # they land last: some of them put right what has landed
            odd.write(landing, tally)
            tally.to_quarantine += sum(odd.reasons.values()) * (odd.feed == ORDER_SOURCE.feed)

    def _write_masters(self, landing: Landing, tally: Tally) -> None:
        seed = self.request.seed
        customers, corrected = customer_rows(np.random.default_rng((seed, 10)), self.customers, tally)
        products = product_rows(np.random.default_rng((seed, 11)), self.products, tally)
        landing.table(CUSTOMER_SOURCE.feed, "customers.csv", customers)
        landing.table(PRODUCT_SOURCE.feed, "products.csv", products)
        self._write_correction(landing, corrected, tally)

    def _write_correction(self, landing: Landing, corrected: Row, tally: Tally) -> None:
        """Confirm the city of a customer that the master has without one."""
        key, name, city = corrected
        confirmed = ("Sample sales office", self.request.months.last.isoformat(), f"{name}: city left empty in the master")
        correction = (NAME, CUSTOMER_SOURCE.entity.name, key, "city", city, *confirmed)
        landing.table(CORRECTIONS, "confirmed_cities.csv", [correction])
        tally.add(Mess.CORRECTION_FILE, 1)

    def _write_prices(self, landing: Landing, tally: Tally) -> None:
        for year, rows in _price_lists(self.request, self.products, tally):
            landing.table(PRICE_SOURCE.feed, f"gross_price_{year}.csv", rows)


def _price_lists(request: Request, products: int, tally: Tally) -> Iterator[tuple[int, list[list[str]]]]:
    """Each year with its price list."""
    elapsed = 0
    for year, months in request.years.items():
        yield year, price_rows(request.seed, product_ids(products), months, elapsed, tally)
        elapsed += len(months)


def _odd_files(request: Request, days: list[Day], customers: int, products: int) -> list[OddFile]:
    *_, (_, prices) = _price_lists(request, products, Tally())
    orders = OddOrders.of(days, customers, products)
    lists = (odd_customers(request.months), odd_prices(prices, request.months.last))
    return [*itertools.chain(odd_order_values(orders), odd_order_files(orders), *lists)]
