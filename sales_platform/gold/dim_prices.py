"""dim_prices: the price of each product in each month, in INR."""

from sales_platform.entities import PRICES
from sales_platform.gold import dim_dates as dates
from sales_platform.silver.silver_tables import SILVER
from sales_platform.table import Months, Reads, Table
from sales_platform.values.spark import DataFrame, F


def dim_prices(silver_prices: DataFrame, dim_dates: DataFrame) -> DataFrame:
    """The price of a product in a year is its latest valid month's price in that year; it prices every month of the year.

    Source: docs/business-rules.md, "Gross price".

    Args:
        silver_prices: of every month of the years concerned.
        dim_dates: the months to price, a column ``month``.

    Returns:
        One row per month, company and product_code with a price in the year: price_inr (decimal(18,2), INR) and
        price_month, the month whose list gave the price.
    """
    yearly = silver_prices.withColumn("year", F.year("month"))
    latest = yearly.groupBy("company", "product_code", "year").agg(F.max("month").alias("month"))
    in_force = yearly.join(latest, ["company", "product_code", "year", "month"]).select(
        "company", "product_code", "year", "price_inr", F.col("month").alias("price_month")
    )
    wanted = dim_dates.select("month").distinct().withColumn("year", F.year("month"))
    return in_force.join(F.broadcast(wanted), "year").select("month", "company", "product_code", "price_inr", "price_month")


TABLE = Table(
    "gold",
    "dim_prices",
    "The price of each product in each month: the latest valid one of the year, in INR.",
    columns=("month", "company", "product_code", "price_inr", "price_month"),
    key=("month", "company", "product_code"),
    reads=(Reads(SILVER[PRICES], Months.WHOLE_YEARS), Reads(dates.TABLE)),
    build=dim_prices,
    made_from={"month": ("dim_dates.month",), "price_month": ("silver_prices.month",)},
    checked_with="gold_dimensions",
    page="products",
)
