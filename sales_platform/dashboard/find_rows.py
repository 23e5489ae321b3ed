"""``/find?code=...``: what became of the landed rows that hold a code, and the field that asks for it on *Data quality*."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from flask import Flask, Response, request

from sales_platform.dashboard.formats import in_words, months_name
from sales_platform.dashboard.landed_fields import field_title
from sales_platform.dashboard.names import feed_name
from sales_platform.dashboard.queries.landed_rows import MOST, LandedRow, landed_rows
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.report.document import STYLE
from sales_platform.dashboard.report.markup import Html, el
from sales_platform.dashboard.report.report_tables import table
from sales_platform.problems.edge import SENTENCES, all_told
from sales_platform.problems.found import Deed
from sales_platform.values.counted import counted
from sales_platform.web_place import linked

FIND_PATH = "/find"
PARAMETER = "code"
LONGEST = 200
_ASKS = "Find the rows of an order, a customer or a product by its code"


def find_form() -> Any:  # noqa: ANN401 - components of Dash
    """The field, for a page of the dashboard."""
    return html.Form(
        [
            html.Label([f"{_ASKS} ", dcc.Input(id="find-code", name=PARAMETER, type="search", required=True, maxLength=LONGEST)]),
            html.Button("Find", type="submit"),
        ],
        action=linked(FIND_PATH),
        method="get",
        className="find-form",
    )


def add_finding(server: Flask, reader: LakeReader) -> None:
    """Serve the rows that hold a code."""

    def find() -> tuple[Response, int]:
        code = request.args.get(PARAMETER, "").strip()[:LONGEST]
        try:
            with all_told(Deed(place=f"the lake '{reader.lake.root}'")):
                rows = landed_rows(reader, code) if code else []
        except SENTENCES as error:
            return Response(_page(code, el("p", str(error), role="alert")), mimetype="text/html"), 503
        return Response(_page(code, _found(code, rows)), mimetype="text/html"), 200

    server.add_url_rule(FIND_PATH, "find", find)


def _page(code: str, shown: Html) -> str:
    title = f"Rows with the code {code}" if code else "Find rows"
    field = el("input", name=PARAMETER, type="search", value=code, required="required", maxlength=LONGEST)
    form = el("form", el("label", f"{_ASKS} ", field), " ", el("button", "Find", type="submit"), action=linked(FIND_PATH))
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("link", rel="icon", href="data:,"),  # else the browser asks for one
        el("title", title),
        STYLE,
    )
    back = el("p", el("a", "\u2039 Data quality", href=linked("/quality")))
    body = el("body", el("header", back, el("h1", title)), el("main", form, shown))
    return f"<!doctype html>\n{el('html', head, body, lang='en')}\n"


def _found(code: str, rows: Sequence[LandedRow]) -> Html:
    if not code:
        return el("p", "A code is found as a whole, as it landed: FOCT616422202.")
    if not rows:
        return el(
            "p", "No row has landed with it in a column of codes. A code is found as a whole, as it was written in the file."
        )
    feeds = list(dict.fromkeys(row.source.feed.name for row in rows))
    return el("div", [_of_feed([row for row in rows if row.source.feed.name == feed]) for feed in feeds])


def _of_feed(rows: Sequence[LandedRow]) -> Html:
    refused = [row for row in rows if row.reasons]
    said = f"{counted(len(rows), 'row')}: {len(rows) - len(refused)} accepted, {len(refused)} in quarantine."
    cut = f" The first {MOST} months of rows; there may be more." if len(rows) >= MOST else ""
    names = list(dict.fromkeys(name for row in rows for name in row.fields))
    head = ["What became of it", *map(field_title, names), "Month", "File", "Row (without the header)"]
    lines = [
        [
            [", ".join(map(in_words, row.reasons)) or "Accepted", *map(_meaning, _meanings(row))],
            *(row.fields.get(name, "") for name in names),
            months_name(row.first, row.last),
            row.file,
            row.row,
        ]
        for row in rows
    ]
    title = feed_name(rows[0].source.feed.name)
    return el("section", el("h2", title), el("p", said + cut), table(title, head, lines, texts=len(head) - 1))


def _meanings(row: LandedRow) -> Sequence[str]:
    said = {rule.name: rule.description for rule in row.source.rules}
    return [said[reason] for reason in row.reasons if reason in said]


def _meaning(sentence: str) -> Html:
    return el("small", sentence)
