"""The control 'Compared with': what can be compared with the months chosen, and why the rest cannot."""

from typing import Any

from sales_platform.dashboard.controls import Option, dropdown, found, month_options, selector_id
from sales_platform.dashboard.page_answers import Controls
from sales_platform.dashboard.queries import changes, sales
from sales_platform.dashboard.queries.changes import RIGHT_BEFORE, YEAR_BEFORE
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection, parse_selection

CONTROL = "compared"
_USUAL: list[Option] = [
    {"label": "A year before", "value": YEAR_BEFORE},
    {"label": "The months right before", "value": RIGHT_BEFORE},
]


def selector(reader: LakeReader, page: str) -> Any:  # noqa: ANN401 - one of Vizro's selectors
    """The control as the page is opened, with every month: the browser drops a value that is no option."""
    return dropdown("Compared with", _USUAL, lambda: _every(reader), selector_id(page, CONTROL), multi=False)


def options(reader: LakeReader, controls: Controls) -> list[Option]:
    """What there is to choose under the filters of the page: what cannot be compared says why, and cannot be chosen.

    Returns:
        the usual two; then the months that an earlier period can begin with, the latest first; then the other months.
    """
    every = _every(reader)
    selection = found(lambda: _selection(reader, controls))
    if selection is None:
        return every  # the page says what is wrong with its filters
    offered = [_offered(reader, selection, option) for option in every]
    usual, months = offered[: len(_USUAL)], offered[len(_USUAL) :]
    return usual + sorted(months, key=lambda option: "disabled" in option)


def _every(reader: LakeReader) -> list[Option]:
    months = month_options(reader, latest_first=True)
    return _USUAL + [{**month, "label": f"Months from {month['label']}"} for month in months]


def _selection(reader: LakeReader, controls: Controls) -> Selection | None:
    available = sales.choices(reader)
    return parse_selection(controls, available) if available is not None else None


def _offered(reader: LakeReader, selection: Selection, option: Option) -> Option:
    reason = changes.why_not(reader, selection, option["value"])
    return {**option, "label": f"{option['label']} ({reason})", "disabled": True} if reason else option
