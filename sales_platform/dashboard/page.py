"""What a page declares, and how it is put together: the status line on top, the pieces below, the filters beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import vizro.models as vm

from sales_platform.dashboard.cards import status_line
from sales_platform.dashboard.controls import Option, control_id, filter_names, filters, parameter
from sales_platform.dashboard.page_answers import NO_ROWS, Controls, Question
from sales_platform.dashboard.page_layout import layout_of
from sales_platform.dashboard.pieces import Piece, component, figure
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.queries.status import status
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import ATTRIBUTES, Selection
from sales_platform.errors import UserError


@dataclass(frozen=True)
class Control:
    """A control that only one page has.

    Attributes:
        name: of the loaders' argument.
        selector: makes one of Vizro's selectors.
        targets: names of the pieces that it changes.
        options: what there is to choose under the filters of the page; None where the filters do not matter. Its selector has
            the id of ``controls.selector_id``.
    """

    name: str
    selector: Callable[[LakeReader], Any]
    targets: Sequence[str]
    options: Callable[[LakeReader, Controls], list[Option]] | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page; a module in ``pages/`` declares one as ``PAGE``.

    Attributes:
        name: its address, ``/name``, and the beginning of the names of its controls.
        title: on top of it and in the navigation.
        order: its place in the navigation; the page with the lowest order is the home page, served at ``/``.
        pieces: what it shows, below the status line, which is in row 0 of the grid.
        controls: its own ones, besides the filters.
        table: the table whose version the status line gives.
        missing: the sentence that is shown when that table does not exist.
        filters: the attributes that restrict it, besides the months; it has no others.
        begun: a period that is chosen has the months after the last complete one as well.
        check: raises a UserError when its own controls have values that cannot be chosen.
        listed: it is in the navigation; others are reached from a bar, a row or a link.
    """

    name: str
    title: str
    order: int
    pieces: Sequence[Piece]
    controls: Sequence[Control] = ()
    table: Table = SALES
    missing: str = NO_ROWS
    filters: Sequence[str] = ATTRIBUTES
    begun: bool = False
    check: Callable[[LakeReader, Controls], object] = lambda _reader, _controls: None
    listed: bool = True

    @property
    def all_pieces(self) -> list[Piece]:
        """The pieces with the status line."""
        width = max(piece.area[3] for piece in self.pieces)
        listed = [figure(f"{self.name}-status", self._status, status_line, (0, 0, 0, width)), *self.pieces]
        return [replace(piece, question=_with_begun_months(piece.question)) for piece in listed] if self.begun else listed

    def _status(self, reader: LakeReader, selection: Selection, _: Controls) -> pa.Table:
        if (line := status(reader, selection, self.table, self.filters)) is None:
            raise UserError(self.missing)
        return line

    def control_names(self) -> dict[str, str]:
        """What each control is called in the URL -> its name."""
        return {
            control_id(self.name, name): name
            for name in (*filter_names(self.filters), *(control.name for control in self.controls))
        }


def _with_begun_months(question: Question) -> Question:
    return lambda reader, selection, controls: question(reader, selection.with_begun_months(), controls)


def build_page(reader: LakeReader, page: Page) -> vm.Page:
    """The page as a model of Vizro."""
    pieces = page.all_pieces
    own = [parameter(page.name, control.name, control.selector(reader), control.targets) for control in page.controls]
    return vm.Page(
        id=page.name,
        path=page.name,
        title=page.title,
        layout=layout_of(pieces),
        components=[component(reader, piece) for piece in pieces],
        controls=[*own, *filters(reader, page.name, page.filters, [piece.name for piece in pieces])],
    )
