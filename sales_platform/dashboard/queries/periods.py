"""Which months can be compared: complete ones, for which each company has sales in both periods."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import month_name, months_name
from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.queries.sales import delivered
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.gold.forecast_history import last_delivered_month
from sales_platform.months import MonthRange, month_of

Delivered = AbstractSet[tuple[str, date]]
"""Companies and the months they have sales of."""


class Earlier(NamedTuple):
    """What the figures of a selection are compared with.

    Attributes:
        figures: of the months before; None when they cannot be compared.
        said: which months these are, or why there is nothing to compare with.
    """

    figures: dict[str, Any] | None
    said: str


def last_complete(there: Delivered) -> date | None:
    """The last month that has ended and that every company has delivered: the one that the forecast starts from."""
    return last_delivered_month(there, month_of(datetime.now(tz=UTC).date()))


def earlier_figures(reader: LakeReader, selection: Selection) -> Earlier:
    """The figures of the previous period of the same length, when both periods are complete for every company selected."""
    months = selection.previous()
    if months is None:
        return Earlier(None, "no whole earlier period to compare")
    if (why := incomparable(delivered(reader), selection, months)) is not None:
        return Earlier(None, f"not compared: {why}")
    before = sales.figures(reader, replace(selection, months=months))
    return Earlier(before, months_name(months.start, months.last))


def incomparable(there: Delivered, selection: Selection, before: MonthRange) -> str | None:
    """Why the months selected cannot be compared with those before, in words; None when they can."""
    complete = last_complete(there)
    if complete is None or selection.months.last > complete:
        return f"{month_name(selection.months.last)} is not complete"
    both = [*before, *selection.months]
    for company in selection.values.get("company") or sorted({company for company, _ in there}):
        missing = [month for month in both if (company, month) not in there]
        if missing and len(missing) < len(both):
            return f"{label_of(company)} has no sales in {months_name(missing[0], missing[-1])}"
    return None
