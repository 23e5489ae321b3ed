"""What a correction may name: the record by its key, and the landed columns it may set.

Source: landing contract, feed ``corrections`` (company, entity, key, field, value, confirmed_by, confirmed_on, note).
"""

from dataclasses import dataclass

from sales_platform.feeds import ATLON, SPORTS_BAR
from sales_platform.quality.domains import CUSTOMERS, PRICES, PRODUCTS, SALES


@dataclass(frozen=True)
class Correctable:
    """The records of one feed, as corrections see them.

    Attributes:
        company, entity: as a correction names them.
        feed: where the records land.
        key: the landed columns whose texts, joined by ``|``, are the key; ``month`` is written as 2025-07.
        fields: the landed columns that may be set.
    """

    company: str
    entity: str
    feed: str
    key: tuple[str, ...]
    fields: tuple[str, ...]


CORRECTABLE: tuple[Correctable, ...] = (
    Correctable(
        ATLON,
        CUSTOMERS,
        "atlon_customers",
        ("customer_code",),
        ("customer_code", "customer", "market", "platform", "channel"),
    ),
    Correctable(SPORTS_BAR, CUSTOMERS, "sports_bar_customers", ("customer_id",), ("customer_id", "customer_name", "city")),
    Correctable(
        ATLON,
        PRODUCTS,
        "atlon_products",
        ("product_code",),
        ("product_code", "division", "category", "product", "variant"),
    ),
    Correctable(SPORTS_BAR, PRODUCTS, "sports_bar_products", ("product_id",), ("product_id", "product_name", "category")),
    Correctable(ATLON, PRICES, "atlon_gross_price", ("product_code", "year"), ("product_code", "price_inr")),
    Correctable(SPORTS_BAR, PRICES, "sports_bar_gross_price", ("product_id", "month"), ("product_id", "gross_price")),
    Correctable(
        ATLON,
        SALES,
        "atlon_sales",
        ("date", "product_code", "customer_code"),
        ("date", "product_code", "customer_code", "sold_quantity"),
    ),
    Correctable(
        SPORTS_BAR,
        SALES,
        "sports_bar_orders",
        ("order_id", "product_id"),
        ("order_placement_date", "customer_id", "product_id", "order_qty"),
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
