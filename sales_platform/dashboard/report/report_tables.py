"""Tables of the report: a caption, a head, the first cell of each row as its name."""

from collections.abc import Sequence

from sales_platform.dashboard.report.markup import Html, el

Cell = object
"""A text, or markup."""


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], *, texts: int = 1, sums: int = 0, label: str = ""
) -> Html:
    """A table.

    Args:
        rows: a cell for each column of the head.
        texts: how many columns, from the left, have texts; those after them have numbers.
        sums: how many rows, from below, are sums.
        label: what it is called where the caption does not say it.
    """
    heads = [el("th", name, scope="col", class_=_kind(place, texts)) for place, name in enumerate(head)]
    body = [_row(row, texts, is_sum=place >= len(rows) - sums) for place, row in enumerate(rows)]
    inner = el("table", el("caption", caption), el("thead", el("tr", heads)), el("tbody", body))
    return el("div", inner, class_="scroll", tabindex="0", role="region", aria_label=label or caption)


def _row(row: Sequence[Cell], texts: int, *, is_sum: bool) -> Html:
    cells = [el("td", cell, class_=_kind(place, texts)) for place, cell in enumerate(row) if place]
    return el("tr", el("th", row[0], scope="row"), cells, class_="sum" if is_sum else None)


def _kind(place: int, texts: int) -> str | None:
    return "number" if place >= texts else None


def coloured(text: str, change: float | None) -> Html:
    """A text in the colour of what has risen or fallen; its sign stands in the text as well."""
    return el("span", text, class_=None if not change else "up" if change > 0 else "down")
