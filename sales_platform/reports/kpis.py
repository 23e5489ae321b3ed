"""The figures of the business, from gold and, for the rows of sales, from what landed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from sales_platform.companies.company import ORDER_LINES, Source
from sales_platform.companies.registry import sources_of
from sales_platform.entities import SALES
from sales_platform.errors import UserError
from sales_platform.months import format_month
from sales_platform.storage.lake import Lake
from sales_platform.storage.table_queries import rows_by_month

MEASURES = """sum(revenue_inr) AS revenue, sum(sold_quantity) AS quantity, count(DISTINCT customer_code) AS customers,
    sum(price_inr) AS prices, count(price_inr) AS priced_rows, count(*) AS rows, min(month) AS first, max(month) AS last"""
"""What ``figures_of`` needs of rows of the fact, as an SQL select list."""


def kpis(lake: Lake) -> dict[str, Any]:
    """The figures over all months in the lake.

    Returns:
        total_revenue_inr (INR), total_quantity (pieces), unique_customers, average_selling_price (mean price_inr over the rows
        of the fact, INR), revenue_per_unit (INR), fact_rows, first_month, last_month; sales_rows: for each company the rows of
        its sales that landed, were accepted and quarantined, and how many of the quarantined bear each reason; orders: the same
        for all companies that deliver order lines, together.

    Raises:
        UserError: nothing has been run yet.
    """
    answer = lake.query(f"SELECT {MEASURES} FROM fact", fact=("gold", "fact_sales"))
    if answer is None:
        raise UserError(f"There are no figures in {lake.root} yet: run 'sales-platform run' first.")
    rows = _sales_rows(lake)
    orders = sum((counts for source, counts in rows.items() if source.repeats == ORDER_LINES), SalesRows())
    by_company = {source.company: counts.as_json() for source, counts in rows.items()}
    return {**figures_of(answer.to_pylist()[0]), "orders": orders.as_json(), "sales_rows": by_company}


def figures_of(fact: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that a row of MEASURES stands for; those of ``kpis`` but the rows of sales."""
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


@dataclass(frozen=True)
class SalesRows:
    """Rows of sales that landed, and what became of them."""

    landed: int = 0
    accepted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    quarantined: int = 0

    def __add__(self, other: "SalesRows") -> "SalesRows":
        return SalesRows(
            self.landed + other.landed,
            self.accepted + other.accepted,
            self.reasons + other.reasons,
            self.quarantined + other.quarantined,
        )

    def as_json(self) -> dict[str, Any]:
        """The counts as plain values."""
        counts = {"landed": self.landed, "accepted": self.accepted, "quarantined": self.quarantined}
        return {**counts, "reasons": dict(sorted(self.reasons.items()))}


def _sales_rows(lake: Lake) -> dict[Source, SalesRows]:
    """The rows of each source, each table asked once; what landed is known without reading it."""
    accepted = _rows(lake.query("SELECT company, count(*) AS rows FROM sales GROUP BY company", sales=("silver", SALES)))
    quarantined = _rows(
        lake.query("SELECT feed, reasons, count(*) AS rows FROM q GROUP BY feed, reasons", q=("quarantine", SALES))
    )
    found = {}
    for source in sources_of(SALES):
        groups = [row for row in quarantined if row["feed"] == source.feed.name]
        found[source] = SalesRows(
            landed=sum(rows_by_month(lake.open("bronze", source.feed.name)).values()),
            accepted=sum(row["rows"] for row in accepted if row["company"] == source.company),
            reasons=count_reasons(groups),
            quarantined=sum(row["rows"] for row in groups),
        )
    return found


def count_reasons(groups: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """How many rows bear each reason, given rows per set of reasons."""
    counts: Counter[str] = Counter()
    for group in groups:
        for reason in group["reasons"]:
            counts[reason] += group["rows"]
    return counts


def _rows(answer: pa.Table | None) -> Sequence[Mapping[str, Any]]:
    return answer.to_pylist() if answer is not None else []


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _ratio(total: Decimal | int | None, count: int) -> float | None:
    return float(round(Decimal(total) / count, 10)) if total is not None and count else None
