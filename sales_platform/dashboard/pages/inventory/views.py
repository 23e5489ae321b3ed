"""How the answers of the page Inventory planning are shown."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import html

from sales_platform.companies.registry import label_of
from sales_platform.dashboard import figures, month_lines
from sales_platform.dashboard.cards import Card, card_row
from sales_platform.dashboard.colours import company_colour, transparent
from sales_platform.dashboard.deeper import PRODUCT_PAGE
from sales_platform.dashboard.formats import NONE, month_name, percent, pieces, whole
from sales_platform.dashboard.grids import Column, ag_grid, with_addresses
from sales_platform.dashboard.page_answers import message_of
from sales_platform.dashboard.pages.inventory import stock_views

COLUMNS = (
    Column("product", "Product", "link", 190),
    Column("variant", "Variant", width=85),
    Column("company", "Company", width=105),
    Column("stock_target", "Stock target (pieces)", "whole", 100),
    Column("lead_demand", "Demand over lead time (pieces)", "whole", 115),
    Column("safety_stock", "Safety stock (pieces)", "whole", 90),
    Column("interval", "80 % interval of next month (pieces)", width=180),
    Column("forecast_by", "Forecast by", width=190),
)
"""They fit beside the filters in a window of 1400 pixels; the CSV has more, such as next month's forecast."""
_TABLE_HEIGHT = 640


def level_name(level: float) -> str:
    """A service level: 95 %."""
    return f"{level * 100:g} %"


