"""Gross prices of both companies in INR: one row per month, company and product code."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sales_platform.feeds import ATLON, SPORTS_BAR
from sales_platform.quality import PRICES
from sales_platform.quality.domains import KEYS
from sales_platform.silver.columns import amount, day, first_of_month, text, year_start
from sales_platform.silver.corrections import corrected_rows
from sales_platform.silver.judging import PROVENANCE, judge
from sales_platform.silver.masters import with_known_product

COLUMNS = ("product_code", "price_inr")


def judge_prices(atlon: DataFrame, sports_bar: DataFrame, corrections: DataFrame, products: DataFrame) -> DataFrame:
    """All landed prices with their cleaned values, repairs and reasons.

    Args:
        atlon, sports_bar: bronze rows of both price feeds.
        corrections: bronze rows of the corrections.
        products: silver products of the same months.

    Returns:
        One row per landed row and month: product_code (text), price_inr (decimal(18,2), INR, above zero), the provenance,
        ``repairs`` and ``reasons``.
    """
    sides = prepare_atlon(atlon, corrections), prepare_sports_bar(sports_bar, corrections)
    judged = [judge(with_known_product(side, products), PRICES, KEYS[PRICES]) for side in sides]
    return judged[0].unionByName(judged[1])


def prepare_atlon(prices: DataFrame, corrections: DataFrame) -> DataFrame:
    """Atlon's yearly list; bronze holds each row once for each month of its year."""
    landed = corrected_rows(prices, f"{ATLON}_gross_price", corrections)
    year = year_start(text("year"))
    month = F.when(F.year("month") == F.year(year), F.col("month")).otherwise(year)
    return _prepared(landed.withColumns({"_price": text("price_inr"), "named_month": month}), "product_code")


def prepare_sports_bar(prices: DataFrame, corrections: DataFrame) -> DataFrame:
    """Sports Bar's monthly list."""
    landed = corrected_rows(prices, f"{SPORTS_BAR}_gross_price", corrections)
    named = first_of_month(day("month_as_landed"))
    return _prepared(landed.withColumns({"_price": text("gross_price"), "named_month": named}), "product_id")


def _prepared(landed: DataFrame, code: str) -> DataFrame:
    return landed.withColumn("_amount", amount(F.col("_price"))).select(
        *PROVENANCE,
        "corrected",
        "named_month",
        text(code).alias("product_code"),
        F.abs("_amount").cast("decimal(18,2)").alias("price_inr"),
        F.coalesce(F.col("_amount") < 0, F.lit(False)).alias("negative"),
    )
