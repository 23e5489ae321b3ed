"""The rows of ``ledger/fingerprints``, and what they say."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache

import pyarrow as pa

from sales_platform.fingerprints.month_made import UNFINISHED, Key, Made
from sales_platform.fingerprints.restore_note import RestoreNote
from sales_platform.storage.plain_rows import plain_rows

SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("month", pa.date32()),
        ("fingerprint", pa.string()),
        ("parts", pa.string()),
        ("ingredients", pa.string()),
        ("run", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
        ("version", pa.int64()),
    ]
)

RESTORE = ("ledger/restore", date(1970, 1, 1))
"""The row of a restore that has begun; it is of no table."""


class KeptRows:
    """The rows as they were last read or written, so that just those are made anew that say something else now."""

    def __init__(self) -> None:
        self._rows: pa.Table | None = None
        self._places: dict[Key, tuple[int, Made]] = {}

    def read(self, rows: pa.Table | None) -> dict[Key, Made]:
        """What each month was made of, by rows that were read; None when the table does not exist."""
        months = months_of(rows)
        if rows is not None and rows.schema.equals(SCHEMA):  # else an earlier release has written it
            self._keep(rows, months)
        return months

    def written(self, months: Mapping[Key, Made], restore: RestoreNote | None) -> pa.Table:
        """The rows to be written, by table and month; they are the last ones from now on.

        Args:
            months: all.
            restore: one that has begun.
        """
        kept = {key: place for key, (place, before) in self._places.items() if key in months and _alike(before, months[key])}
        rows = _rows(((key, made) for key, made in months.items() if key not in kept), restore)
        if self._rows is not None:
            same = self._rows.take(pa.array(kept.values(), pa.int64()))
            versions = pa.array([months[key].version for key in kept], pa.int64())
            same = same.set_column(same.schema.get_field_index("version"), SCHEMA.field("version"), versions)
            rows = pa.concat_tables([same, rows])
        rows = rows.sort_by([("table", "ascending"), ("month", "ascending")])
        self._keep(rows, months)
        return rows

    def _keep(self, rows: pa.Table, months: Mapping[Key, Made]) -> None:
        marks = zip(rows["table"].to_pylist(), rows["month"].to_pylist(), strict=True)
        self._rows = rows
        self._places = {mark: (place, months[mark]) for place, mark in enumerate(marks) if mark in months}


def _alike(before: Made, now: Made) -> bool:
    """Whether the row of a month says the same as before, but for the version."""
    return before is now or (
        before.parts is now.parts
        and before.ingredients is now.ingredients
        and (before.run, before.at, before.finished) == (now.run, now.at, now.finished)
    )


def months_of(rows: pa.Table | None) -> dict[Key, Made]:
    """What each month was made of, by the rows; None when the table does not exist."""
    ingredients = cache(json.loads)  # those of a table stand in each of its months
    every = plain_rows(rows) if rows is not None else ()
    return {(row["table"], row["month"]): _made(row, ingredients) for row in every if row["table"] != RESTORE[0]}


def restore_of(rows: pa.Table | None) -> RestoreNote | None:
    """The restore that has begun and not come to its end, by the rows."""
    if rows is None or RESTORE[0] not in (tables := rows["table"].to_pylist()):
        return None
    return RestoreNote.from_text(rows["parts"][tables.index(RESTORE[0])].as_py())


def _made(row: Mapping[str, object], ingredients: Callable[[str], Mapping[str, str]]) -> Made:
    parts = json.loads(str(row["parts"]))
    finished, version = row["fingerprint"] != UNFINISHED, row.get("version")
    return Made(parts, ingredients(str(row["ingredients"])), str(row["run"]), row["at"], finished, version)  # type: ignore[arg-type]


def _rows(months: Iterable[tuple[Key, Made]], restore: RestoreNote | None = None) -> pa.Table:
    rows = [_row(key, made) for key, made in months]
    if restore is not None:
        rows.append({**_row(RESTORE, Made({}, finished=False)), "parts": restore.as_text()})
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(key: Key, made: Made) -> dict[str, object]:
    texts = {"parts": json.dumps(made.parts), "ingredients": json.dumps(made.ingredients)}
    return {
        "table": key[0],
        "month": key[1],
        "fingerprint": made.fingerprint,
        **texts,
        "run": made.run,
        "at": made.at,
        "version": made.version,
    }
