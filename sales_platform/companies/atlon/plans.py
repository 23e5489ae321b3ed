"""Atlon's targets and stock, as its ERP system exports them; neither need be delivered."""

from sales_platform.companies.atlon.naming import NAME, PRODUCT
from sales_platform.companies.company import Landed, Record, Source
from sales_platform.companies.plan_shapes import COUNT, stock_columns, target_columns
from sales_platform.entities import STOCK, TARGETS
from sales_platform.feeds import Feed, Months
from sales_platform.values.columns import tidy
from sales_platform.values.spark import Column


def align_targets() -> dict[str, Column]:
    """Targets of a month, of a product or a category."""
    return target_columns("product_code", tidy("category"), "target_quantity", "target_inr")


def align_stock() -> dict[str, Column]:
    """Stock of a day."""
    return stock_columns("product_code", "stock_quantity", "on_order_quantity")


TARGET_SOURCE = Source(
    Feed(
        name="atlon_targets",
        company=NAME,
        entity=TARGETS,
        folder="atlon/targets",
        contract=("month", "product_code", "category", "target_quantity", "target_inr"),
        months=Months.BY_ROW,
        month_column="month",
        dated_first=True,
        description="Atlon's targets of a month, each of a product or a category.",
    ),
    align_targets,
    Record(("month", "product_code", "category"), {}, month="month"),  # a part may be empty: a later file corrects it
    Landed(product="product_code", quantity="target_quantity", codes={"product_code": PRODUCT}),
)
STOCK_SOURCE = Source(
    Feed(
        name="atlon_stock",
        company=NAME,
        entity=STOCK,
        folder="atlon/stock",
        contract=("date", "product_code", "stock_quantity", "on_order_quantity"),
        months=Months.BY_ROW,
        month_column="date",
        description="Atlon's stock of a day by product, at hand and on order, in pieces.",
    ),
    align_stock,
    Record(("date", "product_code"), {"product_code": PRODUCT, "stock_quantity": COUNT, "on_order_quantity": COUNT}),
    Landed(product="product_code", quantity="stock_quantity"),
)
