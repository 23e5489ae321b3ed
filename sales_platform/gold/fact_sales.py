"""fact_sales: the unified monthly fact of all companies."""

from sales_platform.companies.registry import sources_of
from sales_platform.entities import SALES
from sales_platform.gold import dim_prices as prices
from sales_platform.gold.fact_checks import FACT_CHECKS
from sales_platform.silver.beside import beside
from sales_platform.silver.silver_tables import SILVER
from sales_platform.table import Reads, Table
from sales_platform.values.number_columns import exact_sum
from sales_platform.values.spark import DataFrame, F

KEY = ("month", "company", "product_code", "customer_code")
"""The product and customer codes are unique within a company only, so the company is part of the key."""


def fact_sales(silver_sales: DataFrame, dim_prices: DataFrame) -> DataFrame:
    """What each customer bought of each product in a month, in pieces and INR.

    Args:
        silver_sales, dim_prices: of the same months.

    Returns:
        One row per KEY: sold_quantity (bigint, pieces), price_inr (decimal(18,2)) and revenue_inr (decimal(38,2)) =
        sold_quantity x price_inr; both null where the product has no price in the year.
    """
    sold = silver_sales.groupBy(*KEY).agg(exact_sum("quantity").alias("sold_quantity"))
    priced = beside(sold, dim_prices.select(*KEY[:3], "price_inr"), KEY[:3])
    revenue = F.col("sold_quantity").cast("decimal(18,0)") * F.col("price_inr")  # decimal(37,2): no overflow
    return priced.select(*KEY, "sold_quantity", "price_inr", revenue.cast("decimal(38,2)").alias("revenue_inr"))


TABLE = Table(
    "gold",
    "fact_sales",
    "What each customer bought of each product in a month, in pieces and INR; upserted by MERGE.",
    columns=(*KEY, "sold_quantity", "price_inr", "revenue_inr"),
    key=KEY,
    reads=(Reads(SILVER[SALES]), Reads(prices.TABLE)),
    build=fact_sales,
    merge=True,
    weighed_by=tuple(source.feed.name for source in sources_of(SALES)),
    checks=FACT_CHECKS,
    made_from={
        "sold_quantity": ("silver_sales.quantity",),
        "revenue_inr": ("silver_sales.quantity", "dim_prices.price_inr"),
    },
    page="overview",
)
