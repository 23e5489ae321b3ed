"""What the check of the figures' limits looks for: the last complete month beside the month and the year before."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sales_platform.errors import UserError
from sales_platform.gold.fact_findings import FACT
from sales_platform.gold.forecast_history import DISCONTINUED_AFTER, last_delivered_month
from sales_platform.months import MonthRange, add_months, format_month
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.kpi_limits import BESIDE, KpiLimit, read_kpi_limits
from sales_platform.quality.table_checks import ask, rows_per_month
from sales_platform.storage.sql_text import date_literal

WITHIN_LIMITS, BEYOND = "figures_within_limits", "beyond"
"""The check, and its metadata: figure and what it was compared with -> a sentence."""
_MONTHS_BACK = DISCONTINUED_AFTER + max(BESIDE.values())
"""How long before the newest month the last complete one, and what that is compared with, may lie."""
_SOLD = "SELECT DISTINCT company, month FROM fact"
_BY_MONTH = """SELECT month, CAST(sum(revenue_inr) AS DOUBLE) AS revenue, CAST(sum(sold_quantity) AS DOUBLE) AS quantity,
    count(DISTINCT customer_code) AS customers,
    CAST(sum(price_inr) AS DOUBLE) / nullif(count(price_inr), 0) AS average_selling_price,
    CAST(sum(revenue_inr) AS DOUBLE) / nullif(sum(sold_quantity), 0) AS revenue_per_unit
    FROM fact WHERE month IN ({months}) GROUP BY month"""

Figures = Mapping[str, Any]


def figures_within_limits(scope: Scope) -> Finding:
    """The figures of the last complete month are within their limits; whatever months are run, it is that month."""
    try:
        limits = read_kpi_limits()
    except UserError as error:
        return Finding(str(error), {scope.calendar.last: 1})
    there = rows_per_month(scope.lake, FACT, scope.calendar)
    if not limits or not there:
        return Finding("No limit is declared." if not limits else "There are no sales yet.")
    recent = MonthRange.of(add_months(max(there), -_MONTHS_BACK), max(there))
    sold = ask(scope.lake, _SOLD, recent, fact=FACT)
    last = last_delivered_month(((row["company"], row["month"]) for row in sold if row["company"]), scope.calendar.last)
    if last is None:
        return Finding("No month is complete yet.")
    compared = ", ".join(date_literal(month) for month in (last, *(add_months(last, -back) for back in BESIDE.values())))
    figures = {row["month"]: row for row in ask(scope.lake, _BY_MONTH.format(months=compared), recent, fact=FACT)}
    beyond = {name: sentence for limit in limits for name, sentence in _beyond(limit, last, figures)}
    if not beyond:
        return Finding(f"The figures of {format_month(last)} are within their limits.")
    return Finding(" ".join(beyond.values()), {last: len(beyond)}, figures={BEYOND: beyond})


def _beyond(limit: KpiLimit, month: date, figures: Mapping[date, Figures]) -> Iterator[tuple[str, str]]:
    """The name and the sentence of a figure that has changed too much; one that was nothing before has no change."""
    now, before = (_figure(figures, limit, one) for one in (month, add_months(month, -BESIDE[limit.beside])))
    if not before:
        return
    change = now / before - 1
    low, high = limit.below is not None and change < limit.below, limit.above is not None and change > limit.above
    if low or high:
        bound = limit.below if low else limit.above
        said = f"{limit.figure.replace('_', ' ').capitalize()} of {format_month(month)} is {change:+.0%}"
        yield f"{limit.figure}/{limit.beside.replace(' ', '_')}", f"{said} beside the {limit.beside} (limit {bound:+.0%})."


def _figure(figures: Mapping[date, Figures], limit: KpiLimit, month: date) -> float:
    return float(figures.get(month, {}).get(limit.figure) or 0)
