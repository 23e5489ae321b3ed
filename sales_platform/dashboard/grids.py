"""Tables: sortable, searchable, with formatted numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_ag_grid as dag
import pandas as pd

from sales_platform.dashboard.deeper import GOES, SETS, address
from sales_platform.dashboard.landed_fields import FIELD, field_title
from sales_platform.dashboard.names import WORDS
from sales_platform.dashboard.page_answers import NO_ROWS, message_of

_FORMATS = {
    "money": "params.value == null ? '\u2013' : '₹' + d3.format(',.2f')(params.value)",
    "revenue": "params.value == null ? '\u2013' : '₹' + d3.format(',.0f')(params.value)",
    "whole": "params.value == null ? '\u2013' : d3.format(',.0f')(params.value)",
    "percent": "params.value == null ? '\u2013' : d3.format('.1%')(params.value)",
    "change": "params.value == null ? '\u2013' : d3.format('+.1%')(params.value)",
}
WALKED = {
    "suppressCellFocus": False,
    "tabToNextCell": {"function": "leaveGrid()"},
    "tabToNextHeader": {"function": "leaveGrid()"},
}
"""The arrows lead from cell to cell, and Tab out of the grid (``assets/deeper.js``)."""
PAGE_ROWS = 50
HEIGHT = 460


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: of the data frame.
        title: with the unit.
        kind: text, month, link (a text that leads to the page of its row), or one of _FORMATS.
        width: the minimum in pixels.
    """

    name: str
    title: str
    kind: str = "text"
    width: int = 110

    def definition(self) -> dict[str, Any]:
        """What AG Grid needs to know."""
        common = {"field": self.name, "headerName": self.title, "minWidth": self.width, "tooltipField": self.name}
        if self.kind not in _FORMATS:
            renderer = {"cellRenderer": "DeeperLink"} if self.kind == "link" else {}  # in assets/deeper.js
            return {**common, **renderer, "filter": "agTextColumnFilter", "wrapText": True, "autoHeight": True}
        number = {
            "filter": "agNumberColumnFilter",
            "suppressHeaderFilterButton": True,
            "type": "rightAligned",
            "tooltipField": None,
        }
        return {**common, **number, "valueFormatter": {"function": _FORMATS[self.kind]}}


def ag_grid(frame: pd.DataFrame, columns: Sequence[Column], height: int = HEIGHT, empty: str = NO_ROWS) -> Any:  # noqa: ANN401
    """The columns of a frame as an AG Grid, or its message when it has no rows; a row may lead deeper (``with_addresses``).

    Args:
        height: in pixels.
        empty: the message when nothing fits the selection.
    """
    if (sentence := message_of(frame)) is not None:
        return _message_grid(empty if sentence == NO_ROWS else sentence)
    options = {
        "pagination": len(frame) > PAGE_ROWS,
        "paginationPageSize": PAGE_ROWS,
        "paginationPageSizeSelector": False,
        "domLayout": "normal",
        "tooltipShowDelay": 400,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "suppressColumnVirtualisation": True,  # a screen reader finds columns that are out of sight
        **WALKED,
    }
    if hidden := [name for name in (GOES, SETS) if name in frame]:
        options |= {"suppressRowHoverHighlight": False}
    return dag.AgGrid(
        className="ag-theme-vizro",
        columnDefs=[column.definition() for column in columns],
        rowData=[_row(row) for row in frame[[*(column.name for column in columns), *hidden]].to_dict("records")],
        defaultColDef={
            "resizable": True,
            "sortable": True,
            "flex": 1,
            "floatingFilter": False,
            "wrapHeaderText": True,
            "autoHeaderHeight": True,
        },
        dashGridOptions=options,
        style={"height": f"{height}px"},
    )


def landed_row_columns(frame: pd.DataFrame) -> list[Column]:
    """The columns of a table of landed rows, as ``landed_fields.with_fields`` answers them."""
    fields = [name for name in map(str, frame.columns) if name.startswith(FIELD)]
    return [
        Column("month", "Month", "month", 70),
        Column("reasons", "Reasons or repairs", width=110),
        *(Column(name, field_title(name), width=112) for name in fields),
        Column("feed", "Feed", width=90),
        Column("file", "File", width=165),
        Column("row", "Row, without the header", "whole", 78),
    ]


def with_addresses(frame: pd.DataFrame, page: str) -> pd.DataFrame:
    """The rows with the addresses of their products or customers, so that a click on one opens its page.

    Args:
        page: product or customer; the frame has company and page_code.
    """
    if message_of(frame) is not None:
        return frame
    return frame.assign(**{GOES: [address(page, *pair) for pair in zip(frame["company"], frame[f"{page}_code"], strict=True)]})


def _message_grid(sentence: str) -> Any:  # noqa: ANN401
    """A grid that shows a sentence: Vizro needs a grid even where there are no rows."""
    return dag.AgGrid(
        className="ag-theme-vizro",
        columnDefs=[{"field": "message", "headerName": "", "flex": 1}],
        rowData=[{"message": sentence}],
        dashGridOptions={"domLayout": "normal", "headerHeight": 0, "suppressColumnVirtualisation": True, **WALKED},
        style={"height": "90px"},
    )


def _row(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _cell(str(name), value) for name, value in row.items()}


def _cell(name: str, value: object) -> object:
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN is not itself
        return None
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m}"
    if name in WORDS:
        return WORDS[name](str(value))
    return value.item() if hasattr(value, "item") else value
