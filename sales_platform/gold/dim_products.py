"""dim_products: one row per month, company and product code."""

from sales_platform.entities import PRODUCTS
from sales_platform.silver.silver_tables import SILVER
from sales_platform.table import Reads, Table
from sales_platform.values.spark import DataFrame

COLUMNS = ("month", "company", "product_code", "division", "category", "product", "variant")


def dim_products(silver_products: DataFrame) -> DataFrame:
    """The products of each month.

    Args:
        silver_products: of the same months.

    Returns:
        month, company, product_code, division, category, product, variant.
    """
    return silver_products.select(*COLUMNS)


TABLE = Table(
    "gold",
    "dim_products",
    "Products of each month.",
    columns=COLUMNS,
    key=("month", "company", "product_code"),
    reads=(Reads(SILVER[PRODUCTS]),),
    build=dim_products,
    checked_with="gold_dimensions",
    page="products",
)
