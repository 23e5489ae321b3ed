"""What was sold in two periods, by product and by customer: what a bridge and the largest changes are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sales_platform.dashboard.formats import UNKNOWN, months_name
from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.queries.periods import compared_words
from sales_platform.dashboard.queries.sales import SALES, YEAR, comparable_months, is_comparable
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import Selection, months_between
from sales_platform.errors import UserError
from sales_platform.months import add_months, format_month, parse_month
from sales_platform.reports.bridge import PARTS, Bridge, Sold, bridge
from sales_platform.storage.sql_text import quoted

YEAR_BEFORE, RIGHT_BEFORE = "year", "before"
"""Compared with: the same months a year before; as many months right before. Besides, a month: those that begin with it."""


SEVERAL = "several"
"""What a row of several variants has."""


@dataclass(frozen=True)
class Kind:
    """Products or customers.

    Attributes:
        code: the column that identifies one within its company.
        names: columns of the dimension that it is called by.
        dimension: the table that has them.
    """

    code: str
    names: tuple[str, ...]
    dimension: Table


PRODUCTS = Kind("product_code", ("product", "variant"), ("gold", "dim_products"))
CUSTOMERS = Kind("customer_code", ("customer", "city"), ("gold", "dim_customers"))


@dataclass(frozen=True)
class Periods:
    """Two periods that are compared month by month.

    Attributes:
        months: of each company the months of the later period that are compared.
        back: how many months before each of them the month lies that it is compared with.
        left_out: companies that sell in the later period, but in none of the months that its months would be compared with.
    """

    months: Mapping[str, Sequence[date]]
    back: int
    left_out: Sequence[str] = ()

    def words(self) -> str:
        """Sep to Nov 2025 against Jun to Aug 2025, Big Oct to Nov 2025, without Tiny."""
        listed = sorted(month for months in self.months.values() for month in months)
        now, before = (months_name(add_months(listed[0], -back), add_months(listed[-1], -back)) for back in (0, self.back))
        said = f"{now} against {before}{compared_words(self.months, [*self.months, *self.left_out]).removeprefix(now)}"
        shared = sorted({add_months(month, -self.back) for month in listed} & set(listed))
        return f"{said}; both periods have {months_name(shared[0], shared[-1])}" if shared else said


def within_one_year(compared: Periods) -> bool:
    """Whether all months compared are of one calendar year, in which a product has one price."""
    listed = [month for months in compared.months.values() for month in months]
    return len({add_months(month, -back).year for month in listed for back in (0, compared.back)}) == 1


def months_back(selection: Selection, compared: object) -> int:
    """How many months lie between the months chosen and those they are compared with.

    Args:
        compared: YEAR_BEFORE (also None), RIGHT_BEFORE, or the month that the earlier period begins with, 2024-07.

    Raises:
        UserError: it is none of them, or the month is not before those chosen.
    """
    if compared in (None, YEAR_BEFORE):
        return YEAR
    if compared == RIGHT_BEFORE:
        last = min(selection.months.last, selection.complete or selection.months.last)
        return max(months_between(selection.months.start, last) + 1, 1)
    back = months_between(_compared_month(compared), selection.months.start)
    if back < 1:
        raise UserError(
            f"The months chosen begin with {format_month(selection.months.start)}, and can be compared with months before only:"
            " choose a later period, or others in the control 'Compared with'."
        )
    return back


def check_compared(compared: object) -> None:
    """Check that something can be compared with, whatever the months.

    Raises:
        UserError: it is neither YEAR_BEFORE, RIGHT_BEFORE nor a month.
    """
    if compared not in (None, YEAR_BEFORE, RIGHT_BEFORE):
        _compared_month(compared)


def _compared_month(compared: object) -> date:
    try:
        return parse_month(compared if isinstance(compared, str) else "")
    except UserError:
        raise UserError("The months to compare with cannot be read: choose them in the control 'Compared with'.") from None


def periods(reader: LakeReader, selection: Selection, compared: object) -> Periods:
    """What can be compared.

    Raises:
        UserError: nothing can.
    """
    back = months_back(selection, compared)
    selling = sales.companies(reader, selection)
    months = _compared_months(reader, selection, back, selling)
    if not months:
        raise UserError(
            "There is nothing to compare: no complete month chosen has sales in the month it is compared with as well."
            " Choose other months, or others in 'Compared with'."
        )
    return Periods(months, back, [name for name in selling if name not in months])


def why_not(reader: LakeReader, selection: Selection, compared: object) -> str:
    """Why the months chosen cannot be compared with others, in a few words; empty where they can, see ``periods``."""
    try:
        back = months_back(selection, compared)
    except UserError:
        return "not before the months chosen"
    there = _compared_months(reader, selection, back, sales.companies(reader, selection))
    return "" if there else "no complete month has sales in both"


def _compared_months(reader: LakeReader, selection: Selection, back: int, selling: Sequence[str]) -> dict[str, list[date]]:
    return {name: listed for name, listed in comparable_months(reader, selection, back).items() if name in selling}


def sold(reader: LakeReader, selection: Selection, compared: Periods, kind: Kind) -> list[dict[str, Any]]:
    """What was sold in both periods.

    Returns:
        for each product or customer: company, its names and code (those of the last month compared), and quantity_before,
        revenue_before, quantity, revenue (pieces, INR) of the rows that have a price; by company and code.
    """
    now, before = (f"({is_comparable(compared.months, back)})" for back in (0, compared.back))
    names = ", ".join(f"coalesce(names.{name}, {quoted(UNKNOWN)}) AS {name}" for name in kind.names)
    sql = f"""
    WITH grouped AS (
        SELECT company, {kind.code}, max(month) AS last_month,
            coalesce(sum(CASE WHEN {before} THEN sold_quantity END), 0) AS quantity_before,
            coalesce(sum(CASE WHEN {before} THEN revenue_inr END), 0) AS revenue_before,
            coalesce(sum(CASE WHEN {now} THEN sold_quantity END), 0) AS quantity,
            coalesce(sum(CASE WHEN {now} THEN revenue_inr END), 0) AS revenue
        FROM sales WHERE ({now} OR {before}) AND revenue_inr IS NOT NULL AND {selection.where_attributes()}
        GROUP BY company, {kind.code}
    )
    SELECT grouped.company, {names}, grouped.{kind.code}, quantity_before, revenue_before, quantity, revenue
    FROM grouped LEFT JOIN names ON names.company = grouped.company AND names.{kind.code} = grouped.{kind.code}
        AND names.month = grouped.last_month
    ORDER BY grouped.company, grouped.{kind.code}"""
    return reader.rows(sql, sales=SALES, names=kind.dimension)


def movers(
    reader: LakeReader, selection: Selection, compared: Periods, kind: Kind, direction: int, limit: int, *, by_name: bool = False
) -> list[tuple[dict[str, Any], Sold]]:
    """The products or customers whose revenue rose (1) or fell (-1) most, each with its row of ``sold``; largest change first.

    Args:
        by_name: products of one name together, as ``together`` has them.
    """
    rows = sold(reader, selection, compared, kind)
    pairs = [(row, as_sold(row)) for row in (together(rows) if by_name else rows)]
    moved = sorted((pair for pair in pairs if pair[1].change * direction > 0), key=lambda pair: -pair[1].change * direction)
    return moved[:limit]


def together(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Products of one company and name as one row of ``sold``.

    Its code is that of the variant that has changed most, its variant says how many there are.
    """
    named: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        named.setdefault((row["company"], row["product"]), []).append(row)
    return [_as_one(alike) for alike in named.values()]


def _as_one(alike: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    first = max(alike, key=lambda row: abs(row["revenue"] - row["revenue_before"]))
    if len(alike) == 1:
        return dict(first)
    sums = {name: sum(row[name] for row in alike) for name in ("quantity_before", "revenue_before", "quantity", "revenue")}
    return {**first, **sums, "variant": f"{len(alike)} variants", SEVERAL: True}


def as_sold(row: Mapping[str, Any]) -> Sold:
    """A row of ``sold`` without its names."""
    return Sold(*(row[name] for name in ("quantity_before", "revenue_before", "quantity", "revenue")))


def bridges(reader: LakeReader, selection: Selection, compared: Periods) -> dict[str, Bridge]:
    """Company -> its bridge, of the companies that can be compared."""
    rows = sold(reader, selection, compared, PRODUCTS)
    return {name: bridge(as_sold(row) for row in rows if row["company"] == name) for name in sorted(compared.months)}


def largest_part(total: Bridge) -> str:
    """The part of a bridge that did most in the direction of the whole."""
    direction = 1 if total.after >= total.before else -1
    return max(PARTS, key=lambda part: getattr(total, part) * direction)
