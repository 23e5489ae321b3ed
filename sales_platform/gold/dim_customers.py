"""dim_customers: one row per month, company and customer code."""

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sales_platform.companies.company import Company

COLUMNS = ("month", "company", "customer_code", "customer", "city", "market", "platform", "channel")


def dim_customers(customers: DataFrame, companies: Sequence[Company]) -> DataFrame:
    """The customers of each month, and for each company that has one, the row that stands for every unknown customer.

    Args:
        customers: silver customers.
        companies: all companies.

    Returns:
        month, company, customer_code, customer, city, market, platform, channel.
    """
    months = customers.select("month").distinct()
    unknown = [_unknown(months, company) for company in companies if company.unknown_customer is not None]
    placeholders = [
        (F.col("company") == company.name) & (F.col("customer_code") == company.unknown_customer.code)
        for company in companies
        if company.unknown_customer is not None
    ]
    listed = customers.where(~reduce(lambda one, other: one | other, placeholders, F.lit(False)))
    return reduce(DataFrame.unionByName, unknown, listed.select(*COLUMNS))


def _unknown(months: DataFrame, company: Company) -> DataFrame:
    placeholder = company.unknown_customer
    if placeholder is None:
        raise ValueError(f"{company.name} has no unknown customer")
    values = {"company": company.name, "customer_code": placeholder.code, "customer": "Unknown", **placeholder.attributes}
    return months.select("month", *[F.lit(values.get(name)).cast("string").alias(name) for name in COLUMNS[1:]])
