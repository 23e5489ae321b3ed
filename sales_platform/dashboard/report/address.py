"""Where the reports are at the dashboard."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from sales_platform.dashboard.selection import Selection
from sales_platform.months import format_month

PATH = "/report/"
PAGES = {"": "Overview", "changes": "What changed", "quality": "Data quality"}
"""The pages of the dashboard that a report leads to; the first one is on ``/``."""


def report_path(selection: Selection) -> str:
    """The path of the report of a selection: of its last complete month, of its company where it is of one only."""
    last = min(selection.months.last, selection.complete or selection.months.last)
    chosen = selection.values.get("company", ())
    query: Mapping[str, str] = {"company": chosen[0]} if len(chosen) == 1 else {}
    month = format_month(last if last >= selection.months.start else selection.months.last)
    return f"{PATH}{month}{f'?{urlencode(query)}' if query else ''}"


def dashboard_links(dashboard: str, month: date, company: str | None) -> dict[str, str]:
    """The pages that show the month of a report: what each is called -> its address.

    Args:
        dashboard: the address of the dashboard, or its path, without a slash at its end.
        company: of this one only; None for all.
    """
    chosen = {"company": company} if company is not None else {}
    query = urlencode({"from": format_month(month), "to": format_month(month), **chosen})
    return {title: f"{dashboard}/{page}?{query}" for page, title in PAGES.items()}
