"""Overview: the figures of the business, the trend, and where the revenue comes from."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import vizro.models as vm

from sales_platform.companies.registry import label_of
from sales_platform.dashboard import figures
from sales_platform.dashboard.colours import COMPANY_LEGEND, company_colour
from sales_platform.dashboard.formats import money, month_name
from sales_platform.dashboard.page import Control, Page
from sales_platform.dashboard.page_answers import Controls, Question, message_of
from sales_platform.dashboard.pages.overview.kpis import kpis, show_kpis
from sales_platform.dashboard.pieces import figure, graph
from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError

NAME = "overview"
LENGTHS, USUAL = (5, 10, 15, 20), 10
_GROUPINGS = (("channel",), ("company", "product"), ("company", "customer"), sales.BY_MONTH, sales.BY_CUSTOMER)
"""All groupings of this page: one scan of the fact table answers them together."""


def _trend(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table:
    """The trend, and whether each month is complete."""
    rows, complete = sales.trend(reader, selection, _GROUPINGS), selection.complete
    flags = [complete is not None and month <= complete for month in rows.column("month").to_pylist()]
    return rows.append_column("complete", pa.array(flags, pa.bool_()))


def _show_trend(frame: pd.DataFrame) -> go.Figure:
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    chart = go.Figure()
    for company, rows in frame.groupby("company"):
        name, colour = label_of(str(company)), company_colour(company)
        earlier = rows.dropna(subset=["revenue_year_before"])
        whole, begun = rows[rows["complete"]], rows[~rows["complete"]]
        words = _month_words(name, whole["month"], whole["revenue"])
        chart.add_trace(figures.line(whole["month"], whole["revenue"], name, colour, words))
        if len(begun):
            incomplete = f"{name}, month not complete"
            words = _month_words(incomplete, begun["month"], begun["revenue"])
            chart.add_trace(figures.open_points(begun["month"], begun["revenue"], incomplete, colour, words))
        if len(earlier):
            before = f"{name}, a year before"
            words = _month_words(before, earlier["month"], earlier["revenue_year_before"])
            chart.add_trace(figures.line(earlier["month"], earlier["revenue_year_before"], before, colour, words, dash="dot"))
    figures.month_axis(figures.styled(chart), frame["month"])
    chart.update_yaxes(title_text="Revenue (INR)", rangemode="tozero", nticks=6, **figures.MONEY_AXIS)
    return chart


def _month_words(name: str, months: Sequence[date], revenue: Sequence[float]) -> list[str]:
    pairs = zip(months, revenue, strict=True)
    return [f"{figures.escaped(name)}, {month_name(month)}: {money(value)}" for month, value in pairs]


def _show_channels(frame: pd.DataFrame) -> go.Figure:
    return figures.attribute_bars(frame, "channel")


def top(controls: Controls) -> int:
    """How many rows a ranking shows.

    Raises:
        UserError: the value is not one of LENGTHS.
    """
    value = controls.get("top", USUAL)
    if isinstance(value, bool) or value not in LENGTHS:
        raise UserError(f"The length of the rankings must be one of {', '.join(map(str, LENGTHS))}: choose it in its control.")
    return LENGTHS[LENGTHS.index(value)]


def _top_control(_: LakeReader) -> Any:  # noqa: ANN401 - a model of Vizro
    return vm.Dropdown(title="Length of the rankings", options=list(LENGTHS), value=USUAL, multi=False)


def _by(*attributes: str, ranked: bool = False) -> Question:
    """Revenue by attributes; a ranking has as many rows as the page's control says."""

    def ask(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table:
        limit = top(controls) if ranked else sales.LARGEST_BREAKDOWN
        return sales.breakdown(reader, selection, attributes, _GROUPINGS, limit)

    return ask


PAGE = Page(
    name=NAME,
    title="Overview",
    order=10,
    pieces=(
        figure(f"{NAME}-figures", lambda reader, selection, _: kpis(reader, selection, _GROUPINGS), show_kpis, (1, 4, 0, 5)),
        graph(
            f"{NAME}-trend",
            "Monthly revenue by company",
            _trend,
            _show_trend,
            "",
            (5, 11, 0, 3),
        ),
        graph(
            f"{NAME}-channels",
            "Revenue by channel",
            _by("channel"),
            _show_channels,
            "Share of the selection's revenue.",
            (5, 11, 4, 5),
        ),
        graph(
            f"{NAME}-products",
            "Top products",
            _by("company", "product", ranked=True),
            lambda frame: figures.share_bars(frame, "product"),
            COMPANY_LEGEND,
            (12, 19, 0, 2),
        ),
        graph(
            f"{NAME}-customers",
            "Top customers",
            _by("company", "customer", ranked=True),
            lambda frame: figures.share_bars(frame, "customer"),
            COMPANY_LEGEND,
            (12, 19, 3, 5),
        ),
    ),
    controls=(Control("top", _top_control, (f"{NAME}-products", f"{NAME}-customers")),),
    check=lambda _, controls: top(controls),
)
