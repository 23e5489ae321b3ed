"""What the columns of silver may hold: the keys of the entities, and the values that are known."""

from sales_platform.feeds import ATLON, FEEDS, SPORTS_BAR, Feed

CUSTOMERS, PRODUCTS, PRICES, SALES = ENTITIES = ("customers", "products", "prices", "sales")

_ENTITY_OF_FOLDER = {"customers": CUSTOMERS, "products": PRODUCTS, "gross_price": PRICES, "sales": SALES, "orders": SALES}
ENTITY_OF_FEED = {feed.name: _ENTITY_OF_FOLDER[feed.folder.split("/")[1]] for feed in FEEDS if feed.company is not None}
"""The entity that a feed's rows become; the corrections change other rows."""


def entity_of(feed: Feed) -> str | None:
    """The entity that a feed's rows become; None for the corrections."""
    return ENTITY_OF_FEED.get(feed.name)


KEYS: dict[str, tuple[str, ...]] = {
    CUSTOMERS: ("customer_code",),
    PRODUCTS: ("product_code",),
    PRICES: ("product_code",),
    SALES: ("order_id", "date", "product_code", "customer_code"),
}
"""What identifies a record of an entity within its month and company."""
ORDER_LINE_KEY = (*KEYS[SALES], "quantity")
"""An order line is the same only with the same quantity; Atlon restates the quantity of a key."""

UNKNOWN_CUSTOMER = "999999"
"""The customer of orders whose customer id is not a number. Source: business rules, "Customer id"."""

COMPANIES = (ATLON, SPORTS_BAR)
CITIES = ("Bengaluru", "Hyderabad", "New Delhi")
"""The canonical cities. Source: business rules, "City"."""

KNOWN_VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    CUSTOMERS: {
        "market": ("India",),
        "platform": ("Brick & Mortar", "E-Commerce", "Sports Bar"),
        "channel": ("Retailer", "Direct", "Distributor", "Acquisition"),
    }
}
"""Values by entity and column. A new one may be right, so it is kept, and people are warned. Source: the first extracts of
both companies, and business rules, "Customer name", "Aligned"."""


def one_of(column: str, values: tuple[str, ...]) -> str:
    """SQL: the column holds one of the values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
