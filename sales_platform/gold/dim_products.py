"""dim_products: one row per month, company and product code."""

from pyspark.sql import DataFrame

COLUMNS = ("month", "company", "product_code", "division", "category", "product", "variant")


def dim_products(products: DataFrame) -> DataFrame:
    """The products of each month.

    Args:
        products: silver products.

    Returns:
        month, company, product_code, division, category, product, variant.
    """
    return products.select(*COLUMNS)
