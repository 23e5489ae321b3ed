"""Sports Bar's targets and stock, typed by hand; neither need be delivered."""

from sales_platform.companies.company import NUMBER, Landed, Record, Source
from sales_platform.companies.plan_shapes import COUNT, stock_columns, target_columns
from sales_platform.companies.sports_bar.names import NAME
from sales_platform.companies.sports_bar.products import protein
from sales_platform.entities import STOCK, TARGETS
from sales_platform.feeds import Feed, Months
from sales_platform.values.columns import capitalised, tidy
from sales_platform.values.spark import Column


def align_targets() -> dict[str, Column]:
    """Targets of a month, of a product or a category, which is spelled as that of products is."""
    return target_columns("product_id", protein(capitalised(tidy("category"))), "target_qty", "target_value")


def align_stock() -> dict[str, Column]:
    """Stock of a day."""
    return stock_columns("product_id", "qty_in_hand", "qty_on_order")


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
