"""New, returning and lost customers. Defined in ``docs/glossary.md``."""

from dataclasses import dataclass

import pyarrow as pa

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import UNKNOWN, month_name, months_name
from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.queries.sales import SALES, YEAR
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError
from sales_platform.months import MonthRange, add_months
from sales_platform.storage.sql_text import date_literal, month_predicate, quoted

_CUSTOMERS: Table = ("gold", "dim_customers")
NEW, RETURNING, LOST = STATUSES = ("new", "returning", "lost")


@dataclass(frozen=True)
class Span:
    """What is looked at.

    Attributes:
        months: the complete months of the selection.
        companies: those that have sales in these months, and in months before them.
        left_out: those that have sales in these months only: all of their customers would be new.
    """

    months: MonthRange
    companies: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def before(self) -> MonthRange:
        """The twelve months before."""
        return MonthRange(add_months(self.months.start, -YEAR), self.months.start)

    def words(self) -> str:
        """Dec 2024 to Nov 2025, and the twelve months before, without Tiny."""
        without = f", without {' and '.join(map(label_of, self.left_out))}, which has no months before" if self.left_out else ""
        return f"{months_name(self.months.start, self.months.last)}, and what was before{without}"


def span(reader: LakeReader, selection: Selection) -> Span:
    """The complete months of the selection, and the companies that had customers before them.

    Raises:
        UserError: no month is complete, or no company has months before.
    """
    last = min(selection.months.last, selection.complete or selection.months.last)
    if last < selection.months.start:
        raise UserError("No month chosen is complete: who is new and who is lost can be said of complete months only.")
    months = MonthRange.of(selection.months.start, last)
    there = sales.delivered(reader)
    chosen = set(selection.values.get("company", ())) or {company for company, _ in there}
    now = {company for company, month in there if month in months and company in chosen}
    before = {company for company, month in there if month < months.start}
    if not now & before:
        raise UserError(
            f"No company has sales before {month_name(months.start)}: choose later months to see who is new and who is lost."
        )
    return Span(months, tuple(sorted(now & before)), tuple(sorted(now - before)))


def loyalty(reader: LakeReader, selection: Selection) -> pa.Table | None:
    """The customers who bought in the complete months chosen, or in the twelve months before them.

    Returns:
        company, customer, city, customer_code, status (one of STATUSES), revenue (INR, in the months chosen), revenue_before
        (INR, in the twelve months before), last_month (with a sale, up to the last month chosen); by status, largest first.

    Raises:
        UserError: as ``span``.
    """
    looked = span(reader, selection)
    chosen, year = month_predicate(looked.months), month_predicate(looked.before)
    start, end = date_literal(looked.months.start), date_literal(looked.months.end)
    companies = ", ".join(map(quoted, looked.companies))
    names = ", ".join(f"coalesce(names.{name}, {quoted(UNKNOWN)}) AS {name}" for name in ("customer", "city"))
    sql = f"""
    WITH each AS (
        SELECT company, customer_code, max(month) AS last_month,
            count(CASE WHEN {chosen} THEN 1 END) AS bought, count(CASE WHEN {year} THEN 1 END) AS bought_in_year,
            count(CASE WHEN month < {start} THEN 1 END) AS bought_before,
            CAST(coalesce(sum(CASE WHEN {chosen} THEN revenue_inr END), 0) AS DOUBLE) AS revenue,
            CAST(coalesce(sum(CASE WHEN {year} THEN revenue_inr END), 0) AS DOUBLE) AS revenue_before
        FROM sales WHERE month < {end} AND company IN ({companies}) AND {selection.where_attributes()}
        GROUP BY company, customer_code
    ), judged AS (
        SELECT *, CASE WHEN bought = 0 THEN {quoted(LOST)} WHEN bought_before = 0 THEN {quoted(NEW)} ELSE {quoted(RETURNING)} END
            AS status
        FROM each WHERE bought > 0 OR bought_in_year > 0
    )
    SELECT judged.company, {names}, judged.customer_code, status, revenue, revenue_before, last_month
    FROM judged LEFT JOIN names ON names.company = judged.company AND names.customer_code = judged.customer_code
        AND names.month = judged.last_month
    ORDER BY status, greatest(revenue, revenue_before) DESC, judged.company, judged.customer_code"""
    return reader.ask(sql, sales=SALES, names=_CUSTOMERS)
