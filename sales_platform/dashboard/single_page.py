"""What the page of one product and that of one customer have in common."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
from dash import html

from sales_platform.companies.registry import label_of
from sales_platform.dashboard import figures, month_lines
from sales_platform.dashboard.cards import message_box
from sales_platform.dashboard.colours import ACCENT
from sales_platform.dashboard.controls import Option, dropdown, found, selector_id
from sales_platform.dashboard.deeper import PRODUCT_PAGE, goes_deeper, link, one
from sales_platform.dashboard.formats import UNKNOWN, money, money_exact, month_name, percent, pieces
from sales_platform.dashboard.grids import ag_grid, landed_row_columns
from sales_platform.dashboard.landed_fields import with_fields
from sales_platform.dashboard.page import Control
from sales_platform.dashboard.page_answers import Controls, Question, message_of
from sales_platform.dashboard.pieces import Piece, figure, table
from sales_platform.dashboard.queries import sales, single
from sales_platform.dashboard.queries.abc_classes import classed
from sales_platform.dashboard.queries.changes import PRODUCTS, Kind
from sales_platform.dashboard.queries.single import LARGEST, One, noun
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.dashboard.stock_words import stock_words
from sales_platform.web_place import linked

MOST_QUARANTINED, MOST_BARS = 500, 10
_HEIGHT = 330
OfOne = Callable[[LakeReader, Selection], pa.Table | None]
"""A question about the sales of the one that is chosen, which the selection is restricted to."""


def chosen(reader: LakeReader, selection: Selection, kind: Kind, controls: Controls) -> One:
    """The company and code of the one that the page is about."""
    return single.chosen_one(reader, selection, kind, controls.get(noun(kind)))


def of_one(kind: Kind, ask: OfOne) -> Question:
    """A question about the sales of the one chosen."""

    def question(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table | None:
        company, code = chosen(reader, selection, kind, controls)
        return ask(reader, selection.of_one(company, **{kind.code: code}))

    return question


def head_of(kind: Kind) -> Question:
    """One row: the attributes of the one chosen, its class, rank and share among all of the selection, and its namesakes.

    Returns:
        the columns of its dimension, stock (a sentence, of a product), others (how many have sales in the selection), rank,
        class, share, revenue (INR; null when it has no sales in the selection), namesakes (code, detail and revenue of those with
        the same name, itself included).
    """

    def question(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table:
        company, code = chosen(reader, selection, kind, controls)
        ranked = classed(single.ranked(reader, selection, kind))
        rows = ranked.to_pylist() if ranked is not None else []
        places = [place for place, row in enumerate(rows, 1) if (row["company"], row[kind.code]) == (company, code)]
        found = rows[places[0] - 1] if places else {}
        alike = [
            {"code": row[kind.code], "detail": row[kind.names[1]], "revenue": row["revenue"]}
            for row in single.namesakes(reader, selection, kind, (company, code))
        ]
        stock = stock_words(reader, company, code) if kind is PRODUCTS else None
        about = {"stock": stock, "others": len(rows), "rank": places[0] if places else None, "namesakes": alike}
        figures_of_it = {name: found.get(name) for name in ("class", "share", "revenue")}
        return pa.Table.from_pylist([{**single.attributes(reader, kind, (company, code)), **about, **figures_of_it}])

    return question


def quarantine_of(kind: Kind) -> Question:
    """The rows in quarantine that name the one chosen, as ``landed_fields.with_fields``."""

    def question(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table:
        one_of_them = chosen(reader, selection, kind, controls)
        months = selection.with_begun_months()
        return with_fields(single.quarantined(reader, months, kind, one_of_them, MOST_QUARANTINED))

    return question


def head(kind: Kind, back: tuple[str, str]) -> Piece:
    """The piece on top of the page; see ``show_head``."""
    return figure(f"{noun(kind)}-head", head_of(kind), lambda frame: show_head(frame, kind, back), (1, 3, 0, 5))


def quarantine(kind: Kind, area: tuple[int, int, int, int]) -> Piece:
    """The table of the rows in quarantine that name the one chosen."""
    note = f"Rows of any feed that are not in the numbers, at most {MOST_QUARANTINED}, the latest months first."
    title = "Rows in quarantine that name it"
    return table(f"{noun(kind)}-quarantine", title, quarantine_of(kind), show_quarantine, note, area)


def show_quarantine(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """The rows, field by field."""
    return ag_grid(frame, landed_row_columns(frame), _HEIGHT, "No row that names it is in quarantine in these months.")


def show_head(frame: pd.DataFrame, kind: Kind, back: tuple[str, str]) -> Any:  # noqa: ANN401 - components of Dash
    """Its name, what it is, its place among the others, and links to its namesakes.

    Args:
        back: address and title of the page with all of them.
    """
    if (sentence := message_of(frame)) is not None:
        return message_box(sentence)
    row = frame.iloc[0].to_dict()
    name, detail = kind.names
    facts = [row.get(fact) for fact in ("division", "category", "channel", "platform", "market", "city")]
    known = [str(fact) for fact in facts if fact is not None and fact != UNKNOWN and fact == fact]  # noqa: PLR0124 - NaN
    own = row[detail] if kind.names[1] == "variant" and row[detail] is not None else ""
    others = [alike for alike in row["namesakes"] if alike["code"] != row[kind.code]]
    parts = [
        html.P(html.A(f"\u2039 All {back[1].lower()}", href=linked(back[0]), className="deeper"), className="back"),
        html.P([html.Strong(row[name] or UNKNOWN), f" {own}"], className="headline"),
        html.P(" \u00b7 ".join([label_of(row["company"]), *known, f"code {row[kind.code]}"])),
        html.P(_place(row, noun(kind))),
        html.P(row["stock"]) if row["stock"] is not None else None,
        html.P(_others(others, row, kind)) if others else None,
    ]
    return html.Div([part for part in parts if part is not None], className="headline-box")


def _place(row: dict[str, Any], called: str) -> str:
    if row["rank"] is None or row["rank"] != row["rank"]:
        return f"This {called} has no sales in this selection."
    return (
        f"Class {row['class']}: number {int(row['rank'])} of {row['others']} {called}s by revenue, with {money(row['revenue'])},"
        f" {percent(row['share'])} of the revenue of the selection."
    )


def _others(others: list[dict[str, Any]], row: dict[str, Any], kind: Kind) -> list[Any]:
    shown: list[Any] = ["Other variants: " if kind is PRODUCTS else "Others of this name: "]
    for place, alike in enumerate(others[:MOST_BARS]):
        words = f"{alike['detail']}, {money(alike['revenue'])}"
        shown += [" \u00b7 " if place else "", link(words, noun(kind), row["company"], alike["code"])]
    together = sum(alike["revenue"] for alike in row["namesakes"])
    return [*shown, f" \u00b7 all {len(row['namesakes'])} together, {money(together)}"]


def show_prices(frame: pd.DataFrame) -> go.Figure:
    """The price of a piece by month, as a line; a point leads to its month."""
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    words = [
        f"{month_name(row.month)}: {money_exact(row.price)} a piece, {pieces(row.quantity)} pieces" for row in frame.itertuples()
    ]
    prices = month_lines.line(frame["month"], frame["price"], "Price", ACCENT, words)
    chart = go.Figure(prices)
    month_lines.month_axis(figures.styled(chart), frame["month"])
    chart.update_yaxes(title_text="Price of a piece (INR)", rangemode="tozero", nticks=6, **figures.MONEY_AXIS)
    months = [month_lines.months_of(prices)]
    return goes_deeper(chart.update_layout(showlegend=False), "only this month", {"first": months, "last": months})


def ranking(by: sales.Grouping) -> OfOne:
    """Revenue by company, name and code, the largest ones only."""
    return lambda reader, selection: sales.named_breakdown(reader, selection, by, (), MOST_BARS)


def show_ranking(frame: pd.DataFrame, page: str, *, companies: bool = False) -> go.Figure:
    """Bars that lead to pages of products or customers.

    Args:
        companies: the bars are of several companies, which can be chosen in the legend.
    """
    chart = figures.share_bars(frame, page)
    if not chart.data:
        return chart
    codes = [one(company, code) for company, code in zip(frame["company"], frame[f"largest_{page}_code"], strict=True)]
    traces = figures.places_of_traces(frame)
    legend = {"company": [str(frame["company"].iloc[places[0]]) for places in traces]} if companies else None
    values = {page: [[codes[place] for place in places] for places in traces]}
    what = "the page of its largest variant" if page == PRODUCT_PAGE else f"the page of this {page}"
    return goes_deeper(chart.update_layout(showlegend=companies), what, values, page=page, legend=legend)


def control(kind: Kind, targets: list[str]) -> Control:
    """The control that says which one the page is about."""
    called = noun(kind)
    first: list[Option] = [{"label": "The one with most revenue", "value": LARGEST}]

    def options(reader: LakeReader) -> list[Option]:
        rows = found(lambda: single.listed(reader, kind)) or []
        return [*first, *({"label": _label(row), "value": one(row["company"], row["code"])} for row in rows)]

    def selector(reader: LakeReader) -> Any:  # noqa: ANN401 - a model of Vizro
        title = called.capitalize()
        return dropdown(title, first, lambda: options(reader), selector_id(called, called), multi=False)

    return Control(called, selector, targets)


def _label(row: dict[str, str]) -> str:
    return f"{row['name']}, {row['detail']} ({label_of(row['company'])})"
