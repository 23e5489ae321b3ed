"""Every rule: its name, what it does, a sentence for people, and the condition under which a row meets it.

The condition is Spark SQL over the columns that the entity's ``prepare`` function makes (see ``sales_platform.silver``).
Source: the business rules agreed with both companies.
"""

from sales_platform.feeds import ATLON
from sales_platform.quality.domains import CITIES, CUSTOMERS, PRICES, PRODUCTS, SALES, one_of
from sales_platform.quality.rule import Action, InMaster, Rule

CORRECTION = "correction"
DUPLICATE = "duplicate"
SUPERSEDED = "superseded"
UNKNOWN_PRODUCT = "unknown_product"


_KNOWN_PRODUCT = InMaster(PRODUCTS, "product_code")
_KNOWN_CUSTOMER = InMaster(CUSTOMERS, "customer_code", unless="array_has(repairs, 'customer_unknown')")
_A_FEW = 0.02
"""A tolerance: rows whose quantity was not typed. Repeats come with every file that is sent again, so more of them are usual;
of any other reason a single row is worth a look."""


def _mend(name: str, entity: str, description: str, condition: str, ensures: str | None = None) -> Rule:
    return Rule(name, entity, Action.MEND, description, condition, ensures)


def _reject(
    name: str,
    entity: str,
    description: str,
    condition: str | None,
    ensures: str | InMaster | None = None,
    tolerance: float = 0.0,
) -> Rule:
    return Rule(name, entity, Action.REJECT, description, condition, ensures, tolerance)


def _common(entity: str, repeats: float = 0.2) -> tuple[Rule, ...]:
    return (
        _mend(CORRECTION, entity, "A correction that the business has confirmed was applied.", "size(corrected) > 0"),
        _reject(
            "malformed_row",
            entity,
            "The row does not have as many fields as its header.",
            "row_problem IS NOT NULL",
        ),
        _reject(DUPLICATE, entity, "The same record stands in the numbers already.", None, tolerance=repeats),
        _reject(SUPERSEDED, entity, "A later file gives the same record again, and the later one counts.", None, tolerance=1),
    )


RULES: tuple[Rule, ...] = (
    *_common(CUSTOMERS),
    _mend(
        "customer_name",
        CUSTOMERS,
        "Spaces and capitals of the name were put in order.",
        "customer_name <> customer_name_as_landed",
        "customer = trim(customer) AND customer NOT LIKE '%  %'",
    ),
    _mend("city_spelling", CUSTOMERS, "A known misspelling of the city was mended.", "city_repair = 'city_spelling'"),
    _mend(
        "city_fuzzy",
        CUSTOMERS,
        "An unknown misspelling close to exactly one city was mended.",
        "city_repair = 'city_fuzzy'",
    ),
    _mend(
        "city_unknown",
        CUSTOMERS,
        "The city is none that is known; it was left empty.",
        "city_repair = 'city_unknown'",
        f"city IS NULL OR {one_of('city', CITIES)}",
    ),
    _reject(
        "missing_customer",
        CUSTOMERS,
        "The row has no customer code.",
        "customer_code IS NULL",
        "customer_code <> '' AND customer <> ''",
    ),
    *_common(PRODUCTS),
    _mend(
        "product_spelling",
        PRODUCTS,
        "'Protien' was mended to 'Protein'.",
        "misspelled",
        f"company = '{ATLON}' OR NOT regexp_like(product, 'P(rotien|ROTIEN)')",
    ),
    _reject("missing_product", PRODUCTS, "The row has no product code.", "product_code IS NULL", "product_code <> ''"),
    _reject(
        "invalid_product_id",
        PRODUCTS,
        "The product id is not a number.",
        "product_code IS NOT NULL AND NOT product_code_valid",
        f"company = '{ATLON}' OR regexp_like(product_code, '^[0-9]+$')",
    ),
    *_common(PRICES),
    _mend("price_sign", PRICES, "A negative price was made positive.", "negative AND price_inr IS NOT NULL"),
    _reject("unreadable_month", PRICES, "The month of the price cannot be read.", "named_month IS NULL"),
    _reject("outside_calendar", PRICES, "The month of the price is outside the calendar.", "named_month <> month"),
    _reject("invalid_price", PRICES, "The price is not an amount above zero.", "price_inr IS NULL", "price_inr > 0"),
    _reject(
        UNKNOWN_PRODUCT,
        PRICES,
        "The product is not in the product master of the month.",
        "NOT product_known",
        _KNOWN_PRODUCT,
    ),
    *_common(SALES, repeats=0.1),
    _mend(
        "customer_unknown",
        SALES,
        "The customer id is not a number; the sale is kept under 999999.",
        "customer_unknown",
        f"company = '{ATLON}' OR regexp_like(customer_code, '^[0-9]+$')",
    ),
    _reject(
        "unreadable_month",
        SALES,
        "The file's name does not say which month it is.",
        "named_month IS NULL AND by_file_name",
    ),
    _reject("outside_calendar", SALES, "The month of the sale is outside the calendar.", "named_month <> month"),
    _reject("missing_quantity", SALES, "The row has no quantity.", "quantity_text IS NULL", "quantity > 0", _A_FEW),
    _reject(
        "invalid_quantity",
        SALES,
        "The quantity is not a whole number of pieces above zero.",
        "quantity_text IS NOT NULL AND quantity IS NULL",
        "quantity < 1000000000000000",
    ),
    _reject("unreadable_date", SALES, "The date is in none of the agreed spellings.", "date IS NULL", "date IS NOT NULL"),
    _reject(
        UNKNOWN_PRODUCT,
        SALES,
        "The product is not in the product master of the month.",
        "NOT product_known",
        _KNOWN_PRODUCT,
    ),
    _reject(
        "unknown_customer",
        SALES,
        "The customer is not in the customer master of the month.",
        "NOT customer_known",
        _KNOWN_CUSTOMER,
    ),
)


def rules_of(entity: str, action: Action) -> list[Rule]:
    """The rules of an entity that do this, in the order of their declaration."""
    return [rule for rule in RULES if rule.entity == entity and rule.action is action]
