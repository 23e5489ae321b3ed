"""dim_prices: the price of each product in each month, in INR."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def dim_prices(prices: DataFrame, months: DataFrame) -> DataFrame:
    """The price of a product in a year is its latest valid month's price in that year; it prices every month of the year.

    Source: business rules, "Gross price".

    Args:
        prices: silver prices of every month of the years concerned.
        months: the months to price, a column ``month``.

    Returns:
        One row per month, company and product_code with a price in the year: price_inr (decimal(18,2), INR) and
        price_month, the month whose list gave the price.
    """
    yearly = prices.withColumn("year", F.year("month"))
    latest = yearly.groupBy("company", "product_code", "year").agg(F.max("month").alias("month"))
    in_force = yearly.join(latest, ["company", "product_code", "year", "month"]).select(
        "company", "product_code", "year", "price_inr", F.col("month").alias("price_month")
    )
    wanted = months.select("month").distinct().withColumn("year", F.year("month"))
    return in_force.join(F.broadcast(wanted), "year").select("month", "company", "product_code", "price_inr", "price_month")
