"""Where the reports are at the dashboard."""

from collections.abc import Mapping
from urllib.parse import urlencode

from sales_platform.dashboard.selection import Selection
from sales_platform.months import format_month

PATH = "/report/"


def report_path(selection: Selection) -> str:
    """The path of the report of a selection: of its last complete month, of its company where it is of one only."""
    last = min(selection.months.last, selection.complete or selection.months.last)
    chosen = selection.values.get("company", ())
    query: Mapping[str, str] = {"company": chosen[0]} if len(chosen) == 1 else {}
    month = format_month(last if last >= selection.months.start else selection.months.last)
    return f"{PATH}{month}{f'?{urlencode(query)}' if query else ''}"
