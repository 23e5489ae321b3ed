"""The rules that hold for the rows of every company, by entity; a company adds its own (see ``sales_platform.companies``).

``condition_spark`` is Spark SQL over the aligned row: the entity's columns and facts (``sales_platform.entities``), and what
silver adds: ``row_problem``, ``named_month``, ``by_file_name``, ``product_known``, ``customer_known``, ``day_note``, and what
reading the codes and numbers of the row has said (``silver.plain_values``). ``promise_datafusion`` is DataFusion SQL over silver.
Source: docs/business-rules.md.
"""

from collections.abc import Iterable

from sales_platform.entities import CUSTOMERS, PRICES, PRODUCTS, SALES, STOCK, TARGETS
from sales_platform.rules.landed_values import NOT_RETURNED, OF_PRICES, OF_SALES, UNAMBIGUOUS, codes_and_headers, master
from sales_platform.rules.plan_rules import STOCK_RULES, TARGET_RULES
from sales_platform.rules.rule import Action, InMaster, Rule, reject, repair
from sales_platform.values.day_reading import AMBIGUOUS, MONTH_FIRST, OF_FILE, SPELLING

CORRECTION = "correction"
DUPLICATE = "duplicate"
SUPERSEDED = "superseded"
AMBIGUOUS_DATE = "ambiguous_date"
CONTRADICTION = "contradiction"
UNKNOWN_PRODUCT = "unknown_product"
UNKNOWN_CUSTOMER = "unknown_customer"
CUSTOMER_UNKNOWN = "customer_unknown"

_KNOWN_PRODUCT = InMaster(PRODUCTS, "product_code")
_KNOWN_CUSTOMER = InMaster(CUSTOMERS, "customer_code", unless_datafusion=f"array_has(repairs, '{CUSTOMER_UNKNOWN}')")
_A_FEW = 0.02
"""A tolerance: rows whose quantity was not typed. Repeats come with every file that is sent again, so more of them are usual;
of any other reason a single row is worth a look."""


def _contradiction(entity: str) -> Rule:
    """Of entities whose records give a value (``Entity.values``)."""
    return reject(CONTRADICTION, entity, "Another line of the same file gives the same record with another value.", None)


def _every(entity: str, repeats: float = 0.2) -> tuple[Rule, ...]:
    """The rules of every entity; ``repeats`` is the tolerance of duplicates."""
    return (
        repair(CORRECTION, entity, "A correction that the business has confirmed was applied.", "size(corrected) > 0"),
        *codes_and_headers(entity),
        reject(
            "malformed_row",
            entity,
            "The row does not have as many fields as its header, or has a stray quotation mark or a line break inside of a code.",
            "row_problem IS NOT NULL",
        ),
        reject(DUPLICATE, entity, "The same record stands in the numbers already.", None, tolerance=repeats),
        reject(SUPERSEDED, entity, "A later file gives the same record again, and the later one counts.", None, tolerance=1),
    )


def _dates(entity: str) -> tuple[Rule, ...]:
    """The rules of a date in the row; see ``values.day_reading``."""
    return (
        repair(
            "date_spelling",
            entity,
            "The date was read from another spelling that can mean one day only.",
            f"day_note LIKE '{SPELLING}%'",
        ),
        repair(
            "date_month_first",
            entity,
            "The date was read with the month first, as the file's name or the first of the month proves.",
            f"day_note LIKE '%{MONTH_FIRST}'",
        ),
        repair(
            "date_of_file",
            entity,
            "The date can be read in several ways, and one of them is the day in the file's name.",
            f"day_note = '{OF_FILE}'",
        ),
        reject(
            AMBIGUOUS_DATE,
            entity,
            "The date can mean two days, with the day first or with the month first, and nothing says which.",
            f"day_note = '{AMBIGUOUS}'",
        ),
    )


_NOT_AMBIGUOUS = f"coalesce(day_note, '') <> '{AMBIGUOUS}'"

COMMON: dict[str, tuple[Rule, ...]] = {
    CUSTOMERS: (
        *_every(CUSTOMERS),
        *master(CUSTOMERS),
        reject(
            "missing_customer",
            CUSTOMERS,
            "The row has no customer code.",
            "coalesce(customer_code, '') = ''",
            "customer_code <> '' AND customer <> ''",
        ),
    ),
    PRODUCTS: (
        *_every(PRODUCTS),
        *master(PRODUCTS),
        reject(
            "missing_product",
            PRODUCTS,
            "The row has no product code.",
            "coalesce(product_code, '') = ''",
            "product_code <> ''",
        ),
    ),
    PRICES: (
        *_every(PRICES),
        *_dates(PRICES),
        *OF_PRICES,
        _contradiction(PRICES),
        repair("price_sign", PRICES, "A negative price was made positive.", "negative AND price_inr IS NOT NULL"),
        reject("unreadable_month", PRICES, "The month of the price cannot be read.", f"named_month IS NULL AND {_NOT_AMBIGUOUS}"),
        reject("outside_calendar", PRICES, "The month of the price is outside the calendar.", "named_month <> month"),
        reject(
            "invalid_price",
            PRICES,
            "The price is not an amount above zero.",
            f"coalesce(price_inr, 0) <= 0 AND {UNAMBIGUOUS}",
            "price_inr > 0",
        ),
        reject(
            UNKNOWN_PRODUCT,
            PRICES,
            "The product is not in the product master of the month.",
            "NOT product_known",
            _KNOWN_PRODUCT,
        ),
    ),
    SALES: (
        *_every(SALES, repeats=0.1),
        *_dates(SALES),
        *OF_SALES,
        _contradiction(SALES),
        reject(
            "unreadable_month",
            SALES,
            "The file's name does not say which month it is.",
            "named_month IS NULL AND by_file_name",
        ),
        reject("outside_calendar", SALES, "The month of the sale is outside the calendar.", "named_month <> month"),
        reject("missing_quantity", SALES, "The row has no quantity.", "quantity_text IS NULL", "quantity > 0", _A_FEW),
        reject(
            "invalid_quantity",
            SALES,
            "The quantity is not a whole number of pieces above zero.",
            "quantity_text IS NOT NULL AND coalesce(quantity, 0) NOT BETWEEN 1 AND 999999999999999"
            f" AND {UNAMBIGUOUS} AND {NOT_RETURNED}",
            "quantity < 1000000000000000",
        ),
        reject(
            "unreadable_date",
            SALES,
            "The date is in no spelling that can mean one day only.",
            f"date IS NULL AND {_NOT_AMBIGUOUS}",
            "date IS NOT NULL",
        ),
        reject(
            UNKNOWN_PRODUCT,
            SALES,
            "The product is not in the product master of the month.",
            "NOT product_known",
            _KNOWN_PRODUCT,
        ),
        reject(
            UNKNOWN_CUSTOMER,
            SALES,
            "The customer is not in the customer master of the month.",
            "NOT customer_known",
            _KNOWN_CUSTOMER,
        ),
    ),
    TARGETS: (*_every(TARGETS), *_dates(TARGETS), _contradiction(TARGETS), *TARGET_RULES),
    STOCK: (*_every(STOCK), *_dates(STOCK), _contradiction(STOCK), *STOCK_RULES),
}


def of_action(rules: Iterable[Rule], action: Action) -> list[Rule]:
    """The rules that do this, in the order of their declaration."""
    return [rule for rule in rules if rule.action is action]
