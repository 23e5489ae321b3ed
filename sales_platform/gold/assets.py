"""The gold assets: four dimensions, the fact, and the wide table."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pyarrow as pa
from dagster import AssetExecutionContext, FreshnessPolicy, asset
from pyspark.sql import DataFrame

from sales_platform.assets import MONTHS, ONE_RUN, WHOLE_YEARS, from_table, month_range, table_options
from sales_platform.companies.registry import COMPANIES, sources_of
from sales_platform.entities import SALES
from sales_platform.gold import dim_customers as customers
from sales_platform.gold import dim_dates as dates
from sales_platform.gold import dim_prices as prices
from sales_platform.gold import dim_products as products
from sales_platform.gold import fact_sales as fact
from sales_platform.gold import sales_enriched as enriched

LANDED_SALES = [source.feed.name for source in sources_of(SALES)]
MEASURES = ("sold_quantity", "price_inr", "revenue_inr")
ENRICHED_COLUMNS = (
    "month", "year", "quarter", "month_name", "year_quarter", "financial_year", "company", "product_code", "division",
    "category", "product", "variant", "customer_code", "customer", "city", "market", "platform", "channel", *MEASURES,
)  # fmt: skip

FRESHNESS = FreshnessPolicy.time_window(fail_window=timedelta(days=3), warn_window=timedelta(days=1, hours=12))
"""Orders land daily: the UI warns when gold is a day and a half old, and calls it stale after three (a weekend)."""


def gold_options(kinds: set[str], columns: Sequence[str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Dagster's own values
    """The options of a gold table."""
    return {**table_options("gold", kinds, columns, **more), "freshness_policy": FRESHNESS}


@asset(
    **gold_options({"pyspark"}, customers.COLUMNS),
    ins={"silver_customers": from_table("silver", "customers")},
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
)
def dim_customers(silver_customers: DataFrame) -> DataFrame:
    """Customers of each month, with 999999 for the unknown ones."""
    return customers.dim_customers(silver_customers, COMPANIES)


@asset(
    **gold_options({"pyspark"}, products.COLUMNS),
    ins={"silver_products": from_table("silver", "products")},
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
)
def dim_products(silver_products: DataFrame) -> DataFrame:
    """Products of each month."""
    return products.dim_products(silver_products)


@asset(
    **gold_options({"python"}, dates.SCHEMA.names),
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
)
def dim_dates(context: AssetExecutionContext) -> pa.Table:
    """The calendar: one row per month."""
    return dates.dim_dates(month_range(*context.partition_key_range))


@asset(
    **gold_options({"pyspark"}, ("month", "company", "product_code", "price_inr", "price_month")),
    ins={
        "silver_prices": from_table("silver", "prices", metadata=WHOLE_YEARS),
        "dim_dates": from_table("gold", "dim_dates"),
    },
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
)
def dim_prices(silver_prices: DataFrame, dim_dates: DataFrame) -> DataFrame:
    """The price of each product in each month: the latest valid one of the year, in INR."""
    return prices.dim_prices(silver_prices, dim_dates)


@asset(
    **gold_options({"pyspark"}, (*fact.KEY, *MEASURES), merge_keys=list(fact.KEY), weighed_by=LANDED_SALES),
    ins={"silver_sales": from_table("silver", "sales"), "dim_prices": from_table("gold", "dim_prices")},
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
)
def fact_sales(silver_sales: DataFrame, dim_prices: DataFrame) -> DataFrame:
    """What each customer bought of each product in a month, in pieces and INR; upserted by MERGE."""
    return fact.fact_sales(silver_sales, dim_prices)


@asset(
    **gold_options({"sql"}, ENRICHED_COLUMNS, weighed_by=LANDED_SALES),
    ins={name: from_table("gold", name) for name in ("fact_sales", "dim_customers", "dim_products", "dim_dates")},
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
)
def sales_enriched(fact_sales: DataFrame, dim_customers: DataFrame, dim_products: DataFrame, dim_dates: DataFrame) -> DataFrame:
    """The fact with the attributes of its month, product and customer: the table for BI."""
    return enriched.sales_enriched(fact_sales, dim_customers, dim_products, dim_dates)


gold_assets = [dim_customers, dim_products, dim_dates, dim_prices, fact_sales, sales_enriched]
