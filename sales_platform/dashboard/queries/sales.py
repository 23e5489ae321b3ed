"""Questions about gold.sales_enriched: figures, the trend by month, and revenue by any attribute."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sales_platform.dashboard.formats import UNKNOWN
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import ATTRIBUTES, Choices, Selection
from sales_platform.errors import UserError
from sales_platform.gold.forecast_history import last_delivered_month
from sales_platform.months import add_months, month_of
from sales_platform.reports.kpis import figures_of
from sales_platform.storage.lake import MONTH_COLUMN
from sales_platform.storage.sql_text import date_literal, quoted

SALES: Table = ("gold", "sales_enriched")
_PRODUCTS: Table = ("gold", "dim_products")
_CUSTOMERS: Table = ("gold", "dim_customers")
_DIMENSION_OF = {"company": _PRODUCTS, "division": _PRODUCTS, "category": _PRODUCTS}
LARGEST_BREAKDOWN = 20_000
YEAR = 12
Grouping = tuple[str, ...]
BY_MONTH: Grouping = ("company", "month")
BY_CUSTOMER: Grouping = ("customer_code",)


def choices(reader: LakeReader) -> Choices | None:
    """What there is to choose from; None when there are no sales yet."""
    version = reader.version(SALES)
    if version is None or not version.months:
        return None
    values = {name: _values(reader, name) for name in ATTRIBUTES}
    return Choices(version.months, values, last_complete(delivered(reader)))


def _values(reader: LakeReader, name: str) -> tuple[str, ...]:
    """The values of an attribute, from its dimension: far smaller than the fact. UNKNOWN comes last, where there is none."""
    sql = f"SELECT DISTINCT {name} AS value FROM dimension ORDER BY 1"
    listed = [row["value"] for row in reader.rows(sql, dimension=_DIMENSION_OF.get(name, _CUSTOMERS))]
    known = [value for value in listed if value not in (None, UNKNOWN)]
    return (*known, UNKNOWN) if len(known) < len(listed) else tuple(known)


def figures(reader: LakeReader, selection: Selection, page_groupings: Sequence[Grouping] = ()) -> dict[str, Any]:
    """The figures of ``reports.kpis.figures_of`` for the selection: INR, pieces, and ratios of them.

    Args:
        page_groupings: as for ``breakdown``.
    """
    sets = {BY_MONTH, BY_CUSTOMER, *page_groupings}
    months = _grouped(reader, selection, BY_MONTH, sets).to_pylist()
    sums = {name: sum(row[name] or 0 for row in months) for name in ("revenue", "quantity", "prices", "priced_rows", "rows")}
    known_months = [row["month"] for row in months]
    ends = {"first": min(known_months, default=None), "last": max(known_months, default=None)}
    return figures_of({**sums, **ends, "customers": _grouped(reader, selection, BY_CUSTOMER, sets).num_rows})


def companies(reader: LakeReader, selection: Selection, page_groupings: Sequence[Grouping] = ()) -> list[str]:
    """The companies that have sales in the selection, in order."""
    rows = _grouped(reader, selection, BY_MONTH, {BY_MONTH, *page_groupings})
    return sorted(set(rows.column("company").to_pylist()))


def trend(reader: LakeReader, selection: Selection, page_groupings: Sequence[Grouping] = ()) -> pa.Table:
    """Monthly revenue by company, beside that of the same month a year before.

    Args:
        page_groupings: as for ``breakdown``.

    Returns:
        company, month, revenue (INR), revenue_year_before (INR; null without sales in that month).
    """
    rows = _grouped(reader, selection, BY_MONTH, {BY_MONTH, *page_groupings}).to_pylist()
    if (earlier := selection.year_before()) is not None:
        rows += _grouped(reader, replace(selection, months=earlier), BY_MONTH, {BY_MONTH}).to_pylist()
    revenue = {(row["company"], row["month"]): float(row["revenue"]) for row in rows}
    pairs = [
        {
            "company": company,
            "month": month,
            "revenue": now,
            "revenue_year_before": revenue.get((company, add_months(month, -12))),
        }
        for (company, month), now in sorted(revenue.items())
        if month in selection.months
    ]
    fields = [("company", pa.string()), ("month", pa.date32()), ("revenue", pa.float64()), ("revenue_year_before", pa.float64())]
    return pa.Table.from_pylist(pairs, pa.schema(fields))


def breakdown(
    reader: LakeReader,
    selection: Selection,
    by: Grouping,
    page_groupings: Sequence[Grouping] = (),
    limit: int = LARGEST_BREAKDOWN,
) -> pa.Table:
    """Revenue and quantity by one or more attributes, most revenue first.

    Args:
        by: columns of gold.sales_enriched.
        page_groupings: what the page asks besides, of the same selection: one scan of the fact table answers all of it.
        limit: the maximum of rows; the shares are of the whole selection nevertheless.

    Returns:
        the attributes ("Unknown" where empty), revenue (INR), quantity (pieces), share (of the selection's revenue).
    """
    rows = _grouped(reader, selection, by, {by, *page_groupings}).select([*by, "revenue", "quantity"])
    return _with_shares(rows, by).slice(0, limit)


def named_breakdown(
    reader: LakeReader,
    selection: Selection,
    by: Grouping,
    page_groupings: Sequence[Grouping] = (),
    limit: int = LARGEST_BREAKDOWN,
) -> pa.Table:
    """Revenue and quantity by company and name, as ``breakdown``, with a code: of several with one name, that of most revenue.

    Args:
        by: company, name and code.

    Returns:
        company, the name, revenue (INR), quantity (pieces), share, the code as ``largest_`` and its name.
    """
    *names, code = by
    largest = f"largest_{code}"
    listed = breakdown(reader, selection, by, page_groupings)
    sums = listed.group_by(names, use_threads=False).aggregate([("revenue", "sum"), ("quantity", "sum"), (code, "first")])
    rows = sums.select([*names, "revenue_sum", "quantity_sum", f"{code}_first"]).rename_columns(
        [*names, "revenue", "quantity", largest]
    )
    shared = _with_shares(rows, tuple(names))
    return shared.select([*names, "revenue", "quantity", "share", largest]).slice(0, limit)


def _with_shares(rows: pa.Table, by: Grouping) -> pa.Table:
    """The rows with their share of all revenue, most revenue first."""
    place = rows.schema.get_field_index("revenue")
    rows = rows.set_column(place, "revenue", rows.column("revenue").cast(pa.float64()))
    rows = rows.sort_by([("revenue", "descending"), *((name, "ascending") for name in by)])
    total = pc.sum(rows.column("revenue")).as_py() or 0.0
    shares = pc.divide(rows.column("revenue"), total) if total else pa.array([0.0] * rows.num_rows, pa.float64())
    return rows.append_column("share", shares)


def _grouped(reader: LakeReader, selection: Selection, by: Grouping, sets: Collection[Grouping]) -> pa.Table:
    """One of the groupings that a single scan of the fact table answers: the attributes, and sums over the rows of each group."""
    listed = sorted(sets)
    answer = reader.ask(_grouping_sets(selection, listed), sales=SALES)
    if answer is None:
        raise UserError("There are no figures yet: run 'sales-platform run', and reload this page.")
    return answer.filter(_is_of_grouping(answer, by, listed))


def _grouping_sets(selection: Selection, sets: Sequence[Grouping]) -> str:
    names = sorted({name for by in sets for name in by})
    spelled = ", ".join(name if name == MONTH_COLUMN else f"coalesce({name}, {quoted(UNKNOWN)}) AS {name}" for name in names)
    grouped = ", ".join(f"({', '.join(by)})" for by in sets)
    return f"""
    SELECT {", ".join(names)}, coalesce(sum(revenue_inr), 0) AS revenue, sum(sold_quantity) AS quantity, sum(price_inr) AS prices,
        count(price_inr) AS priced_rows, count(*) AS rows
    FROM (SELECT {spelled}, revenue_inr, sold_quantity, price_inr FROM sales WHERE {selection.where()}) AS chosen
    GROUP BY GROUPING SETS ({grouped})"""


def _is_of_grouping(answer: pa.Table, by: Grouping, sets: Sequence[Grouping]) -> pa.Array:
    """Which rows are of a grouping set: an attribute is null where it is not in the row's set, and only there."""
    mask = pa.scalar(value=True)
    for name in sorted({name for listed in sets for name in listed}):
        column = answer.column(name)
        mask = pc.and_(mask, pc.is_valid(column) if name in by else pc.is_null(column))
    return mask


def share_of(part: float, total: float) -> float:
    """The share of the whole that a part is; 0 of nothing."""
    return part / total if total else 0.0


def delivered(reader: LakeReader) -> set[tuple[str, date]]:
    """Companies and the months they have sales of, whatever is selected."""
    rows = reader.rows("SELECT DISTINCT company, month FROM sales", sales=SALES)
    return {(row["company"], row["month"]) for row in rows}


def last_complete(there: Iterable[tuple[str, date]]) -> date | None:
    """The last month that has ended and that every company has delivered: the one that the forecast starts from."""
    return last_delivered_month(there, month_of(datetime.now(tz=UTC).date()))


def comparable_months(reader: LakeReader, selection: Selection, back: int = YEAR) -> dict[str, list[date]]:
    """The complete months chosen for which a company has sales both then and so many months before."""
    pairs = delivered(reader)
    months: dict[str, list[date]] = {}
    for company, month in sorted(pairs):
        complete = selection.complete is not None and month <= selection.complete
        if complete and month in selection.months and (company, add_months(month, -back)) in pairs:
            months.setdefault(company, []).append(month)
    return months


def is_comparable(months: Mapping[str, Sequence[date]], back: int) -> str:
    """The comparable months, so many months earlier, as a predicate."""
    parts = [f"(company = {quoted(name)} AND month IN ({_dates(listed, back)}))" for name, listed in months.items()]
    return " OR ".join(parts) or "FALSE"


def _dates(months: Sequence[date], back: int) -> str:
    return ", ".join(date_literal(add_months(month, -back)) for month in months)


def growth_by(reader: LakeReader, selection: Selection, by: Sequence[str]) -> pa.Table | None:
    """Revenue in the comparable months against the same months a year before (see ``comparable_months``).

    Returns:
        the attributes, revenue, revenue_year_before (INR), growth (share; null where there was nothing before), by revenue.
    """
    months = comparable_months(reader, selection)
    spelled = ", ".join(f"coalesce({name}, {quoted(UNKNOWN)}) AS {name}" for name in by)
    sql = f"""
    WITH grouped AS (
        SELECT {spelled}, {_revenue_if(is_comparable(months, 0))} AS revenue, {_revenue_if(is_comparable(months, YEAR))} AS before
        FROM sales WHERE {selection.where(selection.with_year_before())} GROUP BY {", ".join(by)}
    )
    SELECT {", ".join(by)}, revenue, before AS revenue_year_before, revenue / nullif(before, 0) - 1 AS growth
    FROM grouped WHERE revenue > 0 OR before > 0 ORDER BY revenue DESC, {", ".join(by)}"""
    return reader.ask(sql, sales=SALES)


def _revenue_if(condition: str) -> str:
    return f"CAST(coalesce(sum(CASE WHEN {condition} THEN revenue_inr END), 0) AS DOUBLE)"
