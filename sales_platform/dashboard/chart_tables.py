"""Every chart as a table for people: names and units of the columns in words, figures as texts."""

from collections.abc import Mapping, Sequence

import pandas as pd
from flask import Flask, Response, request
from markupsafe import Markup

from sales_platform.dashboard.formats import NONE, change, month_name, percent
from sales_platform.dashboard.landed_fields import FIELD, field_title
from sales_platform.dashboard.names import WORDS
from sales_platform.dashboard.page import Page
from sales_platform.dashboard.page_answers import answer_or_message, message_of
from sales_platform.dashboard.pieces import TABLE_PATH, Piece
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.url_values import controls_in

MOST_ROWS = 500
TITLES = {
    "revenue": "Revenue (INR)",
    "revenue_year_before": "Revenue a year before (INR)",
    "value": "Value (INR)",
    "units": "Quantity (pieces)",
    "quantity": "Quantity (pieces)",
    "forecast": "Forecast (pieces)",
    "low": "80 % low (pieces)",
    "high": "80 % high (pieces)",
    "monthly_error": "Monthly error (pieces)",
    "lead_demand": "Demand over lead time (pieces)",
    "safety_stock": "Safety stock (pieces)",
    "stock_target": "Stock target (pieces)",
    "at_hand": "At hand (pieces)",
    "on_order": "On order (pieces)",
    "horizon": "Horizon (months)",
    "size": "Size (bytes)",
    "price": "Mean price (INR)",
    "share": "Share of revenue",
    "share_of_change": "Share of the whole change",
    "share_together": "Share of revenue with all larger ones",
    "complete": "Month is complete",
    "mended": "Repaired",
    "before": "Earlier (INR)",
    "after": "Later (INR)",
    "change": "Change (INR)",
    "revenue_before": "Revenue in the 12 months before (INR)",
    "why": "Why",
    "price_inr": "Price (INR)",
    "cover": "What is known of the cover",
    "date": "Stock of",
    "runs_out": "Lasts until",
    "row": "Row in file, without the header",
}
"""Names of columns that say more than the name itself."""
_UNITS = {"_effect": "INR", "_inr": "INR", "_quantity": "pieces", "_days": "days"}
SHARES = {"share": percent, "share_of_change": percent, "share_together": percent, "growth": change}


def add_chart_tables(server: Flask, reader: LakeReader, pages: Sequence[Page]) -> None:
    """Serve each chart of the pages as a table under TABLE_PATH and its name; ``assets/access.js`` shows it in its place."""
    pieces = {piece.name: (page, piece) for page in pages for piece in page.all_pieces if piece.kind == "graph"}

    def show(name: str) -> Response:
        if name not in pieces:
            return Response("There is no such chart: follow the links of the dashboard.\n", 404, mimetype="text/plain")
        page, piece = pieces[name]
        return Response(table_page(reader, piece, controls_in(request.args, page.control_names())), 200, mimetype="text/html")

    server.add_url_rule(f"{TABLE_PATH}<name>", "table", show)


def table_page(reader: LakeReader, piece: Piece, controls: Mapping[str, object]) -> str:
    """A page with the rows of a chart as a table, or with the sentence that is there instead."""
    frame = answer_or_message(reader, piece.question, controls)
    sentence = message_of(frame)
    body = Markup("<p>{}</p>").format(sentence) if sentence is not None else html_table(frame, piece.title)
    return Markup("<!doctype html><html lang='en'><meta charset='utf-8'><title>{}</title><body>{}</body></html>").format(
        piece.title, body
    )


def html_table(frame: pd.DataFrame, title: str) -> Markup:
    """The first rows of a frame as an HTML table; names in it are data, and never markup."""
    names = [str(name) for name in frame.columns]
    head = Markup("").join(Markup("<th scope='col'>{}</th>").format(column_title(name)) for name in names)
    rows = [
        Markup("<tr>{}</tr>").format(Markup("").join(_cell(name, value) for name, value in zip(names, row, strict=True)))
        for row in frame.head(MOST_ROWS).itertuples(index=False)
    ]
    cut = f": the first {MOST_ROWS} of {len(frame):,} rows, all are in the CSV" if len(frame) > MOST_ROWS else ""
    return Markup("<table><caption>{}{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        title, cut, head, Markup("").join(rows)
    )


def column_title(name: str) -> str:
    """What a column is called; a landed one may be called like a column of the platform."""
    if name.startswith(FIELD):
        return f"{field_title(name)}, as landed"
    return TITLES.get(name) or _with_unit(name)


def _with_unit(name: str) -> str:
    """A name in words, with the unit that its end says: Reorder (INR) for reorder_inr."""
    for end, unit in _UNITS.items():
        if name.endswith(end):
            said = name if end == "_effect" else name.removesuffix(end)
            return f"{said.replace('_', ' ').capitalize()} ({unit})"
    return name.replace("_", " ").capitalize()


def _cell(name: str, value: object) -> Markup:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Markup("<td class='{}'>{}</td>").format("number" if number else "text", cell_text(name, value))


def cell_text(name: str, value: object) -> str:
    """A value as people read it."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN is not itself
        return NONE
    if hasattr(value, "strftime"):
        return month_name(value)  # type: ignore[arg-type]
    if str(value) in ("True", "False"):
        return "yes" if str(value) == "True" else "no"
    if not isinstance(value, int | float):
        return WORDS[name](str(value)) if name in WORDS else str(value)
    if name in SHARES:
        return SHARES[name](value)
    return f"{value:,.2f}" if name == "price" else f"{value:,.0f}"
