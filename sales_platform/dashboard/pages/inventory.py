"""Inventory planning: monthly units with their forecast, and what to reorder for a service level and a lead time."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import vizro.models as vm
from dash import html

from sales_platform.dashboard import figures
from sales_platform.dashboard.cards import Card, card_row
from sales_platform.dashboard.controls import Option, dropdown
from sales_platform.dashboard.formats import company_name, month_name, percent, pieces, whole
from sales_platform.dashboard.pages.layout import Control, PageParts
from sales_platform.dashboard.pieces import figure, graph, table
from sales_platform.dashboard.queries import planning
from sales_platform.dashboard.queries.planning import FORECAST, LARGEST, NO_FORECAST, SEPARATOR, Policy
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.dashboard.sources import Controls, message_of
from sales_platform.dashboard.tables import Column
from sales_platform.dashboard.tables import table as grid
from sales_platform.errors import UserError

NAME = "inventory"
SERVICE_LEVELS = (0.8, 0.9, 0.95, 0.975, 0.99, 0.995)
USUAL_LEVEL, USUAL_LEAD, LONGEST_LEAD = 0.95, 1, 3
_COLUMNS = (
    Column("company", "Company", width=105),
    Column("product", "Product", width=200),
    Column("variant", "Variant", width=90),
    Column("product_code", "Code", width=115),
    Column("forecast", "Next month (pieces)", "whole", 105),
    Column("low", "80 % low (pieces)", "whole", 95),
    Column("high", "80 % high (pieces)", "whole", 95),
    Column("monthly_error", "Monthly error (pieces)", "whole", 105),
    Column("lead_demand", "Demand over lead time (pieces)", "whole", 120),
    Column("safety_stock", "Safety stock (pieces)", "whole", 105),
    Column("reorder_quantity", "Reorder quantity (pieces)", "whole", 120),
    Column("forecast_by", "Forecast by", width=150),
)


def policy(controls: Controls) -> Policy:
    """The service level and the lead time chosen.

    Raises:
        UserError: they are none of those that can be chosen.
    """
    level, lead = controls.get("service", USUAL_LEVEL), controls.get("lead", USUAL_LEAD)
    if isinstance(level, bool) or not isinstance(level, int | float) or level not in SERVICE_LEVELS:
        raise UserError(f"The service level must be one of {', '.join(map(_level, SERVICE_LEVELS))}: choose it in its control.")
    if isinstance(lead, bool) or not isinstance(lead, int | float) or lead not in range(1, LONGEST_LEAD + 1):
        raise UserError(f"The lead time must be from 1 to {LONGEST_LEAD} months: choose it with its slider.")
    return Policy(float(level), int(lead))


def _level(level: float) -> str:
    return f"{level * 100:g} %"


def _plan(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table | None:
    return planning.plan(reader, selection, policy(controls))


def _totals(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table | None:
    """products, baseline (how many of them use it), lead_demand, safety_stock, reorder_quantity (pieces), lead_months, service."""
    planned, chosen = planning.plan(reader, selection, policy(controls)), policy(controls)
    if planned is None or not planned.num_rows:
        return None
    sums = {
        name: [sum(value or 0 for value in planned.column(name).to_pylist())]
        for name in ("lead_demand", "safety_stock", "reorder_quantity")
    }
    baseline = [sum(planned.column("baseline_used").to_pylist())]
    counts = {"products": [planned.num_rows], "baseline": baseline, "lead_months": [chosen.lead_months]}
    return pa.table({**counts, **sums, "service": [chosen.service_level], "z": [chosen.z]})


def _show_totals(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    if message_of(frame) is not None:
        return None
    row = frame.iloc[0]
    lead = f"{whole(row['lead_months'])} month{'s' if row['lead_months'] > 1 else ''} of lead time"
    better = row["products"] - row["baseline"]
    return card_row(
        [
            Card("Products with a forecast", whole(row["products"]), f"{whole(better)} by a model that beat the baseline", f"{whole(row['baseline'])} by the baseline (seasonal naive)"),
            Card("Expected demand", pieces(row["lead_demand"]), f"{whole(row['lead_demand'])} pieces", f"in {lead}"),
            Card("Safety stock", pieces(row["safety_stock"]), f"{whole(row['safety_stock'])} pieces", f"for a service level of {_level(row['service'])} (z = {row['z']:.3f})"),
            Card("Reorder quantity", pieces(row["reorder_quantity"]), f"{whole(row['reorder_quantity'])} pieces", "demand and safety stock"),
        ]
    )  # fmt: skip


def _demand(reader: LakeReader, selection: Selection, controls: Controls) -> pa.Table | None:
    return planning.demand(reader, selection, controls.get("product"), policy(controls))


def _show_demand(frame: pd.DataFrame) -> go.Figure:
    if (sentence := message_of(frame)) is not None:
        return figures.message_figure(sentence)
    first = frame.iloc[0]
    colour = figures.COMPANY_COLOURS.get(first["company"], figures.MUTED)
    sold, forecast = frame[frame["quantity"].notna()], frame[frame["forecast"].notna()]
    chart = go.Figure()
    chart.add_scatter(
        x=sold["month"], y=sold["quantity"], name="Sold", mode="lines+markers", line={"color": colour, "width": 2.5},
        text=[f"{month_name(row.month)}: {whole(row.quantity)} pieces sold" for row in sold.itertuples()], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    chart.add_scatter(
        x=[*forecast["month"], *forecast["month"][::-1]], y=[*forecast["high"], *forecast["low"][::-1]],
        fill="toself", fillcolor=_faded(colour), line={"width": 0}, name="80 % prediction interval", hoverinfo="skip", mode="lines",
    )  # fmt: skip
    chart.add_scatter(
        x=forecast["month"], y=forecast["forecast"], name="Forecast", mode="lines+markers", line={"color": colour, "width": 2.5, "dash": "dash"},
        text=[f"{month_name(row.month)}: {whole(row.forecast)} pieces expected<br>80 % interval {whole(row.low)} to {whole(row.high)}" for row in forecast.itertuples()],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    figures.styled(chart)
    chart.update_xaxes(title_text="Month", tickformat="%b %Y", nticks=9)
    chart.update_yaxes(title_text="Quantity (pieces)", rangemode="tozero", nticks=6, exponentformat="B")
    name = f"<b>{figures.escaped(first['product'])}</b>, {figures.escaped(first['variant'])} ({figures.escaped(company_name(first['company']))})"
    used = forecast.iloc[0] if len(forecast) else None
    model = "" if used is None else f" · forecast by {_model(used['model'], used['baseline_used'])}"
    return chart.update_layout(title={"text": name + figures.escaped(model), "font_size": 13, "x": 0, "y": 1, "yanchor": "top", "pad": {"t": 4}}, margin_t=56)


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.18)"


def _model(model: object, baseline_used: object) -> str:
    return "the baseline (seasonal naive)" if baseline_used else str(model)


def _show_plan(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    if message_of(frame) is None:
        frame = frame.assign(forecast_by=[_model(row.model, row.baseline_used) for row in frame.itertuples()])
    return grid(frame, _COLUMNS, height=600)


def _show_formulas(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    if message_of(frame) is not None:
        return None
    row = frame.iloc[0]
    share = percent(row["baseline"] / row["products"])
    return html.Div(
        [
            html.H3("How it is reckoned", className="figure-title"),
            html.P([html.B("Safety stock"), " = z(service level) × monthly error × √lead time in months"]),
            html.P([html.B("Reorder quantity"), " = forecast demand over the lead time + safety stock"]),
            html.P(f"z({_level(row['service'])}) = {row['z']:.3f}. The monthly error is the standard deviation of the forecast's error one month ahead, on held-back months. Stock at hand and on order is not known here: subtract it."),
            html.P(f"A product's model is used where it beats the seasonal naive baseline on held-back months; otherwise the baseline is ({whole(row['baseline'])} of {whole(row['products'])} products, {share}). The column 'Forecast by' says which."),
            html.P("Channel, platform and market do not restrict this page: forecasts are by product. The months restrict the history in the chart."),
        ],
        className="explanation",
    )  # fmt: skip


def _check(reader: LakeReader, controls: Controls) -> None:
    policy(controls)
    if reader.version(FORECAST) is not None:
        planning.check_product(reader, controls.get("product"))


def _product_options(reader: LakeReader) -> list[Option]:
    try:
        listed = planning.products(reader)
    except UserError:  # the page itself says it
        return []
    return [
        {"label": f"{row['product']}, {row['variant']}", "value": f"{row['company']}{SEPARATOR}{row['product_code']}"}
        for row in listed
    ]


def _product_control(reader: LakeReader) -> Any:  # noqa: ANN401
    first = [{"label": "The largest reorder quantity", "value": LARGEST}]
    return dropdown("Product", first, lambda: first + _product_options(reader))


def _service_control(_: LakeReader) -> Any:  # noqa: ANN401
    levels = [{"label": _level(level), "value": level} for level in SERVICE_LEVELS]
    return vm.Dropdown(title="Service level", options=levels, value=USUAL_LEVEL, multi=False)


def _lead_control(_: LakeReader) -> Any:  # noqa: ANN401
    return vm.Slider(title="Lead time (months)", min=1, max=LONGEST_LEAD, step=1, value=USUAL_LEAD)


_POLICY_TARGETS = (f"{NAME}-totals", f"{NAME}-formulas", f"{NAME}-demand", f"{NAME}-plan")
INVENTORY = PageParts(
    NAME,
    "Inventory planning",
    (
        figure(f"{NAME}-totals", _totals, _show_totals, (1, 3, 0, 5)),
        graph(
            f"{NAME}-demand", "Monthly units and forecast", _demand, _show_demand,
            "Pieces a month; choose the product on the left.", (4, 12, 0, 3),
        ),
        figure(f"{NAME}-formulas", _totals, _show_formulas, (4, 12, 4, 5)),
        table(
            f"{NAME}-plan", "What to reorder", _plan, _show_plan,
            "Largest reorder quantity first; – where the forecast does not reach over the lead time.", (13, 24, 0, 5),
        ),
    ),
    controls=(
        Control("product", _product_control, (f"{NAME}-demand",)),
        Control("service", _service_control, _POLICY_TARGETS),
        Control("lead", _lead_control, _POLICY_TARGETS),
    ),
    table=FORECAST,
    missing=NO_FORECAST,
    check=_check,
)  # fmt: skip
