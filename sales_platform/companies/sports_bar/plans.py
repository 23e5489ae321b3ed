"""Sports Bar's targets and stock, typed by hand; neither need be delivered."""

from sales_platform.companies.company import NUMBER, Landed, Record, Source
from sales_platform.companies.plan_shapes import COUNT
from sales_platform.companies.sports_bar.names import NAME
from sales_platform.companies.sports_bar.products import protein
from sales_platform.entities import STOCK, TARGETS
from sales_platform.feeds import Feed, Months
from sales_platform.values.columns import capitalised, text, tidy
from sales_platform.values.signed_numbers import inr, pieces
from sales_platform.values.spark import Column, F


def align_targets() -> dict[str, Column]:
    """Targets of a month: of the product, where the row names one, else of the category, spelled as that of products is."""
    product = text("product_id")
    return {
        "product_code": product,
        "category": F.when(product.isNull(), protein(capitalised(tidy("category")))),
        "quantity_text": text("target_qty"),
        "target_quantity": pieces("target_qty"),
        "amount_text": text("target_value"),
        "target_inr": inr("target_value"),
    }


def align_stock() -> dict[str, Column]:
    """Stock of a day; an empty field of what is on order means nothing is."""
    on_order = text("qty_on_order")
    return {
        "product_code": text("product_id"),
        "quantity_text": text("qty_in_hand"),
        "at_hand": pieces("qty_in_hand"),
        "order_text": on_order,
        "on_order": F.when(on_order.isNull(), F.lit(0)).otherwise(pieces("qty_on_order")),
    }


TARGET_SOURCE = Source(
    Feed(
        name="sports_bar_targets",
        company=NAME,
        entity=TARGETS,
        folder="sports_bar/targets",
        contract=("month", "category", "product_id", "target_qty", "target_value"),
        months=Months.BY_ROW,
        month_column="month",
        dated_first=True,
        description="Sports Bar's targets of a month, each of a product or a category; the value is in INR.",
        free_text=("category",),
    ),
    align_targets,
    Record(("month", "category", "product_id"), {}, month="month"),  # a part may be empty: a later file corrects it
    Landed(product="product_id", quantity="target_qty", codes={"product_id": NUMBER}),
)
STOCK_SOURCE = Source(
    Feed(
        name="sports_bar_stock",
        company=NAME,
        entity=STOCK,
        folder="sports_bar/stock",
        contract=("stock_date", "product_id", "qty_in_hand", "qty_on_order"),
        months=Months.BY_ROW,
        month_column="stock_date",
        description="Sports Bar's stock of a day by product, in hand and on order, in pieces.",
    ),
    align_stock,
    Record(("stock_date", "product_id"), {"product_id": NUMBER, "qty_in_hand": COUNT, "qty_on_order": COUNT}),
    Landed(product="product_id", quantity="qty_in_hand"),
)
