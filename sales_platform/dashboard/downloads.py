"""Every chart and table as CSV, under the filters that the address of its page carries."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence

from flask import Flask, Response, request

from sales_platform.dashboard.pages.layout import PageParts
from sales_platform.dashboard.pieces import CSV_PATH, Piece
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.sources import answer, message_of

_ENCODED = "b64_"
"""How the value of a control begins in a URL: the rest is JSON in base64 without padding."""


def add_downloads(server: Flask, reader: LakeReader, pages: Sequence[PageParts]) -> None:
    """Serve each piece of the pages under CSV_PATH and its name."""
    pieces = {piece.name: (page, piece) for page in pages for piece in page.pieces if piece.downloadable}

    def download(name: str) -> Response:
        if name not in pieces:
            return Response("There is no such table: follow the links of the dashboard.\n", 404, mimetype="text/plain")
        page, piece = pieces[name]
        return csv_response(reader, piece, controls_in(request.args, page.control_names()))

    server.add_url_rule(f"{CSV_PATH}<name>", "csv", download)


def csv_response(reader: LakeReader, piece: Piece, controls: Mapping[str, object]) -> Response:
    """The rows of a piece as a CSV file; 400 and the sentence when the controls select nothing."""
    frame = answer(reader, piece.question, controls)
    if (sentence := message_of(frame)) is not None:
        return Response(sentence + "\n", 400, mimetype="text/plain")
    safe = frame.map(_inert)
    headers = {"Content-Disposition": f'attachment; filename="{piece.name}.csv"'}
    return Response(safe.to_csv(index=False), 200, headers, mimetype="text/csv")


def _inert(value: object) -> object:
    """A text that a spreadsheet takes for a formula gets a quote before it: names taken from files are data."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def controls_in(arguments: Mapping[str, str], names: Mapping[str, str]) -> dict[str, object]:
    """The values of the controls that a query string carries, as Vizro writes it; an unreadable one stays text."""
    return {names[key]: decoded(text) for key, text in arguments.items() if key in names}


def decoded(text: str) -> object:
    """The value of a control in a URL."""
    if not text.startswith(_ENCODED):
        return text
    encoded = text.removeprefix(_ENCODED)
    try:
        return json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return text
