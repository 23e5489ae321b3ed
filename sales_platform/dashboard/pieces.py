"""A piece of a page: a question, and how its answer is shown; every piece can be downloaded as CSV."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import vizro.models as vm
from dash import html
from vizro.managers import data_manager
from vizro.models.types import capture

from sales_platform.dashboard.figures import least_height
from sales_platform.dashboard.footed import FootedGraph, FootedTable
from sales_platform.dashboard.page_answers import Question, data_loader
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.summaries import summary
from sales_platform.web_place import linked

CSV_PATH = "/csv/"
TABLE_PATH = "/table/"
Show = Callable[[pd.DataFrame], Any]
"""A data frame -> a chart, a table or other components."""


@dataclass(frozen=True)
class Piece:
    """A piece of a page.

    Attributes:
        name: unique over all pages; the name of its data source, its component and its CSV file.
        question: what it asks.
        show: how the answer is shown.
        kind: graph, ag_grid, listing (text with a title and a link to its CSV), or figure (any other components).
        title: above it; none for a figure.
        note: below it: units, definitions.
        area: where it is: the first and the last row and column of the page's grid, both counted from 0 and included.
    """

    name: str
    question: Question
    show: Show
    kind: str
    title: str
    note: str
    area: tuple[int, int, int, int]

    @property
    def downloadable(self) -> bool:
        """Whether it is offered as CSV."""
        return self.kind != "figure"


def graph(name: str, title: str, question: Question, show: Show, note: str, area: tuple[int, int, int, int]) -> Piece:
    """A chart."""
    return Piece(name, question, show, "graph", title, note, area)


def table(name: str, title: str, question: Question, show: Show, note: str, area: tuple[int, int, int, int]) -> Piece:
    """An AG Grid."""
    return Piece(name, question, show, "ag_grid", title, note, area)


def figure(name: str, question: Question, show: Show, area: tuple[int, int, int, int]) -> Piece:
    """Any other components."""
    return Piece(name, question, show, "figure", "", "", area)


def listing(name: str, title: str, question: Question, show: Show, note: str, area: tuple[int, int, int, int]) -> Piece:
    """Text or a small table in HTML, with a title and a link to its rows as CSV; where there is nothing to show, nothing."""
    return Piece(name, question, show, "listing", title, note, area)


def component(reader: LakeReader, piece: Piece) -> Any:  # noqa: ANN401 - a model of Vizro
    """The piece as a model of Vizro, with its data source registered."""
    data_manager[piece.name] = data_loader(reader, piece.question)

    def shown(data_frame: pd.DataFrame) -> Any:  # noqa: ANN401
        content = piece.show(data_frame)
        if piece.kind == "graph":
            told = {"summary": summary(content), "leastHeight": least_height(content)}  # read by the scripts in assets/
            meta = {**(content.layout.meta or {}), **told}
            return content.update_layout(meta=meta)
        return _titled(piece, content) if piece.kind == "listing" and content is not None else content

    if piece.kind in ("figure", "listing"):
        return vm.Figure(id=piece.name, figure=capture("figure")(shown)(data_frame=piece.name))
    captured = capture(piece.kind)(shown)(data_frame=piece.name)
    made = (FootedGraph if piece.kind == "graph" else FootedTable)(id=piece.name, figure=captured, title=piece.title)
    made._foot = _foot(piece)  # noqa: SLF001 - pydantic's private attributes are set from outside of the constructor
    return made


def _foot(piece: Piece) -> list[Any]:
    """The note and the links below a piece."""
    as_table = [html.A("Show as table", href=linked(TABLE_PATH + piece.name)), " "] if piece.kind == "graph" else []
    return [*_note(piece.note), *as_table, html.A("Download CSV", href=linked(CSV_PATH + piece.name))]


def _note(note: str) -> list[Any]:
    """A note by sentences: what a click does means nothing on paper, nor below a sentence that stands instead of a chart."""
    sentences = [f"{sentence.removesuffix('.')}. " for sentence in note.split(". ") if sentence]
    return [
        html.Span(sentence, className="hint" if "click" in sentence.lower() or "on the left" in sentence else "note")
        for sentence in sentences
    ]


def _titled(piece: Piece, content: Any) -> Any:  # noqa: ANN401
    note = html.P(_foot(piece))
    scrolled = {"className": "listing-body", "tabIndex": "0", "role": "region", "aria-label": piece.title}
    parts = [html.H2(piece.title, className="figure-title"), html.Div(content, **scrolled)]
    return html.Div([*parts, html.Div(note, className="figure-footer")], className="figure-container listing")


def page_grid(pieces: Sequence[Piece]) -> list[list[int]]:
    """The page's grid: the number of the piece in each cell, -1 where there is none."""
    rows, columns = max(piece.area[1] for piece in pieces) + 1, max(piece.area[3] for piece in pieces) + 1
    cells = [[-1] * columns for _ in range(rows)]
    for number, piece in enumerate(pieces):
        top, bottom, left, right = piece.area
        for row in range(top, bottom + 1):
            cells[row][left : right + 1] = [number] * (right + 1 - left)
    return cells
