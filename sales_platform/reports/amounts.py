"""Pieces and INR by month and company: accepted in silver, in the fact, and at stake in quarantine."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sales_platform.entities import SALES
from sales_platform.months import MonthRange
from sales_platform.quality.at_stake import LOST, TABLES, at_stake
from sales_platform.quality.table_checks import ask
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import month_predicate


@dataclass(frozen=True)
class Amounts:
    """Pieces, and their value in INR where the product has a price."""

    quantity: int = 0
    revenue: Decimal = Decimal(0)


ByMonth = Mapping[tuple[date, str], Amounts]
"""By month and company."""


def accepted_amounts(lake: Lake, months: MonthRange) -> ByMonth:
    """The accepted sales."""
    sold = (
        "SELECT month, company, product_code, CAST(sum(quantity) AS BIGINT) AS quantity FROM sales"
        f" WHERE {month_predicate(months)} GROUP BY month, company, product_code"
    )
    priced = (
        f"SELECT s.month AS month, s.company AS company, quantity, price_inr FROM ({sold}) AS s LEFT JOIN prices AS p"
        " ON p.month = s.month AND p.company = s.company AND p.product_code = s.product_code"
    )
    return _amounts(lake, _TOGETHER.format(priced), sales=("silver", SALES), prices=("gold", "dim_prices"))


def amounts_at_stake(lake: Lake, months: MonthRange) -> ByMonth:
    """What quarantine holds and no other row has: rows that merely repeat another one are not counted.

    Rows without a readable quantity count nothing; products without a price count pieces only.
    """
    return _amounts(lake, _TOGETHER.format(at_stake(f"{month_predicate(months)} AND {LOST}")), **TABLES)


_TOGETHER = (
    "SELECT month, company, CAST(sum(quantity) AS BIGINT) AS quantity,"
    " sum(CAST(quantity AS DECIMAL(18,0)) * price_inr) AS revenue FROM ({}) GROUP BY month, company"
)


def fact_amounts(lake: Lake, months: MonthRange) -> ByMonth:
    """What the fact holds."""
    sql = (
        "SELECT month, company, CAST(sum(sold_quantity) AS BIGINT) AS quantity, sum(revenue_inr) AS revenue FROM fact"
        f" WHERE {month_predicate(months)} GROUP BY month, company"
    )
    return _amounts(lake, sql, fact=("gold", "fact_sales"))


def _amounts(lake: Lake, sql: str, **tables: tuple[str, str]) -> ByMonth:
    found = defaultdict(Amounts)
    for row in ask(lake, sql, **tables):
        found[row["month"], row["company"]] = Amounts(row["quantity"] or 0, Decimal(row["revenue"] or 0))
    return found
