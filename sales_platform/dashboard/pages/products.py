"""Products: price against quantity, divisions and categories, growth, and every variant in a table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
from dash import html

from sales_platform.companies.registry import label_of
from sales_platform.dashboard import figures
from sales_platform.dashboard.colours import FALLEN, ON_TILE, RISEN, TILES, company_colour
from sales_platform.dashboard.deeper import PRODUCT_PAGE, goes_deeper, one
from sales_platform.dashboard.formats import change, money, money_exact, percent, pieces, whole
from sales_platform.dashboard.grids import Column, ag_grid, with_addresses
from sales_platform.dashboard.page import Page
from sales_platform.dashboard.page_answers import NO_ROWS, Controls, message_of
from sales_platform.dashboard.pieces import graph, listing, table
from sales_platform.dashboard.queries import details, sales
from sales_platform.dashboard.queries.abc_classes import class_totals, classed
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import ALL, Selection

NAME = "products"
LARGEST_BUBBLE = 46
FAR_APART = 100
MOST_DIVISIONS = 10
ROOM_FOR_FIGURES, ROOM_FOR_NAME = 0.02, 0.005
"""Share of the revenue of a tile that has room for its name and figures, and for its name."""
SHORT_LINE, LEAST_LETTERS = 8, 10
"""Letters in a line of a tile, and the size in pixels below which its words are left out."""
CLASS_MEANINGS = {
    "A": "first 80\u00a0%",
    "B": "up to 95\u00a0%",
    "C": "the rest",
}
"""``docs/glossary.md`` says exactly where a class begins."""
NOTHING_TO_COMPARE = "No month of this selection has figures for the year before as well."
_COLUMNS = (
    Column("product", "Product", "link", 160),
    Column("variant", "Variant", width=72),
    Column("class", "Class", width=62),
    Column("revenue", "Revenue (INR)", "revenue", 115),
    Column("share", "Share of revenue", "percent", 70),
    Column("growth", "Growth, year on year", "change", 72),
    Column("quantity", "Quantity (pieces)", "whole", 73),
    Column("price", "Mean price (INR)", "money", 86),
    Column("company", "Company", width=87),
    Column("division", "Division", width=87),
    Column("category", "Category", width=92),
    Column("product_code", "Code", width=97),
)


def _products(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    return details.products(reader, selection)


def _classed(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    """The products with their ABC classes."""
    return classed(details.products(reader, selection))


def _classes(reader: LakeReader, selection: Selection, _: Controls) -> pa.Table | None:
    rows = details.products(reader, selection)
    return class_totals(rows) if rows is not None and rows.num_rows else None


def _show_bubbles(frame: pd.DataFrame) -> go.Figure:
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    chart = go.Figure()
    scale = 2 * max(frame["revenue"].max(), 1) / LARGEST_BUBBLE**2
    for company, rows in frame.groupby("company"):
        chart.add_scatter(
            x=rows["price"],
            y=rows["quantity"],
            mode="markers",
            name=label_of(str(company)),
            marker={
                "size": rows["revenue"].clip(lower=0),
                "sizemode": "area",
                "sizeref": scale,
                "sizemin": 3,
                "color": company_colour(company),
                "opacity": 0.6,
                "line": {"width": 1, "color": "white"},
            },
            customdata=[_bubble_words(row) for row in rows.to_dict("records")],
            hovertemplate="%{customdata}<extra></extra>",
        )
    by_company = [(str(company), list(rows["product_code"])) for company, rows in frame.groupby("company")]
    codes = [[one(company, code) for code in listed] for company, listed in by_company]
    goes_deeper(
        chart,
        "the page of this product",
        {"product": codes},
        page=PRODUCT_PAGE,
        legend={"company": [company for company, _ in by_company]},
    )
    figures.styled(chart)
    chart.update_xaxes(**_scale("Mean list price (INR", frame["price"]), **figures.MONEY_AXIS)
    chart.update_yaxes(**_scale("Quantity (pieces", frame["quantity"]), exponentformat="B")
    return chart.update_layout(legend_itemsizing="constant")


def _scale(title: str, values: "pd.Series[float]") -> dict[str, Any]:
    """A logarithmic axis where the values lie far apart, with a tick at each power of ten."""
    above = values[values > 0]
    if len(above) and above.max() > FAR_APART * above.min():
        return {"title_text": f"{title}, logarithmic)", "type": "log", "dtick": 1}
    return {"title_text": f"{title})", "rangemode": "tozero", "nticks": 6}


def _bubble_words(row: Mapping[str, Any]) -> str:
    name = f"<b>{figures.escaped(row['product'])}</b>, {figures.escaped(row['variant'])}"
    return f"{name}<br>{money_exact(row['price'])} · {pieces(row['quantity'])} pieces · {money(row['revenue'])}"


def _show_divisions(frame: pd.DataFrame) -> go.Figure:
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    divisions = frame.groupby("division", sort=False)[["revenue", "share"]].sum()
    ids = ["all", *map(_division_id, divisions.index), *(f"category:{row.division}:{row.category}" for row in frame.itertuples())]
    revenue = [frame["revenue"].sum(), *divisions["revenue"], *frame["revenue"]]
    shares, heads = [1.0, *divisions["share"], *frame["share"]], 1 + len(divisions)
    trace = go.Treemap(
        ids=ids,
        labels=["All divisions", *map(figures.escaped, divisions.index), *map(figures.escaped, frame["category"])],
        parents=["", *["all"] * len(divisions), *map(_division_id, frame["division"])],
        values=revenue,
        branchvalues="total",
        marker={"colors": [0, *revenue[1:]], "colorscale": list(TILES), "pad": {"t": 22, "l": 3, "r": 3, "b": 3}},
        text=[f"{money(value)} · {percent(share)}" for value, share in zip(revenue, shares, strict=True)],
        texttemplate=["%{label}"] * heads + [_tile_words(row) for row in frame.to_dict("records")],
        textfont_color=ON_TILE,
        hovertemplate="%{label}: %{text}<extra></extra>",
        tiling_pad=2,
        pathbar_visible=False,
    )
    chart = figures.styled(go.Figure(trace))
    goes_deeper(chart, "only this", _of_treemap(list(divisions.index), frame))
    return chart.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, uniformtext={"minsize": LEAST_LETTERS, "mode": "hide"})


def _tile_words(row: Mapping[Any, Any]) -> str:
    """What is written on the tile of a category: no more than there is room for, in short lines."""
    name = figures.wrapped(row["category"], SHORT_LINE)
    if row["share"] >= ROOM_FOR_FIGURES:
        return f"{name}<br>{money(row['revenue'])}<br>{percent(row['share'])}"
    return name if row["share"] >= ROOM_FOR_NAME else ""


def _of_treemap(divisions: list[str], frame: pd.DataFrame) -> dict[str, list[list[str]]]:
    """What each tile sets: all divisions, one of them, or a category of one."""
    everything, categories = [ALL] * (1 + len(divisions)), list(frame["category"])
    return {"division": [[ALL, *divisions, *frame["division"]]], "category": [[*everything, *categories]]}


def _division_id(division: object) -> str:
    return f"division:{division}"


def _show_growth(frame: pd.DataFrame) -> go.Figure:
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(NOTHING_TO_COMPARE if sentence == NO_ROWS else sentence)
    comparable = frame.dropna(subset=["growth"]).head(MOST_DIVISIONS)
    if comparable.empty:
        return figures.message_figure(NOTHING_TO_COMPARE)
    rows = comparable.to_dict("records")
    words = [
        f"{figures.escaped(row['division'])}: {change(row['growth'])}, {money(row['revenue'])}"
        f" after {money(row['revenue_year_before'])}"
        for row in rows
    ]
    chart = figures.bars(
        comparable,
        label="division",
        value="growth",
        text=[change(row["growth"]) for row in rows],
        title="Growth of revenue, year on year",
        hover=words,
    )
    chart.update_traces(marker_color=[RISEN if row["growth"] >= 0 else FALLEN for row in rows])
    goes_deeper(chart, "only this division", {"division": [[row["division"] for row in rows]]})
    return chart.update_xaxes(tickformat=".0%")


def _show_classes(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    if (sentence := message_of(frame)) is not None:
        return sentence
    head = html.Tr([html.Th(title, scope="col") for title in ("Class", "Products", "Revenue", "Share")])
    lines = [
        html.Tr(
            [
                html.Th([row["class"], html.Small(f" {CLASS_MEANINGS[row['class']]}")], scope="row"),
                *[html.Td(text) for text in (whole(row["count"]), money(row["revenue"]), percent(row["share"]))],
            ]
        )
        for row in frame.to_dict("records")
    ]
    return html.Table([html.Thead(head), html.Tbody(lines)], className="statement")


PAGE = Page(
    name=NAME,
    title="Products",
    order=20,
    pieces=(
        graph(
            f"{NAME}-bubbles",
            "Price against quantity",
            _products,
            _show_bubbles,
            "One bubble a variant; its area is the revenue. Click one for its page.",
            (1, 9, 0, 2),
        ),
        graph(
            f"{NAME}-divisions",
            "Revenue by division and category",
            lambda reader, selection, _: sales.breakdown(reader, selection, ("division", "category")),
            _show_divisions,
            "Darker: more revenue. Click a division or a category to filter by it.",
            (1, 9, 3, 5),
        ),
        graph(
            f"{NAME}-growth",
            "Growth of the largest divisions",
            lambda reader, selection, _: sales.growth_by(reader, selection, ["division"]),
            _show_growth,
            "Months chosen against the same months a year before, where the company has figures for both.",
            (10, 17, 0, 3),
        ),
        listing(f"{NAME}-classes", "ABC classes by revenue", _classes, _show_classes, "", (10, 17, 4, 5)),
        table(
            f"{NAME}-variants",
            "Every variant",
            _classed,
            lambda frame: ag_grid(with_addresses(frame, PRODUCT_PAGE), _COLUMNS, height=690),
            "Click a row for its page. Growth as in the chart; a dash where there is nothing to compare with.",
            (18, 31, 0, 5),
        ),
    ),
)
