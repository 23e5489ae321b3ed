"""Customers: who buys through which channel, platform, market and city, and the share of the largest."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import pyarrow.compute as pc

from sales_platform.dashboard import figures
from sales_platform.dashboard.colours import ACCENT, transparent
from sales_platform.dashboard.deeper import CUSTOMER_PAGE, goes_deeper, one
from sales_platform.dashboard.formats import money, percent
from sales_platform.dashboard.grids import Column, ag_grid, with_addresses
from sales_platform.dashboard.page import Page
from sales_platform.dashboard.page_answers import Controls, message_of
from sales_platform.dashboard.pages.customers import loyalty_views
from sales_platform.dashboard.pieces import Piece, figure, graph, table
from sales_platform.dashboard.queries import details, sales
from sales_platform.dashboard.queries.abc_classes import classed
from sales_platform.dashboard.queries.loyalty import LOST, NEW, loyalty, span
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection

NAME = "customers"
MARKED = (1, 5, 10, 20)
_GROUPINGS = (("channel",), ("platform",), ("market",), ("city",))
_COLUMNS = (
    Column("customer", "Customer", "link", 160),
    Column("class", "Class", width=62),
    Column("revenue", "Revenue (INR)", "revenue", 119),
    Column("share", "Share of revenue", "percent", 70),
    Column("growth", "Growth, year on year", "change", 72),
    Column("quantity", "Quantity (pieces)", "whole", 78),
    Column("company", "Company", width=87),
    Column("channel", "Channel", width=84),
    Column("platform", "Platform", width=84),
    Column("market", "Market", width=72),
    Column("city", "City", width=86),
    Column("customer_code", "Code", width=80),
)


def _customers(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    return classed(details.customers(reader, selection))


def _concentration(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    """rank, company, customer, customer_code, revenue (INR), share_together (of revenue, of this and all larger customers)."""
    table = details.customers(reader, selection)
    if table is None:
        return None
    shares = details.concentration(table.column("revenue").to_pylist())
    ranked = table.select(["company", "customer", "customer_code", "revenue"]).append_column(
        "share_together", pa.array(shares, pa.float64())
    )
    return ranked.add_column(0, "rank", pa.array(range(1, len(shares) + 1), pa.int64()))


def _loyalty(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    """One row a status: status, count (customers), revenue, revenue_before (INR), said (which months and companies)."""
    rows = loyalty(reader, selection)
    if rows is None:
        return None
    sums = rows.group_by("status").aggregate([("status", "count"), ("revenue", "sum"), ("revenue_before", "sum")])
    named = sums.rename_columns(["status", "count", "revenue", "revenue_before"])
    said = [span(reader, selection).words()] * named.num_rows
    return named.append_column("said", pa.array(said, pa.string()))


def _changed(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    rows = loyalty(reader, selection)
    return rows.filter(pc.is_in(rows.column("status"), pa.array([LOST, NEW]))) if rows is not None else None


def _show_concentration(frame: pd.DataFrame) -> go.Figure:
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    rows = frame.to_dict("records")
    trace = go.Scatter(
        x=frame["rank"],
        y=frame["share_together"],
        mode="lines",
        line={"color": ACCENT, "width": 2.5, "shape": "linear"},
        fill="tozeroy",
        fillcolor=transparent(ACCENT, 0.12),
        customdata=_concentration_words(rows),
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    marked = [row for row in rows if row["rank"] in MARKED]
    points = go.Scatter(
        x=[row["rank"] for row in marked],
        y=[row["share_together"] for row in marked],
        mode="markers+text",
        marker={"color": ACCENT, "size": 9},
        text=[f"first {row['rank']}: {percent(row['share_together'])}" for row in marked],
        textposition="bottom right",
        hoverinfo="skip",
        showlegend=False,
    )
    chart = figures.styled(go.Figure([trace, points]))
    chart.update_xaxes(title_text="Customers, the largest first", range=[0, max(len(rows), 2)], nticks=8)
    chart.update_yaxes(title_text="Share of revenue", tickformat=".0%", range=[0, 1.04])
    codes = [one(row["company"], row["customer_code"]) for row in rows]
    return goes_deeper(chart, "the page of this customer", {"customer": [codes, []]}, page=CUSTOMER_PAGE)


def _concentration_words(rows: Sequence[Mapping[Any, Any]]) -> list[str]:
    return [
        f"{row['rank']}. {figures.escaped(row['customer'])}, {money(row['revenue'])}<br>"
        f"The first {row['rank']}: {percent(row['share_together'])} of revenue"
        for row in rows
    ]


def _by(attribute: str, title: str, area: tuple[int, int, int, int]) -> Piece:
    return graph(
        f"{NAME}-by-{attribute}",
        title,
        lambda reader, selection, _: sales.breakdown(reader, selection, (attribute,), _GROUPINGS),
        lambda frame: figures.attribute_bars(frame, attribute),
        "Share of the selection's revenue. A click filters by it.",
        area,
    )


PAGE = Page(
    name=NAME,
    title="Customers",
    order=30,
    pieces=(
        figure(f"{NAME}-loyalty", _loyalty, loyalty_views.cards, (1, 3, 0, 5)),
        _by("channel", "By channel", (4, 9, 0, 1)),
        _by("platform", "By platform", (4, 9, 2, 3)),
        _by("market", "By market", (10, 15, 0, 2)),
        _by("city", "By city", (10, 15, 3, 5)),
        graph(
            f"{NAME}-concentration",
            "Concentration",
            _concentration,
            _show_concentration,
            "Share of revenue of the largest customers together. Click a point for the customer's page.",
            (4, 9, 4, 5),
        ),
        table(
            f"{NAME}-all",
            "Every customer",
            _customers,
            lambda frame: ag_grid(with_addresses(frame, CUSTOMER_PAGE), _COLUMNS, height=600),
            "Click a row for its page. Growth: months chosen against the same months a year before, where the company has both.",
            (16, 27, 0, 5),
        ),
        table(
            f"{NAME}-changed",
            "New and lost customers",
            _changed,
            loyalty_views.changed,
            "Lost ones first. Click a row for the customer's page.",
            (28, 35, 0, 5),
        ),
    ),
)
