"""The figures of the business, from gold and, for the orders, from what landed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from sales_platform.errors import UserError
from sales_platform.feeds import SPORTS_BAR
from sales_platform.months import format_month
from sales_platform.storage.lake import Lake

MEASURES = """sum(revenue_inr) AS revenue, sum(sold_quantity) AS quantity, count(DISTINCT customer_code) AS customers,
    sum(price_inr) AS prices, count(price_inr) AS priced_rows, count(*) AS rows, min(month) AS first, max(month) AS last"""
"""What ``figures_of`` needs of rows of the fact, as an SQL select list."""


def kpis(lake: Lake) -> dict[str, Any]:
    """The figures over all months in the lake.

    Returns:
        total_revenue_inr (INR), total_quantity (pieces), unique_customers, average_selling_price (mean price_inr over the rows
        of the fact, INR), revenue_per_unit (INR), fact_rows, first_month, last_month, and orders: Sports Bar's order rows
        landed, accepted and quarantined, and how many of the quarantined bear each reason.

    Raises:
        UserError: nothing has been run yet.
    """
    answer = lake.query(f"SELECT {MEASURES} FROM fact", fact=("gold", "fact_sales"))
    if answer is None:
        raise UserError(f"There are no figures in {lake.root} yet: run 'sales-platform run' first.")
    return {**figures_of(answer.to_pylist()[0]), "orders": _orders(lake)}


def figures_of(fact: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that a row of MEASURES stands for; those of ``kpis`` but the orders."""
    revenue, quantity = fact["revenue"] or Decimal(0), fact["quantity"] or 0
    return {
        "total_revenue_inr": _number(revenue),
        "total_quantity": quantity,
        "unique_customers": fact["customers"],
        "average_selling_price": _ratio(fact["prices"], fact["priced_rows"]),
        "revenue_per_unit": _ratio(revenue, quantity),
        "fact_rows": fact["rows"],
        "first_month": format_month(fact["first"]) if fact["first"] else None,
        "last_month": format_month(fact["last"]) if fact["last"] else None,
    }


def _orders(lake: Lake) -> dict[str, Any]:
    accepted = f"SELECT count(*) AS rows FROM sales WHERE company = '{SPORTS_BAR}'"
    grouped = "SELECT reasons, count(*) AS rows FROM quarantine WHERE feed = 'sports_bar_orders' GROUP BY reasons"
    groups = lake.query(grouped, quarantine=("quarantine", "sales"))
    return {
        "landed": _count(lake.query("SELECT count(*) AS rows FROM orders", orders=("bronze", "sports_bar_orders"))),
        "accepted": _count(lake.query(accepted, sales=("silver", "sales"))),
        "quarantined": sum(row["rows"] for row in _rows(groups)),
        "reasons": dict(sorted(count_reasons(_rows(groups)).items())),
    }


def count_reasons(groups: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """How many rows bear each reason, given rows per set of reasons."""
    counts: Counter[str] = Counter()
    for group in groups:
        for reason in group["reasons"]:
            counts[reason] += group["rows"]
    return counts


def _rows(answer: pa.Table | None) -> Sequence[Mapping[str, Any]]:
    return answer.to_pylist() if answer is not None else []


def _count(answer: pa.Table | None) -> int:
    return int(answer.to_pylist()[0]["rows"]) if answer is not None else 0


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _ratio(total: Decimal | int | None, count: int) -> float | None:
    return float(round(Decimal(total) / count, 10)) if total is not None and count else None
