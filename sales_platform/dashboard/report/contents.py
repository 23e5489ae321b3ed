"""What a monthly report says: the answers of the lake about one month, before they become markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sales_platform.companies.registry import COMPANY_BY_NAME, label_of
from sales_platform.dashboard.formats import month_name, months_name
from sales_platform.dashboard.queries import changes, quality, sales
from sales_platform.dashboard.queries.changes import CUSTOMERS, PRODUCTS, YEAR_BEFORE, Kind, Periods
from sales_platform.dashboard.queries.periods import Comparison, compared_with_year_before
from sales_platform.dashboard.queries.sales import comparable_months
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.report.forecasts import Forecast, forecast_after
from sales_platform.dashboard.report.outlook import Outlook, outlook
from sales_platform.dashboard.selection import Choices, Selection
from sales_platform.errors import UserError
from sales_platform.months import MonthRange, add_months, format_month, month_of
from sales_platform.reports.bridge import Bridge, Sold

MOST_MOVERS = 10
COURSE = 12
"""How many months the course of the revenue has."""
Rows = Sequence[Mapping[str, Any]]
Mover = tuple[Mapping[str, Any], Sold]


@dataclass(frozen=True)
class Contents:
    """What is known of a month.

    Attributes:
        month: it.
        companies: those that sell in it, by name; at least one.
        written: when the figures were written, in UTC; version: of their table.
        notes: what a reader must know first: that the month is not complete, that one company is not in it.
        figures: as ``reports.kpis.figures_of``; comparison: of the same month a year before.
        course: company, month, revenue, revenue_year_before (INR) of the twelve months up to it.
        compared: the two months of the bridge; None where no company has both.
        bridges: by company; risers and fallers: of products and of customers.
        by_company, by_division: revenue, quantity, share, growth (None where nothing can be compared).
        accounts, reasons, stake, files: what landed; see ``queries.quality``.
        forecast: of the months after it.
        outlook: the plan, customers won and lost, and stock.
    """

    month: date
    companies: tuple[str, ...]
    written: datetime
    version: int
    notes: tuple[str, ...]
    figures: Mapping[str, Any]
    comparison: Comparison
    course: Rows
    compared: Periods | None
    bridges: Mapping[str, Bridge]
    risers: Mapping[Kind, Sequence[Mover]]
    fallers: Mapping[Kind, Sequence[Mover]]
    by_company: Rows
    by_division: Rows
    accounts: Rows
    reasons: Rows
    stake: Mapping[str, Any]
    files: Rows
    forecast: Forecast
    outlook: Outlook


def contents(reader: LakeReader, month: date, company: str | None = None) -> Contents:
    """Ask the lake everything about a month.

    Args:
        company: of this one only; None for all.

    Raises:
        UserError: there is no such company, no lake, or nothing was sold in the month.
    """
    selection = _selection(reader, month, company)
    selling, version = tuple(sales.companies(reader, selection)), reader.version(sales.SALES)
    if version is None or not selling:
        raise _nothing_sold(reader, month, company)
    compared = _compared(reader, selection)
    moved = {
        direction: {kind: _movers(reader, selection, compared, kind, direction) for kind in (PRODUCTS, CUSTOMERS)}
        for direction in (1, -1)
    }
    refused = quality.refused_files(reader, selection)
    return Contents(
        month,
        selling,
        version.written,
        version.number,
        tuple(_notes(reader, selection, selling)),
        sales.figures(reader, selection),
        compared_with_year_before(reader, selection),
        sales.trend(reader, _with_course(selection)).to_pylist(),
        compared,
        changes.bridges(reader, selection, compared) if compared is not None else {},
        moved[1],
        moved[-1],
        _breakdown(reader, selection, ("company",)),
        _breakdown(reader, selection, ("company", "division")),
        quality.accounts(reader, selection).to_pylist(),
        quality.reasons(reader, selection).to_pylist(),
        quality.sales_at_stake(reader, selection),
        refused.to_pylist() if refused is not None else (),
        forecast_after(reader, selection),
        outlook(reader, selection, _with_course(selection)),
    )


def _selection(reader: LakeReader, month: date, company: str | None) -> Selection:
    if company is not None and company not in COMPANY_BY_NAME:
        raise UserError(f"There is no company '{company}': name one of {', '.join(COMPANY_BY_NAME)}, or leave it out for all.")
    available = sales.choices(reader)
    if available is None:
        raise UserError(f"There are no figures in {reader.lake.root} yet: run 'sales-platform run' first.")
    if month not in available.months:
        raise _not_there(month, available)
    values = {"company": (company,)} if company is not None else {}
    return Selection(MonthRange.of(month, month), available.available, values, available.complete)


def _not_there(month: date, available: Choices) -> UserError:
    return UserError(
        f"There are no sales of {format_month(month)} in the lake, so there is nothing to report: it has"
        f" {months_name(available.months[0], available.months[-1])}."
    )


def _nothing_sold(reader: LakeReader, month: date, company: str | None) -> UserError:
    months = sorted(when for name, when in sales.delivered(reader) if name == company)
    has = f"it has {months_name(months[0], months[-1])}" if months else "it has none of any month"
    return UserError(f"{label_of(company or '')} has no sales in {format_month(month)}, so there is nothing to report: {has}.")


def _notes(reader: LakeReader, selection: Selection, selling: Sequence[str]) -> list[str]:
    month, name = selection.months.start, month_name(selection.months.start)
    notes = []
    if selection.complete is None or month > selection.complete:
        missing = _missing(reader, month)
        ended = month < month_of(datetime.now(tz=UTC).date())
        why = f"{' and '.join(map(label_of, missing))} has no sales in it" if ended and missing else "it has not ended"
        notes.append(f"{name} is not complete, for {why}: its figures will change, and are not compared with other months.")
    if len(selling) == 1 and not selection.values and len({one for one, _ in sales.delivered(reader)}) > 1:
        notes.append(f"{label_of(selling[0])} is the only company with sales in {name}.")
    if selection.values:
        notes.append(f"This report is about {label_of(selling[0])} only.")
    return notes


def _missing(reader: LakeReader, month: date) -> list[str]:
    """The companies that sold in the twelve months before, and not in the month."""
    there, year = sales.delivered(reader), MonthRange(add_months(month, -COURSE), month)
    return sorted({one for one, when in there if when in year} - {one for one, when in there if when == month})


def _compared(reader: LakeReader, selection: Selection) -> Periods | None:
    selling = sales.companies(reader, selection)
    there = comparable_months(reader, selection)
    return changes.periods(reader, selection, YEAR_BEFORE) if any(name in there for name in selling) else None


def _movers(reader: LakeReader, selection: Selection, compared: Periods | None, kind: Kind, direction: int) -> Sequence[Mover]:
    if compared is None:
        return ()
    return changes.movers(reader, selection, compared, kind, direction, MOST_MOVERS, by_name=kind is PRODUCTS)


def _with_course(selection: Selection) -> Selection:
    first = max(add_months(selection.months.last, 1 - COURSE), selection.available.start)
    return replace(selection, months=MonthRange.of(first, selection.months.last))


def _breakdown(reader: LakeReader, selection: Selection, by: tuple[str, ...]) -> Rows:
    grown = sales.growth_by(reader, selection, by)
    growth = {tuple(row[name] for name in by): row["growth"] for row in (grown.to_pylist() if grown is not None else ())}
    rows = sales.breakdown(reader, selection, by).to_pylist()
    return [{**row, "growth": growth.get(tuple(row[name] for name in by))} for row in rows]
