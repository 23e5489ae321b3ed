"""Every chart and table as CSV, under the filters that the address of its page carries."""

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa
from flask import Flask, Response, request
from pandas.api.types import is_numeric_dtype

from sales_platform.dashboard.chart_tables import SHARES, column_title
from sales_platform.dashboard.page import Page
from sales_platform.dashboard.page_answers import answer_or_sentence
from sales_platform.dashboard.pieces import CSV_PATH, Piece
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.url_values import controls_in

SHARE_DIGITS = 6
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def add_downloads(server: Flask, reader: LakeReader, pages: Sequence[Page]) -> None:
    """Serve each piece of the pages under CSV_PATH and its name."""
    pieces = {piece.name: (page, piece) for page in pages for piece in page.all_pieces if piece.downloadable}

    def download(name: str) -> Response:
        if name not in pieces:
            return Response("There is no such table: follow the links of the dashboard.\n", 404, mimetype="text/plain")
        page, piece = pieces[name]
        return csv_response(reader, piece, controls_in(request.args, page.control_names()))

    server.add_url_rule(f"{CSV_PATH}<name>", "csv", download)


def csv_response(reader: LakeReader, piece: Piece, controls: Mapping[str, object]) -> Response:
    """The rows of a piece as a CSV file, with the columns' titles; status 400 and a sentence when the controls cannot be used."""
    answer = answer_or_sentence(reader, piece.question, controls)
    if isinstance(answer, str):
        return Response(f"{answer}\n", 400, mimetype="text/plain")
    headers = {"Content-Disposition": f'attachment; filename="{piece.name}.csv"'}
    return Response(_titled(answer).to_csv(index=False), 200, headers, mimetype="text/csv")


def _titled(answer: pa.Table) -> pd.DataFrame:
    """The rows with the columns' titles, texts inert and shares rounded; whole numbers stay whole where some are missing."""
    frame = answer.to_pandas(types_mapper=_whole)
    written = {
        name: column.round(SHARE_DIGITS) if name in SHARES else column if is_numeric_dtype(column) else column.map(inert)
        for name, column in frame.items()
    }
    titles = [inert(column_title(str(name))) for name in frame.columns]
    return pd.DataFrame(written).set_axis(titles, axis="columns")


def _whole(kind: pa.DataType) -> pd.Int64Dtype | None:
    return pd.Int64Dtype() if pa.types.is_integer(kind) else None


def inert(value: object) -> object:
    """A text that a spreadsheet would run as a formula, with a quote before it: names from files are data."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