def totals(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    """The cards on top."""
    if message_of(frame) is not None:
        return None  # the status line shows the message
    row = frame.iloc[0]
    months = f"{whole(row['lead_months'])} month{'s' if row['lead_months'] > 1 else ''}"
    level = f"for a service level of {level_name(row['service'])} (z = {row['z']:.3f})"
    better, baseline = whole(row["products"] - row["baseline"]), whole(row["baseline"])
    return card_row(
        [
            Card(
                "Products with a forecast",
                whole(row["products"]),
                f"{better} by a model more accurate than the baseline",
                f"{baseline} by the baseline",
            ),
            _pieces_card(
                "Expected demand", row["lead_demand"], f"in {months} of lead time, from {month_name(row['next_month'])}"
            ),
            _pieces_card("Safety stock", row["safety_stock"], level),
            _pieces_card(
                "Stock target",
                row["stock_target"],
                "expected demand and safety stock" + ("" if stock_views.has_stock(frame) else "; no stock has landed"),
            ),
            *(stock_views.cards(row) if stock_views.has_stock(frame) else ()),
        ]
    )


def _pieces_card(title: str, value: float, note: str) -> Card:
    return Card(title, pieces(value), f"{whole(value)} pieces", note)


def demand(frame: pd.DataFrame, *, named: bool = True) -> go.Figure:
    """Sold pieces as a line, the forecast dashed with its interval as a band.

    Args:
        named: the chart says which product it is of, and what the forecast is made by.
    """
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    first = frame.iloc[0]
    colour = company_colour(first["company"])
    sold, forecast = frame[frame["quantity"].notna()], frame[frame["forecast"].notna()]
    chart = go.Figure()
    complete = sold["month"] < (forecast["month"].min() if len(forecast) else date.max)
    _add_sold(chart, sold[complete], sold[~complete], colour)
    _add_interval(chart, forecast, colour)
    words = [
        f"{month_name(row.month)}: {whole(row.forecast)} pieces expected<br>80 % interval {whole(row.low)} to {whole(row.high)}"
        for row in forecast.itertuples()
    ]
    chart.add_trace(month_lines.line(forecast["month"], forecast["forecast"], "Forecast", colour, words, dash="dash"))
    month_lines.month_axis(figures.styled(chart), frame["month"])
    chart.update_yaxes(title_text="Quantity (pieces)", rangemode="tozero", nticks=6, exponentformat="B")
    if not named:
        return chart
    title = {"text": _title(first, forecast), "font_size": 13, "x": 0, "y": 1, "yanchor": "top", "pad": {"t": 20}}
    chart.update_xaxes(title_text="")
    return chart.update_layout(title=title, margin_t=60, legend={"y": -0.25, "yanchor": "top"})  # above, it would cover the name


def _add_sold(chart: go.Figure, complete: pd.DataFrame, begun: pd.DataFrame, colour: str) -> None:
    """The months that a forecast is made from as a line; what a later, incomplete month has so far as a point."""
    words = [f"{month_name(row.month)}: {whole(row.quantity)} pieces sold" for row in complete.itertuples()]
    chart.add_trace(month_lines.line(complete["month"], complete["quantity"], "Sold", colour, words))
    if len(begun):
        words = [f"{month_name(row.month)}: {whole(row.quantity)} pieces so far" for row in begun.itertuples()]
        chart.add_trace(month_lines.open_points(begun["month"], begun["quantity"], "Sold, month not complete", colour, words))


def _add_interval(chart: go.Figure, forecast: pd.DataFrame, colour: str) -> None:
    chart.add_scatter(
        x=[*forecast["month"], *forecast["month"][::-1]],
        y=[*forecast["high"], *forecast["low"][::-1]],
        name="80 % prediction interval",
        mode="lines",
        fill="toself",
        fillcolor=transparent(colour, 0.18),
        line={"width": 0},
        hoverinfo="skip",
    )


def _title(first: Any, forecast: pd.DataFrame) -> str:  # noqa: ANN401 - a row of pandas
    company = label_of(first["company"])
    name = f"<b>{figures.escaped(first['product'])}</b><br>{figures.escaped(first['variant'])} ({figures.escaped(company)})"
    if forecast.empty:
        return name
    used = forecast.iloc[0]
    return f"{name}, forecast by {figures.escaped(_model(used['model'], used['baseline_used']))}"


def _model(model: object, baseline_used: object) -> str:
    name = str(model).replace("_", " ")
    return f"baseline ({name})" if baseline_used else name


def plan(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """The stock target of each product, and its stock where it is known."""
    columns: Sequence[Column] = COLUMNS
    if message_of(frame) is None and stock_views.has_stock(frame):
        frame, columns = stock_views.with_remarks(frame), stock_views.COLUMNS
    if message_of(frame) is None:
        named = [_model(row.model, row.baseline_used) if row.model else "" for row in frame.itertuples()]
        frame = frame.assign(forecast_by=named, interval=list(map(_interval, frame["low"], frame["high"])))
    return ag_grid(with_addresses(frame, PRODUCT_PAGE), columns, height=_TABLE_HEIGHT)


def _interval(low: float, high: float) -> str:
    return NONE if pd.isna(low) else f"{whole(low)} to {whole(high)}"


def formulas(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """How the quantities are calculated, with the numbers chosen."""
    if message_of(frame) is not None:
        return None
    row = frame.iloc[0]
    stocked = stock_views.has_stock(frame)
    baseline = f"{whole(row['baseline'])} of {whole(row['products'])} products, {percent(row['baseline'] / row['products'])}"
    which = "the table's CSV" if stocked else "the column 'Forecast by'"
    sentences = (
        f"z({level_name(row['service'])}) = {row['z']:.3f}.",
        "The monthly error is the standard deviation of the forecast's error one month ahead, on held-out months.",
        "The stock is that of the latest list that has the product; what was sold since is not taken off."
        if stocked
        else "Stock at hand and on order is not known here: what to order is the stock target less both.",
        "A product's model is used where it is more accurate than the baseline on held-out months, else the baseline:",
        "seasonal naive (the same month of the year before) or, with less than a year of history, the last month:",
        f"it is the baseline for {baseline}; {which} says which.",
        "Forecasts are by product, of all customers. The months restrict the history in the chart.",
    )
    return html.Div(
        [
            html.H3("How it is calculated", className="figure-title"),
            html.P([html.B("Safety stock"), " = z(service level) \u00d7 monthly error \u00d7 √lead time in months"]),
            html.P([html.B("Stock target"), " = forecast demand over the lead time + safety stock"]),
            *[html.P([html.B(name), text]) for name, text in (stock_views.FORMULAS if stocked else ())],
            html.P(" ".join(sentences[:3])),
            html.P(" ".join(sentences[3:6])),
            html.P(" ".join(sentences[6:])),
        ],
        className="explanation",
    )
