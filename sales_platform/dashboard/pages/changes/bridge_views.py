"""How the answers of the page What changed are shown."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import html

from sales_platform.companies.registry import label_of
from sales_platform.dashboard import figures
from sales_platform.dashboard.bridge_words import DEFINITIONS, PART_NAMES
from sales_platform.dashboard.cards import message_box
from sales_platform.dashboard.change_words import none_moved
from sales_platform.dashboard.colours import FALLEN, MUTED, RISEN
from sales_platform.dashboard.deeper import link
from sales_platform.dashboard.formats import change, growth, money, money_change, percent, signed, whole
from sales_platform.dashboard.page_answers import NO_ROWS, message_of


def column_of(amount: str) -> str:
    """The column of an amount of a bridge."""
    return f"{amount}_effect" if amount in PART_NAMES else amount


AMOUNTS = [column_of(name) for name in ("before", *PART_NAMES, "after")]


def headline(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    """The change in one sentence, and which months are compared."""
    if message_of(frame) is not None:
        return message_box(str(message_of(frame)))
    row = frame.iloc[0]
    grown = growth(row["after"], row["before"])
    share = f", {change(grown)}" if grown is not None else ""
    part = row["largest"]
    return html.Div(
        [
            html.P(
                [
                    f"Revenue {money(row['after'])} after {money(row['before'])}: ",
                    html.Strong(f"{money_change(row['after'] - row['before'])}{share}"),
                    f". Most of it is {PART_NAMES[part].lower()}, {money_change(row[column_of(part)])}.",
                ],
                className="headline",
            ),
            html.P(row["compared"]),
        ],
        className="headline-box",
    )


def waterfall(frame: pd.DataFrame) -> go.Figure:
    """From the earlier revenue by its parts to the later one, all companies together."""
    if message_of(frame) is not None:
        return figures.message_figure("There is nothing to show: the reason stands above.")
    total = frame[AMOUNTS].sum()
    values = [float(total[name]) for name in total.index]
    labels = ["Earlier", *PART_NAMES.values(), "Later"]
    texts = [money(values[0]), *map(money_change, values[1:-1]), money(values[-1])]
    trace = go.Waterfall(
        x=values,
        y=labels,
        orientation="h",
        measure=["absolute", *["relative"] * len(PART_NAMES), "total"],
        text=texts,
        textposition="outside",
        textfont_size=12,
        cliponaxis=False,
        increasing_marker_color=RISEN,
        decreasing_marker_color=FALLEN,
        totals_marker_color=MUTED,
        connector_line={"color": MUTED, "width": 1},
        customdata=[f"{label}: {text}" for label, text in zip(labels, texts, strict=True)],
        hovertemplate="%{customdata}<extra></extra>",
    )
    chart = figures.styled(go.Figure(trace)).update_layout(showlegend=False)
    chart.update_xaxes(title_text="Revenue (INR)", range=_range(values), nticks=5, **figures.MONEY_AXIS)
    return chart.update_yaxes(autorange="reversed", ticks="", showline=False, ticklabelstandoff=6)


def _range(values: Sequence[float]) -> list[float]:
    """The ends of the axis: room for the text at the end of each bar, on its left where it falls, on a narrow screen as well."""
    ends = list(accumulate(values[:-1]))
    free = figures.MUCH_ROOM * (max([0.0, *ends]) - min([0.0, *ends]))
    fallen = [end - free for end, value in zip(ends, values, strict=False) if value < 0]
    return [min([0.0, *fallen]), max([0.0, *ends]) + free]


def statement(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """The bridge of each company and of all of them as a statement: one line a part, with what it means."""
    if message_of(frame) is not None:
        return None  # the headline shows the message
    columns = {label_of(row["company"]): row for row in frame.to_dict("records")}
    if len(columns) > 1:
        columns["All companies"] = frame[AMOUNTS].sum().to_dict()
    head = html.Tr([html.Th("INR", scope="col"), *[html.Th(name, scope="col") for name in columns]])
    lines = [
        _line("Earlier months", "", [whole(row["before"]) for row in columns.values()], "sum"),
        *[
            _line(name, DEFINITIONS[part], [signed(row[column_of(part)]) for row in columns.values()])
            for part, name in PART_NAMES.items()
        ],
        _line("Later months", "", [whole(row["after"]) for row in columns.values()], "sum"),
        _line("Growth", "", [change(growth(row["after"], row["before"])) for row in columns.values()], "sum"),
    ]
    return html.Table([html.Thead(head), html.Tbody(lines)], className="statement")


def _line(name: str, meaning: str, amounts: Sequence[str], kind: str = "part") -> Any:  # noqa: ANN401
    called = html.Th(html.Div([html.Span(name), html.Small(meaning)]), scope="row")
    return html.Tr([called, *[html.Td(amount) for amount in amounts]], className=kind)


def movers(frame: pd.DataFrame, name: str, detail: str, direction: int) -> Any:  # noqa: ANN401
    """A list of products or customers: how they are called, the change, and the sentence about it.

    Args:
        name, detail: columns of the frame.
        direction: of those that rose (1) or fell (-1).
    """
    if (sentence := message_of(frame)) is not None:
        return html.P(none_moved(name, direction), className="none") if sentence == NO_ROWS else None
    return html.Ol([_mover(row, name, detail) for row in frame.to_dict("records")], className="movers")


def _mover(row: Mapping[Any, Any], name: str, detail: str) -> Any:  # noqa: ANN401
    course, share = "up" if row["change"] > 0 else "down", row["share_of_change"]
    shown = label_of(row[detail]) if detail == "company" else row[detail]
    head = [
        html.B(link(row[name], name, row["company"], row[f"{name}_code"])),
        html.Span(f" {shown}"),
        html.Span(
            money_change(row["change"]) + (f" \u00b7 {percent(round(share, 3) + 0.0)}" if share == share else ""),  # noqa: PLR0124 - NaN
            className=f"amount {course}",
        ),
    ]
    return html.Li([html.Div(head, className="mover"), html.Div(row["why"])])
