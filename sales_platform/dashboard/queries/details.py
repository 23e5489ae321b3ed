"""One row for each product or customer: for the tables, the bubbles and the concentration."""

import pyarrow as pa

from sales_platform.dashboard.formats import UNKNOWN
from sales_platform.dashboard.queries.sales import SALES, YEAR, comparable_months, is_comparable
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import Selection
from sales_platform.storage.sql_text import month_predicate, quoted

_PRODUCTS: Table = ("gold", "dim_products")
_CUSTOMERS: Table = ("gold", "dim_customers")


def products(reader: LakeReader, selection: Selection) -> pa.Table | None:
    """The products sold, with their attributes of the last month they were sold in.

    Returns:
        company, division, category, product, variant, product_code, price (mean price_inr over rows of the fact, INR),
        quantity (pieces), revenue (INR), share (of the selection's revenue), growth (against the same months a year before,
        as in ``sales.comparable_months``; null where there is nothing to compare with); most revenue first.
    """
    columns = ("division", "category", "product", "variant")
    return _details(reader, selection, "product_code", columns, _PRODUCTS)


def customers(reader: LakeReader, selection: Selection) -> pa.Table | None:
    """The customers who bought, with their attributes of the last month they bought in.

    Returns:
        company, customer, channel, platform, market, city, customer_code and the figures that ``products`` has.
    """
    columns = ("customer", "channel", "platform", "market", "city")
    return _details(reader, selection, "customer_code", columns, _CUSTOMERS)


def _details(reader: LakeReader, selection: Selection, code: str, columns: tuple[str, ...], dimension: Table) -> pa.Table | None:
    chosen = month_predicate(selection.months)
    months = comparable_months(reader, selection)
    # The names come from the dimension afterwards: grouping millions of rows by six texts would take six times as long.
    names = ", ".join(f"coalesce(names.{column}, {quoted(UNKNOWN)}) AS {column}" for column in columns)
    sql = f"""
    WITH grouped AS (
        SELECT company, {code}, max(month) AS last_month,
            CAST(sum(CASE WHEN {chosen} THEN price_inr END) AS DOUBLE)
                / nullif(count(CASE WHEN {chosen} THEN price_inr END), 0) AS price,
            sum(CASE WHEN {chosen} THEN sold_quantity END) AS quantity,
            CAST(coalesce(sum(CASE WHEN {chosen} THEN revenue_inr END), 0) AS DOUBLE) AS revenue,
            CAST(sum(CASE WHEN {is_comparable(months, 0)} THEN revenue_inr END) AS DOUBLE) AS comparable,
            CAST(sum(CASE WHEN {is_comparable(months, YEAR)} THEN revenue_inr END) AS DOUBLE) AS before
        FROM sales WHERE {selection.where(selection.with_year_before())} GROUP BY company, {code}
    )
    SELECT grouped.company, {names}, grouped.{code}, price, quantity, revenue,
        coalesce(revenue / nullif(sum(revenue) OVER (), 0), 0) AS share, comparable / nullif(before, 0) - 1 AS growth
    FROM grouped LEFT JOIN names
        ON names.company = grouped.company AND names.{code} = grouped.{code} AND names.month = grouped.last_month
    WHERE quantity IS NOT NULL ORDER BY revenue DESC, grouped.company, grouped.{code}"""
    return reader.ask(sql, sales=SALES, names=dimension)


def concentration(customers_by_revenue: list[float]) -> list[float]:
    """The share of all revenue that the first, the first two, ... customers have together, given revenue, most first."""
    total = sum(customers_by_revenue)
    shares, running = [], 0.0
    for revenue in customers_by_revenue:
        running += revenue
        shares.append(running / total if total else 0.0)
    return shares
