"""sales_enriched: the fact with everything a chart needs beside it, in Spark SQL."""

from sales_platform.gold import dim_customers as customers
from sales_platform.gold import dim_dates as dates
from sales_platform.gold import dim_products as products
from sales_platform.gold import fact_sales as fact
from sales_platform.gold.fact_findings import same_rows_as_fact
from sales_platform.quality.check import Check
from sales_platform.table import Reads, Table
from sales_platform.values.spark import DataFrame

_SQL = """
SELECT
    fact.month,
    dates.year,
    dates.quarter,
    dates.month_name,
    dates.year_quarter,
    dates.financial_year,
    fact.company,
    fact.product_code,
    products.division,
    products.category,
    products.product,
    products.variant,
    fact.customer_code,
    customers.customer,
    customers.city,
    customers.market,
    customers.platform,
    customers.channel,
    fact.sold_quantity,
    fact.price_inr,
    fact.revenue_inr
FROM {customers} AS customers
RIGHT JOIN (
    {products} AS products
    RIGHT JOIN ({dates} AS dates RIGHT JOIN {fact} AS fact ON dates.month = fact.month)
    ON products.month = fact.month AND products.company = fact.company AND products.product_code = fact.product_code
) ON customers.month = fact.month AND customers.company = fact.company AND customers.customer_code = fact.customer_code
"""


def sales_enriched(fact_sales: DataFrame, dim_customers: DataFrame, dim_products: DataFrame, dim_dates: DataFrame) -> DataFrame:
    """One row per row of the fact, with the attributes of its month, product and customer.

    Args:
        fact_sales, dim_customers, dim_products, dim_dates: of the same months.
    """
    spark = fact_sales.sparkSession
    return spark.sql(_SQL, fact=fact_sales, customers=dim_customers, products=dim_products, dates=dim_dates)


TABLE = Table(
    "gold",
    "sales_enriched",
    "The fact with the attributes of its month, product and customer: the table for BI.",
    columns=(
        "month", "year", "quarter", "month_name", "year_quarter", "financial_year", "company", "product_code", "division",
        "category", "product", "variant", "customer_code", "customer", "city", "market", "platform", "channel",
        "sold_quantity", "price_inr", "revenue_inr",
    ),
    key=fact.KEY,
    reads=tuple(map(Reads, (fact.TABLE, customers.TABLE, products.TABLE, dates.TABLE))),
    build=sales_enriched,
    weighed_by=fact.TABLE.weighed_by,
    checks=[
        Check("same_rows_as_fact", "The rows, units and revenue are exactly the fact's.", same_rows_as_fact, blocking=True)
    ],
    page="overview",
    kinds=("sql", "deltalake"),
)  # fmt: skip
