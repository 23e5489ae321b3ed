"""fact_sales: the unified monthly fact of both companies."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

KEY = ("month", "company", "product_code", "customer_code")
"""The product and customer codes are unique within a company only, so the company is part of the key."""


def fact_sales(sales: DataFrame, prices: DataFrame) -> DataFrame:
    """What each customer bought of each product in a month, in pieces and INR.

    Args:
        sales: silver sales.
        prices: dim_prices of the same months.

    Returns:
        One row per KEY: sold_quantity (bigint, pieces), price_inr (decimal(18,2)) and revenue_inr (decimal(38,2)) =
        sold_quantity x price_inr; both null where the product has no price in the year.
    """
    sold = sales.groupBy(*KEY).agg(F.try_sum("quantity").cast("bigint").alias("sold_quantity"))
    priced = sold.join(prices.select("month", "company", "product_code", "price_inr"), list(KEY[:3]), "left")
    revenue = F.col("sold_quantity").cast("decimal(18,0)") * F.col("price_inr")  # decimal(37,2): no overflow
    return priced.select(*KEY, "sold_quantity", "price_inr", revenue.cast("decimal(38,2)").alias("revenue_inr"))
