"""The figures of a selection against those of the same months a year before, month by month where a company has both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import months_name
from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.queries.sales import SALES, YEAR, Grouping, comparable_months, is_comparable
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.months import MonthRange, add_months
from sales_platform.reports.kpis import MEASURES, figures_of

FEWEST_MONTHS = 12
"""How many months a course of months has at least, where there are as many."""


@dataclass(frozen=True)
class Comparison:
    """What the figures of a selection are compared with.

    Attributes:
        now, before: the figures of the months that can be compared, and those of the same months a year before; None when there
            are no such months.
        said: which months of which companies these are, or why there is nothing to compare with.
    """

    now: dict[str, Any] | None
    before: dict[str, Any] | None
    said: str


def compared_with_year_before(reader: LakeReader, selection: Selection, page_groupings: Sequence[Grouping] = ()) -> Comparison:
    """The figures of the complete months chosen, of each company those that it has a year before as well.

    Args:
        page_groupings: as for ``sales.breakdown``.
    """
    selling = sales.companies(reader, selection, page_groupings)
    months = {name: listed for name, listed in comparable_months(reader, selection).items() if name in selling}
    if not months:
        return Comparison(None, None, "no complete month has sales a year before as well")
    now, before = (_figures_of(reader, selection, is_comparable(months, back)) for back in (0, YEAR))
    return Comparison(now, before, compared_words(months, selling))


def _figures_of(reader: LakeReader, selection: Selection, months: str) -> dict[str, Any]:
    where = f"({months}) AND {selection.where_attributes()}"
    return figures_of(reader.rows(f"SELECT {MEASURES} FROM sales WHERE {where}", sales=SALES)[0])


def compared_words(months: Mapping[str, Sequence[date]], selling: Sequence[str]) -> str:
    """Which months of which companies are compared: Jan to Nov 2025, without Tiny.

    Args:
        months: of each company that can be compared, at least one.
        selling: the companies that have sales in the selection.
    """
    listed = sorted(month for each in months.values() for month in each)
    ends = listed[0], listed[-1]
    shorter = {name: (min(each), max(each)) for name, each in months.items() if (min(each), max(each)) != ends}
    exceptions = "".join(f", {label_of(name)} {months_name(*theirs)}" for name, theirs in shorter.items())
    left_out = [label_of(name) for name in selling if name not in months]
    without = f", without {' and '.join(left_out)}" if left_out else ""
    return f"{months_name(*ends)}{exceptions}{without}"


def course_of_months(reader: LakeReader, selection: Selection) -> list[dict[str, Any]]:
    """The figures of each complete month chosen, at least of twelve up to the last of them.

    Returns:
        for each month in order, from the first with sales, the figures of ``reports.kpis.figures_of`` (none in a month without
        sales), with month.
    """
    last = min(selection.complete or selection.months.last, selection.months.last)
    months = MonthRange.of(min(selection.months.start, add_months(last, 1 - FEWEST_MONTHS)), last)
    sql = f"SELECT month, {MEASURES} FROM sales WHERE {selection.where(months)} GROUP BY month ORDER BY month"
    sold = {row["month"]: figures_of(row) for row in reader.rows(sql, sales=SALES)}
    return [{"month": month, **sold.get(month, {})} for month in months if sold and month >= min(sold)]
