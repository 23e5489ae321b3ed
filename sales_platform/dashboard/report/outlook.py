"""What a report says of the plan, of customers won and lost, and of stock: the answers of the lake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sales_platform.dashboard.queries.loyalty import loyalty, span
from sales_platform.dashboard.queries.stock import plan_with_stock
from sales_platform.dashboard.queries.targets import against_plan
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError
from sales_platform.gold.stock_policy import USUAL

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Outlook:
    """Beside the figures of a month.

    Attributes:
        plan: as ``queries.targets.against_plan``; none where the month has no targets or is not complete.
        customers: as ``queries.loyalty.loyalty``, of the months up to it; said: which months and companies, or why none.
        stock: as ``queries.stock.plan_with_stock`` for the usual policy; none where no stock has landed, or where it is not the
            latest complete month, for the stock is that of now.
    """

    plan: Rows
    customers: Rows
    said: str
    stock: Rows


def outlook(reader: LakeReader, selection: Selection, course: Selection) -> Outlook:
    """Ask the lake.

    Args:
        selection: the month; course: the months up to it.
    """
    is_latest = selection.months.start == selection.complete
    try:
        customers, said = _rows(loyalty(reader, course)), span(reader, course).words()
    except UserError as error:
        customers, said = (), str(error)
    return Outlook(_rows(against_plan(reader, selection)), customers, said, _stock(reader, selection) if is_latest else ())


def _stock(reader: LakeReader, selection: Selection) -> Rows:
    try:
        planned = plan_with_stock(reader, selection.with_begun_months(), USUAL)
    except UserError:  # the section of the forecast says why there is none
        return ()
    return _rows(planned) if planned is not None and "runs_out" in planned.column_names else ()


def _rows(answer: pa.Table | None) -> Rows:
    rows: Rows = answer.to_pylist() if answer is not None else ()
    return rows
