"""A table that the platform does not have, declared as those of ``sales_platform.gold`` are."""

from sales_platform.gold import fact_sales as fact
from sales_platform.table import Meaning, Reads, Table
from sales_platform.values.spark import DataFrame, F
from sales_platform_tests.tables.made_up.arithmetic import PIECES_OF_A_DOZEN

KEY = ("month", "company", "customer_code")


def product_range(fact_sales: DataFrame) -> DataFrame:
    """How many products each customer buys, and how many dozens of them."""
    dozens = F.sum("sold_quantity") / PIECES_OF_A_DOZEN
    return fact_sales.groupBy(*KEY).agg(F.count("*").alias("products"), dozens.cast("decimal(18,2)").alias("dozens"))


TABLE = Table(
    "gold",
    "product_range",
    "How many products each customer buys in a month.",
    columns=(
        *KEY,
        Meaning("products", "bigint", "Products that the customer bought."),
        Meaning("dozens", "decimal(18,2)", "Pieces that the customer bought, in dozens."),
    ),
    key=KEY,
    reads=(Reads(fact.TABLE),),
    build=product_range,
    page="customers",
)
