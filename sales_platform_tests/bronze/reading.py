"""Reading one file in a test, as a feed reads it."""

import io
import json
from functools import partial
from typing import Any

import pyarrow as pa

from sales_platform.feeds import Feed
from sales_platform.landing.csv_files import ROW_FIELDS, ROW_PROBLEM, LinesJoinedError, read_rows


def batches_of(content: bytes | str, feed: Feed) -> list[pa.RecordBatch]:
    """The batches of a file."""
    data = partial(io.BytesIO, content.encode() if isinstance(content, str) else content)
    try:
        return list(read_rows(data, feed))
    except LinesJoinedError:
        return list(read_rows(data, feed, line_by_line=True))


def rows_of(content: bytes | str, feed: Feed) -> list[dict[str, Any]]:
    """The rows of a file: the columns of the contract, and ``_extra``, ``_separator``."""
    batches = batches_of(content, feed)
    return pa.Table.from_batches(batches).to_pylist() if batches else []


def sound(rows: list[dict[str, Any]], feed: Feed) -> list[tuple[str | None, ...]]:
    """The values of the rows whose shape is right."""
    return [tuple(row[column] for column in feed.columns) for row in rows if problem(row) is None]


def problem(row: dict[str, Any]) -> str | None:
    """What is wrong with the shape of a row."""
    found: str | None = json.loads(row["_extra"] or "{}").get(ROW_PROBLEM)
    return found


def problems(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What is wrong with the shape of rows, and all fields of each."""
    return {found: json.loads(row["_extra"])[ROW_FIELDS] for row in rows if (found := problem(row))}
