"""Lines by month: their axis, their points, and what breaks them."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil

import plotly.graph_objects as go

from sales_platform.dashboard.selection import months_between
from sales_platform.months import MonthRange, format_month

MOST_MONTH_TICKS = 9


def month_axis(figure: go.Figure, months: Iterable[date]) -> go.Figure:
    """A tick at the first of a month, of every month while there is room; the year stands below its first month."""
    listed = sorted(set(months))
    step = ceil((months_between(listed[0], listed[-1]) + 1) / MOST_MONTH_TICKS)
    return figure.update_xaxes(title_text="Month", tickformat="%b\n%Y", tickangle=0, tick0=listed[0], dtick=f"M{step}")


def line(
    months: Sequence[date], values: Sequence[float], name: str, colour: str, hover: Sequence[str], dash: str = "solid"
) -> go.Scatter:
    """A line with its points, thin when dotted; broken at months without a value, which it would otherwise seem to have."""
    dotted = dash == "dot"
    known = dict(zip(months, zip(values, hover, strict=True), strict=True))
    every = list(MonthRange.of(min(known), max(known))) if known else []
    points = [known.get(month, (None, None)) for month in every]
    return go.Scatter(
        x=every,
        y=[value for value, _ in points],
        name=name,
        mode="lines+markers",
        connectgaps=False,
        marker={"size": 3 if dotted else 6},
        line={"color": colour, "width": 1.5 if dotted else 2.5, "dash": dash},
        text=[words for _, words in points],
        hovertemplate="%{text}<extra></extra>",
    )


def months_of(trace: go.Scatter) -> list[str | None]:
    """The month of each point of a line, as in an address; None where the line is broken."""
    return [format_month(month) if value is not None else None for month, value in zip(trace.x or (), trace.y or (), strict=True)]


def open_points(months: Sequence[date], values: Sequence[float], name: str, colour: str, hover: Sequence[str]) -> go.Scatter:
    """Points beside the line: the figures so far of months that are not complete."""
    return line(months, values, name, colour, hover).update(mode="markers", marker={"symbol": "circle-open", "size": 10})
