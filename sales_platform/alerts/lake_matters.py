"""Gold that was not refreshed for too long, and figures that changed by more than their limits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sales_platform.alerts.book import Matter, Seen
from sales_platform.alerts.limits import BESIDE, KpiLimit, Limits
from sales_platform.fingerprints.made import MadeLedger
from sales_platform.gold.forecast_history import last_delivered_month
from sales_platform.months import add_months, format_month, month_of
from sales_platform.storage.lake import Lake

GOLD, KPI = "gold", "kpi"
_BY_MONTH = """SELECT month, company, sum(revenue_inr) AS revenue, sum(sold_quantity) AS quantity, sum(price_inr) AS prices,
    count(price_inr) AS priced_rows FROM fact GROUP BY month, company"""
_CUSTOMERS = "SELECT month, count(DISTINCT customer_code) AS customers FROM fact GROUP BY month"
_FACT = ("gold", "fact_sales")

Figures = Mapping[str, float]


def lake_matters(lake: Lake, limits: Limits, dashboard: str, now: datetime) -> Seen:
    """What there is about gold; nothing as long as nothing was ever run.

    Args:
        dashboard: its address.

    Raises:
        UserError, OutsideError: the lake cannot be read.
    """
    matters = [*_stale(MadeLedger(lake), limits, dashboard, now), *_changed(lake, limits.kpis, dashboard, now)]
    return Seen(tuple(matters), frozenset({GOLD, KPI}))


def _stale(made: MadeLedger, limits: Limits, dashboard: str, now: datetime) -> Iterator[Matter]:
    written = [one.at for (table, _), one in made.all.items() if table.startswith(f"{GOLD}/") and one.finished]
    if written and now - max(written) > timedelta(hours=limits.gold_hours):
        yield Matter(
            f"{GOLD}/stale",
            f"Gold was last written on {max(written):%Y-%m-%d %H:%M} UTC, more than {limits.gold_hours:g} hours ago.",
            "'sales-platform status' says whether files wait, and what is stale; if nothing has landed, ask the companies.",
            f"{dashboard}/",
        )


def _changed(lake: Lake, kpis: Sequence[KpiLimit], dashboard: str, now: datetime) -> Iterator[Matter]:
    rows, customers = lake.query(_BY_MONTH, fact=_FACT), lake.query(_CUSTOMERS, fact=_FACT)
    if rows is None or customers is None:
        return
    delivered = rows.to_pylist()
    last = last_delivered_month(((row["company"], row["month"]) for row in delivered), month_of(now.date()))
    if last is None:
        return
    figures = _figures(delivered, customers.to_pylist())
    for limit in kpis:
        before = add_months(last, -BESIDE[limit.beside])
        if matter := _beyond(limit, last, figures.get(last, {}), figures.get(before, {}), dashboard):
            yield matter


def _figures(rows: Iterable[Mapping[str, Any]], customers: Iterable[Mapping[str, Any]]) -> dict[date, Figures]:
    sums: dict[date, dict[str, float]] = {}
    for row in rows:
        month = sums.setdefault(row["month"], dict.fromkeys(("revenue", "quantity", "prices", "priced_rows"), 0.0))
        for name in month:
            month[name] += float(row[name] or 0)
    found: dict[date, Figures] = {
        month: {
            **one,
            "average_selling_price": one["prices"] / one["priced_rows"] if one["priced_rows"] else 0.0,
            "revenue_per_unit": one["revenue"] / one["quantity"] if one["quantity"] else 0.0,
        }
        for month, one in sums.items()
    }
    return {month: {**one, "customers": count} for month, one, count in _with_counts(found, customers)}


def _with_counts(found: Mapping[date, Figures], customers: Iterable[Mapping[str, Any]]) -> Iterator[tuple[date, Figures, float]]:
    counts = {row["month"]: float(row["customers"]) for row in customers}
    for month, one in found.items():
        yield month, one, counts.get(month, 0.0)


def _beyond(limit: KpiLimit, month: date, now: Figures, before: Figures, dashboard: str) -> Matter | None:
    """The matter of a figure that has changed too much; one that was nothing before has no change."""
    if not before.get(limit.figure):
        return None
    change = now.get(limit.figure, 0.0) / before[limit.figure] - 1
    low, high = limit.below is not None and change < limit.below, limit.above is not None and change > limit.above
    if not (low or high):
        return None
    bound = limit.below if low else limit.above
    return Matter(
        f"{KPI}/{limit.figure}/{limit.beside.replace(' ', '_')}",
        f"{limit.figure.replace('_', ' ').capitalize()} of {format_month(month)} is {change:+.0%} beside the {limit.beside}"
        f" (limit {bound:+.0%}).",
        "the page What changed shows what it comes from; 'sales-platform reconcile' says whether every row is accounted for.",
        f"{dashboard}/changes",
    )
