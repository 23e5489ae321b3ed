"""What targets and stock have in common, whatever a company calls its columns."""

from sales_platform.companies.company import Shape
from sales_platform.values.columns import text
from sales_platform.values.signed_numbers import inr, pieces
from sales_platform.values.spark import Column, F

COUNT = Shape("^[0-9]{1,15}([.]0*)?$", "a whole number of pieces, zero or more")
"""What corrections of stock look like: numbers of which zero is one."""


def target_columns(product: str, category: Column, quantity: str, amount: str) -> dict[str, Column]:
    """Targets of a month: of the product, where the row names one, else of the category.

    Args:
        product, quantity, amount: landed columns, in pieces and INR.
        category: as the company aligns it.
    """
    code = text(product)
    return {
        "product_code": code,
        "category": F.when(code.isNull(), category),
        "quantity_text": text(quantity),
        "target_quantity": pieces(quantity),
        "amount_text": text(amount),
        "target_inr": inr(amount),
    }


def stock_columns(product: str, at_hand: str, on_order: str) -> dict[str, Column]:
    """Stock of a day, by the names of landed columns; an empty field of what is on order means nothing is."""
    ordered = text(on_order)
    return {
        "product_code": text(product),
        "quantity_text": text(at_hand),
        "at_hand": pieces(at_hand),
        "order_text": ordered,
        "on_order": F.when(ordered.isNull(), F.lit(0)).otherwise(pieces(on_order)),
    }
