"""Landed rows for people: the fields of a row as columns."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from sales_platform.dashboard.formats import in_words

FIELD = "landed_"
"""Before the name of a landed field, as a column of an answer: a field may be called like a column of the platform."""
_NAMES = (("month", pa.date32()), ("feed", pa.string()), ("file", pa.string()), ("row", pa.int64()), ("reasons", pa.string()))


def with_fields(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Landed rows as a table: month, feed, file, row, reasons, and a column for each field that one of them landed with.

    Args:
        rows: with these names, and raw, the row as JSON; a raw that cannot be read, or None, has no fields.
    """
    fields = [_fields(row.get("raw")) for row in rows]
    names = list(dict.fromkeys(name for each in fields for name in each))
    listed = [
        {**{name: row[name] for name, _ in _NAMES}, **{f"{FIELD}{name}": each.get(name) for name in names}}
        for row, each in zip(rows, fields, strict=True)
    ]
    return pa.Table.from_pylist(listed, pa.schema([*_NAMES, *((f"{FIELD}{name}", pa.string()) for name in names)]))


def _fields(raw: str | None) -> dict[str, str | None]:
    try:
        found = json.loads(raw or "null")
    except ValueError:
        return {"row": raw}
    if not isinstance(found, dict):
        return {}
    return {str(name): None if value is None else str(value) for name, value in found.items()}


def field_title(name: str) -> str:
    """What a landed field is called, given its column."""
    return in_words(name.removeprefix(FIELD).removesuffix("_as_landed"))
