"""dim_customers: one row per month, company and customer code."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sales_platform.feeds import SPORTS_BAR
from sales_platform.quality.domains import UNKNOWN_CUSTOMER
from sales_platform.silver.customers import CHANNEL, MARKET, PLATFORM

COLUMNS = ("month", "company", "customer_code", "customer", "city", "market", "platform", "channel")


def dim_customers(customers: DataFrame) -> DataFrame:
    """The customers of each month, and the row 999999 that stands for every unknown Sports Bar customer.

    Args:
        customers: silver customers.

    Returns:
        month, company, customer_code, customer, city, market, platform, channel.
    """
    unknown = customers.select("month").distinct().select(
        "month",
        F.lit(SPORTS_BAR).alias("company"),
        F.lit(UNKNOWN_CUSTOMER).alias("customer_code"),
        F.lit("Unknown").alias("customer"),
        F.lit(None).cast("string").alias("city"),
        F.lit(MARKET).alias("market"),
        F.lit(PLATFORM).alias("platform"),
        F.lit(CHANNEL).alias("channel"),
    )  # fmt: skip
    listed = customers.where(~((F.col("company") == SPORTS_BAR) & (F.col("customer_code") == UNKNOWN_CUSTOMER)))
    return listed.select(*COLUMNS).unionByName(unknown)
