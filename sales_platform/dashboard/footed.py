"""Charts and tables with a note and links below them; Vizro's own footers would load a Markdown reader into every page."""

from collections.abc import Sequence
from typing import Any

import vizro.models as vm
from dash import html
from pydantic import PrivateAttr

Parts = Sequence[Any]
"""Texts and links."""


class FootedGraph(vm.Graph):
    """A chart."""

    _foot: Parts = PrivateAttr(default=())

    def build(self) -> Any:  # noqa: ANN401 - a component of Dash
        """The chart, and what stands below it."""
        return _with_foot(super().build(), self._foot)


class FootedTable(vm.Table):
    """A table."""

    _foot: Parts = PrivateAttr(default=())

    def build(self) -> Any:  # noqa: ANN401 - a component of Dash
        """The table, and what stands below it."""
        return _with_foot(super().build(), self._foot)


def _with_foot(built: Any, foot: Parts) -> Any:  # noqa: ANN401
    box = built.children
    box.children = [*box.children, html.Div(html.P(list(foot)), className="figure-footer")]
    return built
