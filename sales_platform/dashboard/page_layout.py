"""How the pieces of a page are laid out: charts have the height of their area, all else the height of what it shows."""

from collections.abc import Sequence
from typing import Any

import vizro.models as vm
from pydantic import PrivateAttr

from sales_platform.dashboard.pieces import Piece, page_grid

ROW_HEIGHT, GAP = 44, 16
"""Pixels."""


class PieceGrid(vm.Grid):
    """Vizro's grid without rows of one height: cards, tables and sentences leave no empty space below them."""

    _pieces: Sequence[Piece] = PrivateAttr(default=())

    def build(self) -> Any:  # noqa: ANN401 - a component of Dash
        """The places of the pieces."""
        built = super().build()
        built.style |= {"gridTemplateRows": "none", "alignContent": "start"}
        for piece, place in zip(self._pieces, built.children, strict=True):
            place.style["height"] = f"{height_of(piece)}px" if piece.kind == "graph" else "auto"
        return built


def height_of(piece: Piece) -> int:
    """The height of a piece's area in pixels."""
    rows = piece.area[1] - piece.area[0] + 1
    return rows * ROW_HEIGHT + (rows - 1) * GAP


def layout_of(pieces: Sequence[Piece]) -> PieceGrid:
    """The grid of a page."""
    grid = PieceGrid(grid=page_grid(pieces), row_min_height="0px", row_gap=f"{GAP}px", col_gap=f"{GAP}px")
    grid._pieces = pieces  # noqa: SLF001 - pydantic's private attributes are set from outside of the constructor
    return grid
