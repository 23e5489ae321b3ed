"""Sales of both companies: Atlon's monthly quantities and Sports Bar's order lines, one row each."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sales_platform.feeds import ATLON, SPORTS_BAR
from sales_platform.quality import SALES
from sales_platform.quality.domains import KEYS, ORDER_LINE_KEY, UNKNOWN_CUSTOMER
from sales_platform.silver.columns import day, file_month, first_of_month, is_digits, text, whole_number
from sales_platform.silver.corrections import corrected_rows
from sales_platform.silver.judging import PROVENANCE, judge
from sales_platform.silver.masters import with_known_customer, with_known_product

COLUMNS = ("order_id", "date", "product_code", "customer_code", "quantity")


def judge_sales(
    atlon: DataFrame, sports_bar: DataFrame, corrections: DataFrame, products: DataFrame, customers: DataFrame
) -> DataFrame:
    """All landed sales rows with their cleaned values, repairs and reasons.

    Args:
        atlon: bronze rows of Atlon's sales.
        sports_bar: bronze rows of Sports Bar's orders.
        corrections: bronze rows of the corrections.
        products, customers: silver masters of the same months.

    Returns:
        One row per landed row: order_id (null for Atlon), date, product_code, customer_code, quantity (bigint, pieces, above
        zero), the provenance, ``repairs`` and ``reasons``.
    """
    monthly = _with_masters(prepare_atlon(atlon, corrections), products, customers)
    orders = _with_masters(prepare_sports_bar(sports_bar, corrections), products, customers)
    return judge(monthly, SALES, KEYS[SALES]).unionByName(judge(orders, SALES, ORDER_LINE_KEY, keep_first=True))


def _with_masters(prepared: DataFrame, products: DataFrame, customers: DataFrame) -> DataFrame:
    known = with_known_customer(with_known_product(prepared, products), customers)
    return known.withColumn("customer_known", F.col("customer_known") | F.col("customer_unknown"))


def prepare_atlon(sales: DataFrame, corrections: DataFrame) -> DataFrame:
    """Atlon's monthly sales."""
    landed = corrected_rows(sales, f"{ATLON}_sales", corrections)
    return landed.withColumn("_day", day("date")).select(
        *PROVENANCE,
        "corrected",
        first_of_month(F.col("_day")).alias("named_month"),
        F.lit(False).alias("by_file_name"),
        F.lit(None).cast("string").alias("order_id"),
        F.col("_day").alias("date"),
        text("product_code").alias("product_code"),
        text("customer_code").alias("customer_code"),
        F.lit(False).alias("customer_unknown"),
        text("sold_quantity").alias("quantity_text"),
        whole_number(text("sold_quantity")).alias("quantity"),
    )


def prepare_sports_bar(orders: DataFrame, corrections: DataFrame) -> DataFrame:
    """Sports Bar's order lines; their month is that of their file's name."""
    landed = corrected_rows(orders, f"{SPORTS_BAR}_orders", corrections)
    numeric = is_digits(text("customer_id"))
    return landed.select(
        *PROVENANCE,
        "corrected",
        file_month(F.col("_file")).alias("named_month"),
        F.lit(True).alias("by_file_name"),
        text("order_id").alias("order_id"),
        day("order_placement_date").alias("date"),
        text("product_id").alias("product_code"),
        F.when(numeric, text("customer_id")).otherwise(F.lit(UNKNOWN_CUSTOMER)).alias("customer_code"),
        (~numeric).alias("customer_unknown"),
        text("order_qty").alias("quantity_text"),
        whole_number(text("order_qty")).alias("quantity"),
    )
