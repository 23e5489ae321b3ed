"""sales_enriched: the fact with everything a chart needs beside it, in Spark SQL."""

from pyspark.sql import DataFrame

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
FROM {fact} AS fact
LEFT JOIN {dates} AS dates ON dates.month = fact.month
LEFT JOIN {products} AS products
    ON products.month = fact.month AND products.company = fact.company AND products.product_code = fact.product_code
LEFT JOIN {customers} AS customers
    ON customers.month = fact.month AND customers.company = fact.company AND customers.customer_code = fact.customer_code
"""


def sales_enriched(fact: DataFrame, customers: DataFrame, products: DataFrame, dates: DataFrame) -> DataFrame:
    """One row per row of the fact, with the attributes of its month, product and customer.

    Args:
        fact, customers, products, dates: fact_sales, dim_customers, dim_products and dim_dates of the same months.
    """
    spark = fact.sparkSession
    return spark.sql(_SQL, fact=fact, customers=customers, products=products, dates=dates)
