"""The landing contract: the nine feeds of the two companies, declared once.

Source: the landing contract agreed with both companies (README, "Landing").
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sales_platform.months import month_of

ATLON = "atlon"
SPORTS_BAR = "sports_bar"


class Months(StrEnum):
    """How a row of a feed finds the months it belongs to."""

    BY_FILE_NAME = "by file name"
    """The date in the file's name; every row of the file is of that month."""
    BY_ROW = "by row"
    """A date in the row; the row is of that month."""
    BY_YEAR = "by year"
    """A year in the row; the row is of every month of that year."""
    SNAPSHOT = "snapshot"
    """The whole file is in force: undated, for every month; dated, from its month until the next dated file."""


@dataclass(frozen=True)
class Feed:
    """One folder of the landing: what its files hold and how their rows find their month.

    Attributes:
        name: the bronze table, for example ``atlon_sales``.
        folder: the folder below the landing root; files at any depth below it belong to the feed.
        columns: the columns of the contract, in order.
        key: what identifies a record, so that a later file's version of it wins.
        months: how a row finds its months.
        month_column: the column read for that, where the rule is by row or by year.
        description: one sentence for people.
    """

    name: str
    folder: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    months: Months
    description: str
    month_column: str | None = None

    @property
    def company(self) -> str | None:
        """The company the feed comes from; None for the corrections."""
        return next((company for company in (ATLON, SPORTS_BAR) if self.name.startswith(company)), None)


FEEDS: tuple[Feed, ...] = (
    Feed(
        name="atlon_customers",
        folder="atlon/customers",
        columns=("customer_code", "customer", "market", "platform", "channel"),
        key=("customer_code",),
        months=Months.SNAPSHOT,
        description="Atlon's customer master, as exported from the ERP system.",
    ),
    Feed(
        name="atlon_products",
        folder="atlon/products",
        columns=("product_code", "division", "category", "product", "variant"),
        key=("product_code",),
        months=Months.SNAPSHOT,
        description="Atlon's product master, as exported from the ERP system.",
    ),
    Feed(
        name="atlon_gross_price",
        folder="atlon/gross_price",
        columns=("product_code", "price_inr", "year"),
        key=("product_code", "year"),
        months=Months.BY_YEAR,
        month_column="year",
        description="Atlon's yearly price list in INR.",
    ),
    Feed(
        name="atlon_sales",
        folder="atlon/sales",
        columns=("date", "product_code", "customer_code", "sold_quantity"),
        key=("date", "product_code", "customer_code"),
        months=Months.BY_ROW,
        month_column="date",
        description="Atlon's monthly sales in pieces, dated the first of the month.",
    ),
    Feed(
        name="sports_bar_customers",
        folder="sports_bar/customers",
        columns=("customer_id", "customer_name", "city"),
        key=("customer_id",),
        months=Months.SNAPSHOT,
        description="Sports Bar's customers, typed by hand.",
    ),
    Feed(
        name="sports_bar_products",
        folder="sports_bar/products",
        columns=("product_name", "product_id", "category"),
        key=("product_id",),
        months=Months.SNAPSHOT,
        description="Sports Bar's products, typed by hand.",
    ),
    Feed(
        name="sports_bar_gross_price",
        folder="sports_bar/gross_price",
        columns=("product_id", "month", "gross_price"),
        key=("product_id", "month"),
        months=Months.BY_ROW,
        month_column="month",
        description="Sports Bar's monthly price list in INR.",
    ),
    Feed(
        name="sports_bar_orders",
        folder="sports_bar/orders",
        columns=("order_id", "order_placement_date", "customer_id", "product_id", "order_qty"),
        key=("order_id", "order_placement_date", "customer_id", "product_id", "order_qty"),
        months=Months.BY_FILE_NAME,
        description="Sports Bar's order lines, one file a day.",
    ),
    Feed(
        name="corrections",
        folder="corrections",
        columns=("company", "entity", "key", "field", "value", "confirmed_by", "confirmed_on", "note"),
        key=("company", "entity", "key", "field"),
        months=Months.SNAPSHOT,
        description="Corrections the business has confirmed: one field of one record each.",
    ),
)
FEED_BY_NAME = {feed.name: feed for feed in FEEDS}

PRICE_FEEDS = frozenset({"atlon_gross_price", "sports_bar_gross_price"})
"""Feeds whose rows price a whole year: dim_prices takes the latest valid month of the year."""

FILE_DATE = re.compile(r"(?:^|[^0-9])(20[0-9]{2})[-_]?(0[1-9]|1[0-2])(?:[-_]?(0[1-9]|[12][0-9]|3[01]))?(?:[^0-9]|$)")
"""The date in a file's name: ``orders_2025_07_15.csv``, also ``2025-07-15``, ``20250715``, ``2025_07``."""


WHOLE_YEAR_FEEDS = PRICE_FEEDS | {"atlon_products", "sports_bar_products"}
"""The price feeds and what judging a price needs: kept up to date by whole years."""


def file_month(path: str) -> date | None:
    """The month that a file's name gives, or None when it has no date."""
    match = FILE_DATE.search(path.rsplit("/", 1)[-1])
    if match is None:
        return None
    return month_of(date(int(match[1]), int(match[2]), 1))
