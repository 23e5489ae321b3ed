"""The rules about codes, numbers and names as they landed, for every company: what was put in order, and what cannot be.

Their conditions ask about the column ``_marks`` of ``silver.plain_values``. Source: docs/business-rules.md, "Values".
"""

from sales_platform.entities import PRICES, PRODUCTS, SALES
from sales_platform.rules.rule import Rule, reject, repair

NOT_A_CODE = "not_a_code"
RETURN = "return"
AMBIGUOUS_QUANTITY, AMBIGUOUS_PRICE = "ambiguous_quantity", "ambiguous_price"
DAMAGED_PRODUCT, DAMAGED_CUSTOMER = "damaged_product", "damaged_customer"
_RETURNS = 0.05
"""A tolerance: some goods come back every month; more than that is worth a look."""


def _marked(*marks: str) -> str:
    """Spark SQL: reading has put one of the marks on the row; null for a row without any."""
    return " OR ".join(f"contains(_marks, ',{mark},')" for mark in marks)


UNAMBIGUOUS, NOT_RETURNED = (f"NOT coalesce({_marked(mark)}, FALSE)" for mark in ("ambiguous", "below_zero"))
"""Spark SQL: the number of the row has no reason of its own."""


def codes_and_headers(entity: str) -> tuple[Rule, ...]:
    """The rules of every entity."""
    return (
        repair(
            "code_repaired",
            entity,
            "A code was freed from what a program had put around it: apostrophes, decimals that are zero, invisible characters.",
            _marked("code_repaired"),
        ),
        reject(
            "repeated_header",
            entity,
            "The row repeats the header of its file.",
            _marked("product_header", "customer_header"),
        ),
    )


def master(entity: str) -> tuple[Rule, ...]:
    """The rules of a master: a missing name has a repair, so that no promise over a name meets none; see ``silver.entity``."""
    name = "product <> ''" if entity == PRODUCTS else None
    return (
        repair("unnamed", entity, "The row has no name; 'Unknown' stands there.", "_unnamed", name),
        reject(
            NOT_A_CODE,
            entity,
            "The code has not the shape of the company's codes: a total, a note, a damaged code.",
            _marked(f"{entity[:-1]}_damaged", f"{entity[:-1]}_other"),
        ),
    )


def _number(entity: str, what: str, reason: str) -> tuple[Rule, ...]:
    return (
        repair(
            "number_spelling",
            entity,
            f"The {what} was read from another spelling, such as 1,23,456.00.",
            _marked("number_spelling"),
        ),
        reject(
            reason,
            entity,
            f"The {what} can be read in two ways: where fields are not separated by commas, 1.230 is 1230 or 1.23.",
            _marked("ambiguous"),
        ),
    )


def _damaged(entity: str, reason: str) -> Rule:
    what = reason.removeprefix("damaged_")
    return reject(
        reason,
        entity,
        f"The {what} code was a number and is damaged, such as 7.8932E+05 or 789,320.",
        _marked(f"{what}_damaged"),
    )


OF_PRICES = (*_number(PRICES, "price", AMBIGUOUS_PRICE), _damaged(PRICES, DAMAGED_PRODUCT))
OF_SALES = (
    *_number(SALES, "quantity", AMBIGUOUS_QUANTITY),
    reject(
        RETURN,
        SALES,
        "The quantity is negative: a return; agreed to stay out of the numbers.",
        _marked("below_zero"),
        None,
        _RETURNS,
    ),
    _damaged(SALES, DAMAGED_PRODUCT),
    _damaged(SALES, DAMAGED_CUSTOMER),
)


def of_counts(entity: str) -> tuple[Rule, ...]:
    """The rules of what counts pieces of a product without being a sale: targets and stock."""
    return (*_number(entity, "quantity", AMBIGUOUS_QUANTITY), _damaged(entity, DAMAGED_PRODUCT))
