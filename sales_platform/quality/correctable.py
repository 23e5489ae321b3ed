"""What a correction may name: the record by its key, and the landed columns it may set.

Source: landing contract, feed ``corrections`` (company, entity, key, field, value, confirmed_by, confirmed_on, note).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sales_platform.dates import parse_date
from sales_platform.feeds import ATLON, SPORTS_BAR
from sales_platform.quality.domains import CITIES, CUSTOMERS, PRICES, PRODUCTS, SALES


@dataclass(frozen=True)
class Correctable:
    """The records of one feed, as corrections see them.

    Attributes:
        company, entity: as a correction names them.
        feed: where the records land.
        key: the landed columns whose texts, joined by ``|``, are the key; ``month`` is written as 2025-07.
        fields: the landed columns that may be set.
        values: for some of them, what a value must look like (a pattern that all engines read alike), and that in words.
    """

    company: str
    entity: str
    feed: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False)

    def problem(self, name: str, value: str) -> str | None:
        """Why a field cannot have the value; None when it can."""
        pattern, words = self.values.get(name, ("", ""))
        is_one = not pattern or (re.search(pattern, value) and (pattern != DAY[0] or parse_date(value)))
        return None if is_one else f"'{value}' is not {words}"


_QUANTITY = ("^[0-9]*[1-9][0-9]*([.]0*)?$", "a whole number of pieces above zero")
_PRICE = ("^([0-9]*[1-9][0-9]*([.][0-9]{1,2})?|[0-9]+[.](0[1-9]|[1-9][0-9]?))$", "an amount of INR above zero")
_NUMBER = ("^[0-9]+$", "a number")
_CITY = (f"^({'|'.join(CITIES)})$", f"one of {', '.join(CITIES)}")
DAY = ("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", "a day, written as 2025-07-15")

CORRECTABLE: tuple[Correctable, ...] = (
    Correctable(
        ATLON,
        CUSTOMERS,
        "atlon_customers",
        ("customer_code",),
        ("customer_code", "customer", "market", "platform", "channel"),
    ),
    Correctable(
        SPORTS_BAR,
        CUSTOMERS,
        "sports_bar_customers",
        ("customer_id",),
        ("customer_id", "customer_name", "city"),
        {"customer_id": _NUMBER, "city": _CITY},
    ),
    Correctable(
        ATLON,
        PRODUCTS,
        "atlon_products",
        ("product_code",),
        ("product_code", "division", "category", "product", "variant"),
    ),
    Correctable(
        SPORTS_BAR,
        PRODUCTS,
        "sports_bar_products",
        ("product_id",),
        ("product_id", "product_name", "category"),
        {"product_id": _NUMBER},
    ),
    Correctable(
        ATLON, PRICES, "atlon_gross_price", ("product_code", "year"), ("product_code", "price_inr"), {"price_inr": _PRICE}
    ),
    Correctable(
        SPORTS_BAR,
        PRICES,
        "sports_bar_gross_price",
        ("product_id", "month"),
        ("product_id", "gross_price"),
        {"product_id": _NUMBER, "gross_price": _PRICE},
    ),
    Correctable(
        ATLON,
        SALES,
        "atlon_sales",
        ("date", "product_code", "customer_code"),
        ("date", "product_code", "customer_code", "sold_quantity"),
        {"date": DAY, "sold_quantity": _QUANTITY},
    ),
    Correctable(
        SPORTS_BAR,
        SALES,
        "sports_bar_orders",
        ("order_id", "product_id"),
        ("order_placement_date", "customer_id", "product_id", "order_qty"),
        {"order_placement_date": DAY, "customer_id": _NUMBER, "product_id": _NUMBER, "order_qty": _QUANTITY},
    ),
)


def correctable(company: str | None, entity: str | None) -> Correctable | None:
    """The records that a correction of this company and entity is about; None when there are none."""
    return next((records for records in CORRECTABLE if (records.company, records.entity) == (company, entity)), None)


def records_of(feed: str) -> Correctable:
    """The records of a feed.

    Raises:
        KeyError: nothing of the feed can be corrected.
    """
    return {records.feed: records for records in CORRECTABLE}[feed]
