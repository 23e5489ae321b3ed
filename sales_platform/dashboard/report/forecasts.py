"""The forecast that was made from the sales until a month, by company and of the products with most of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sales_platform.dashboard.formats import UNKNOWN
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import Selection
from sales_platform.storage.sql_text import date_literal, quoted

FORECAST: Table = ("gold", "demand_forecast")
_PRODUCTS: Table = ("gold", "dim_products")
MOST_PRODUCTS = 10


@dataclass(frozen=True)
class Forecast:
    """What is expected.

    Attributes:
        until: company -> the last month that its forecast knew.
        months: company, month, forecast (pieces), year_before (pieces sold in the same month a year before; None without any).
        products: company, product, variant, product_code, month (the first one forecast), forecast, low, high (pieces in it), of
            the products with most pieces.
        newest: the last month that the newest forecast of the lake knew; None when there is no forecast.
    """

    until: dict[str, date]
    months: list[dict[str, Any]]
    products: list[dict[str, Any]]
    newest: date | None


def forecast_after(reader: LakeReader, selection: Selection) -> Forecast:
    """The latest forecast of each company of those made from sales until the last month of the selection, or earlier."""
    companies = selection.where_attributes(("company",))
    known = f"history_until <= {date_literal(selection.months.last)} AND {companies}"
    latest = f"""latest AS (SELECT company, max(history_until) AS until FROM forecast WHERE {known} GROUP BY company),
    steps AS (
        SELECT forecast.* FROM forecast JOIN latest ON latest.company = forecast.company AND latest.until = history_until
    )"""
    until = reader.rows(f"WITH {latest} SELECT company, until FROM latest ORDER BY company", forecast=FORECAST)
    newest = reader.rows(f"SELECT max(history_until) AS until FROM forecast WHERE {companies}", forecast=FORECAST)
    return Forecast(
        {row["company"]: row["until"] for row in until},
        reader.rows(_by_month(latest), forecast=FORECAST, sales=SALES),
        reader.rows(_by_product(latest), forecast=FORECAST, names=_PRODUCTS),
        newest[0]["until"] if newest else None,
    )


def _by_month(latest: str) -> str:
    return f"""
    WITH {latest},
    ahead AS (SELECT company, month, sum(forecast_quantity) AS forecast FROM steps GROUP BY company, month),
    earlier AS (SELECT company, month + INTERVAL '12' MONTH AS month, sum(sold_quantity) AS pieces FROM sales GROUP BY 1, 2)
    SELECT ahead.company, ahead.month, forecast, pieces AS year_before FROM ahead
    LEFT JOIN earlier ON earlier.company = ahead.company AND earlier.month = ahead.month ORDER BY 1, 2"""


def _by_product(latest: str) -> str:
    named = ", ".join(f"coalesce(named.{name}, {quoted(UNKNOWN)}) AS {name}" for name in ("product", "variant"))
    return f"""
    WITH {latest},
    numbered AS (SELECT *, row_number() OVER (PARTITION BY company, product_code ORDER BY month) AS step FROM steps),
    aged AS (SELECT *, row_number() OVER (PARTITION BY company, product_code ORDER BY month DESC) AS age FROM names)
    SELECT numbered.company, {named}, numbered.product_code, numbered.month, forecast_quantity AS forecast, low_quantity AS low,
        high_quantity AS high
    FROM numbered LEFT JOIN aged AS named
        ON named.company = numbered.company AND named.product_code = numbered.product_code AND named.age = 1
    WHERE step = 1 ORDER BY forecast DESC, numbered.company, numbered.product_code LIMIT {MOST_PRODUCTS}"""
