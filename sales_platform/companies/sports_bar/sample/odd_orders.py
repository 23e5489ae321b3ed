"""Order files as people send them by mail: each with a few rows of orders that no drawn file has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sales_platform.companies.sports_bar.orders import ORDER_SOURCE
from sales_platform.companies.sports_bar.sample.customer_rows import customer_ids
from sales_platform.companies.sports_bar.sample.days import Day
from sales_platform.companies.sports_bar.sample.order_parts import COLUMNS
from sales_platform.companies.sports_bar.sample.product_rows import HIDDEN_PRODUCT, product_ids
from sales_platform.months import month_of
from sales_platform.sample_data.mess import Mess
from sales_platform.sample_data.odd_files import OddFile, csv_text, mailed

Row = list[str]
FEED = ORDER_SOURCE.feed
DAY, CUSTOMER, QUANTITY = 1, 2, 4
"""Where these columns are."""


@dataclass(frozen=True)
class OddOrders:
    """What odd order files are made of.

    Attributes:
        days: those with a filled file and nothing odd about it, in order.
        customers: ids of some customers.
        products: ids of some products.
    """

    days: Sequence[date]
    customers: Sequence[str]
    products: Sequence[str]

    @classmethod
    def of(cls, days: Sequence[Day], customers: int, products: int) -> "OddOrders":
        """From the plan of the days, and how many customers and products there are."""
        known = [key for place, key in enumerate(product_ids(products)) if place != HIDDEN_PRODUCT]
        sound = [day.day for day in days if day.rows and day.oddity is None]
        return cls(sound, customer_ids(customers)[:10], known[:10])

    @property
    def last(self) -> list[date]:
        """The days of the last month."""
        return [day for day in self.days if month_of(day) == month_of(self.days[-1])]

    def rows(self, day: date, number: int, rows: int) -> list[Row]:
        """Sound rows of a day; the number tells the orders of a file from those of all others."""
        return [
            [
                f"M{day:%y%m%d}{number:02}{place}",
                day.isoformat(),
                self.customers[(number + place) % len(self.customers)],
                self.products[(number + 3 * place) % len(self.products)],
                str(80 + 5 * place),
            ]
            for place in range(rows)
        ]

    def file(self, name: str, rows: list[Row], mess: dict[Mess, int], reasons: dict[str, int] | None = None) -> OddFile:
        """A CSV file of rows that are all taken in."""
        return OddFile(FEED, mailed(name), csv_text([COLUMNS, *rows]), len(rows), mess, reasons or {})


def named(day: date, words: str, kind: str = "csv") -> str:
    """The name of an order file, with some words behind the day."""
    return f"orders_{day:%Y_%m_%d} {words}.{kind}"
