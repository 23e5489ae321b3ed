"""dim_customers: one row per month, company and customer code."""

from functools import reduce

from sales_platform.companies.company import UnknownCustomer
from sales_platform.companies.registry import COMPANIES
from sales_platform.entities import CUSTOMERS
from sales_platform.gold import dim_dates as dates
from sales_platform.silver.silver_tables import SILVER
from sales_platform.table import Reads, Table
from sales_platform.values.spark import DataFrame, F

COLUMNS = ("month", "company", "customer_code", "customer", "city", "market", "platform", "channel")

UNKNOWN: tuple[tuple[str, UnknownCustomer], ...] = tuple(
    (company.name, company.unknown_customer) for company in COMPANIES if company.unknown_customer is not None
)
"""The companies that keep sales without a customer, and what stands for it."""


def dim_customers(silver_customers: DataFrame, dim_dates: DataFrame) -> DataFrame:
    """The customers of each month, and for each company that has one, the row that stands for every unknown customer.

    Args:
        silver_customers: of the same months.
        dim_dates: the months, for one without any customer has the unknown ones nevertheless.

    Returns:
        month, company, customer_code, customer, city, market, platform, channel.
    """
    months = dim_dates.select("month").distinct()
    rows = [_unknown(months, company, unknown) for company, unknown in UNKNOWN]
    listed = silver_customers
    for company, unknown in UNKNOWN:
        listed = listed.where(~((F.col("company") == company) & (F.col("customer_code") == unknown.code)))
    return reduce(DataFrame.unionByName, rows, listed.select(*COLUMNS))


def _unknown(months: DataFrame, company: str, unknown: UnknownCustomer) -> DataFrame:
    values = {"company": company, "customer_code": unknown.code, "customer": "Unknown", **unknown.attributes}
    return months.select("month", *[F.lit(values.get(name)).cast("string").alias(name) for name in COLUMNS[1:]])


TABLE = Table(
    "gold",
    "dim_customers",
    "Customers of each month, with a row for the unknown ones of each company that has such.",
    columns=COLUMNS,
    key=("month", "company", "customer_code"),
    reads=(Reads(SILVER[CUSTOMERS]), Reads(dates.TABLE)),
    build=dim_customers,
    made_from={"month": ("silver_customers.month", "dim_dates.month")},
    checked_with="gold_dimensions",
    page="customers",
)
