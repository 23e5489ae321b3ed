"""Every rule: its name, what it does, a sentence for people, and the condition under which a row meets it.

The condition is Spark SQL over the columns that the entity's ``prepare`` function makes (see ``sales_platform.silver``).
Source: the business rules agreed with both companies.
"""

from dataclasses import dataclass
from enum import StrEnum

CUSTOMERS, PRODUCTS, PRICES, SALES = ENTITIES = ("customers", "products", "prices", "sales")


class Action(StrEnum):
    """What happens to a row that meets a rule's condition."""

    MEND = "mend"
    """The row is kept; the rule's name is in its ``repairs``."""
    REJECT = "reject"
    """The row goes to quarantine; the rule's name is in its ``reasons``."""


@dataclass(frozen=True)
class Rule:
    """One rule of the business.

    Attributes:
        name: as it stands in ``repairs`` or ``reasons``.
        entity: customers, products, prices or sales.
        action: mend or reject.
        description: one sentence for people.
        condition: Spark SQL; None for the two rules that compare rows with each other (see ``silver/duplicates.py``).
    """

    name: str
    entity: str
    action: Action
    description: str
    condition: str | None


DUPLICATE = "duplicate"
SUPERSEDED = "superseded"


def _mends(entity: str, *rules: tuple[str, str, str]) -> list[Rule]:
    return [Rule(name, entity, Action.MEND, description, condition) for name, description, condition in rules]


def _rejects(entity: str, *rules: tuple[str, str, str | None]) -> list[Rule]:
    common = (
        ("malformed_row", "The row does not have as many fields as its header.", "row_problem IS NOT NULL"),
        *rules,
        (DUPLICATE, "The same record stands in the numbers already.", None),
        (SUPERSEDED, "A later file gives the same record again, and the later one counts.", None),
    )
    return [Rule(name, entity, Action.REJECT, description, condition) for name, description, condition in common]


_CORRECTED = ("correction", "A correction that the business has confirmed was applied.", "corrected")

RULES: tuple[Rule, ...] = (
    *_mends(
        CUSTOMERS,
        _CORRECTED,
        (
            "customer_name",
            "Spaces and capitals of the name were put in order.",
            "customer_name <> customer_name_as_landed",
        ),
        ("city_spelling", "A known misspelling of the city was mended.", "city_repair = 'city_spelling'"),
        ("city_fuzzy", "An unknown misspelling close to exactly one city was mended.", "city_repair = 'city_fuzzy'"),
        ("city_unknown", "The city is none that is known; it was left empty.", "city_repair = 'city_unknown'"),
    ),
    *_rejects(CUSTOMERS, ("missing_customer", "The row has no customer code.", "customer_code IS NULL")),
    *_mends(
        PRODUCTS,
        _CORRECTED,
        ("product_spelling", "'Protien' was mended to 'Protein'.", "misspelled"),
    ),
    *_rejects(
        PRODUCTS,
        ("missing_product", "The row has no product code.", "product_code IS NULL"),
        (
            "invalid_product_id",
            "The product id is not a number.",
            "product_code IS NOT NULL AND NOT product_code_valid",
        ),
    ),
    *_mends(
        PRICES,
        _CORRECTED,
        ("price_sign", "A negative price was made positive.", "negative AND price_inr IS NOT NULL"),
    ),
    *_rejects(
        PRICES,
        ("unreadable_month", "The month of the price cannot be read.", "named_month IS NULL"),
        ("outside_calendar", "The month of the price is outside the calendar.", "named_month <> month"),
        ("invalid_price", "The price is not an amount above zero.", "price_inr IS NULL"),
        ("unknown_product", "The product is not in the product master of the month.", "NOT product_known"),
    ),
    *_mends(
        SALES,
        _CORRECTED,
        ("customer_unknown", "The customer id is not a number; the sale is kept under 999999.", "customer_unknown"),
    ),
    *_rejects(
        SALES,
        ("unreadable_month", "The file's name does not say which month it is.", "named_month IS NULL AND by_file_name"),
        ("outside_calendar", "The month of the sale is outside the calendar.", "named_month <> month"),
        ("missing_quantity", "The row has no quantity.", "quantity_text IS NULL"),
        (
            "invalid_quantity",
            "The quantity is not a whole number of pieces above zero.",
            "quantity_text IS NOT NULL AND quantity IS NULL",
        ),
        ("unreadable_date", "The date is in none of the agreed spellings.", "date IS NULL"),
        ("unknown_product", "The product is not in the product master of the month.", "NOT product_known"),
        ("unknown_customer", "The customer is not in the customer master of the month.", "NOT customer_known"),
    ),
)


def rules_of(entity: str, action: Action) -> list[Rule]:
    """The rules of an entity that do this, in the order of their declaration."""
    return [rule for rule in RULES if rule.entity == entity and rule.action is action]
