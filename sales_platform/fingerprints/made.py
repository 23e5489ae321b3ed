"""What each month of each table was made of: the table ``ledger/fingerprints``, one row a table and month.

It is small and is written as a whole, by the run that holds the lake's lock. A restore that has begun is noted in it as well.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property

import pyarrow as pa
from deltalake import write_deltalake

from sales_platform.fingerprints.restore_note import RestoreNote
from sales_platform.storage.lake import Lake, query_tables
from sales_platform.storage.plain_rows import plain_rows
from sales_platform.storage.writes import commit
from sales_platform.values.digest import digest

FINGERPRINTS = ("ledger", "fingerprints")
_SCHEMA = pa.schema(
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
UNFINISHED = ""
"""The fingerprint of a month that a run has begun to write."""
_RESTORE = ("ledger/restore", date(1970, 1, 1))
"""The row of a restore that has begun; it is of no table."""


@dataclass(frozen=True)
class Made:
    """What a month of a table was made of.

    Attributes:
        parts: fingerprints of its inputs, and of its logic, by names.
        ingredients: the digests of the parts of its logic, by names.
        run: the run that wrote it.
        at: when.
        finished: whether it was written to its end and passed the checks that block.
        version: of the Delta table when a run of the platform last wrote it; None where that is not known.
    """

    parts: Mapping[str, str]
    ingredients: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(tz=UTC))
    finished: bool = True
    version: int | None = None

    @cached_property
    def fingerprint(self) -> str:
        """All of it as one text."""
        return fingerprint(self.parts) if self.finished else UNFINISHED


def fingerprint(parts: Mapping[str, str]) -> str:
    """What a month is made of, as one text."""
    return digest(f"{name}\0{part}" for name, part in parts.items())


_CLOCKS_APART = timedelta(minutes=5)
"""As far as the clocks of machines may be."""
Key = tuple[str, date]
"""Table as ``layer/name``, and month."""


class MadeLedger:
    """The table ``ledger/fingerprints``; read once."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._made: dict[Key, Made] | None = None
        self._restore: RestoreNote | None = None
        self._changed = False

    @property
    def all(self) -> dict[Key, Made]:
        """Every month of every table."""
        if self._made is None:
            rows = self._lake.query("SELECT * FROM made", made=FINGERPRINTS)
            self._made = _months(rows)
            self._restore = _restore(rows)
        return self._made

    @property
    def restore(self) -> RestoreNote | None:
        """The restore that has begun and not come to its end, if there is one."""
        self.all  # noqa: B018 - reads it
        return self._restore

    def begin_restore(self, note: RestoreNote) -> None:
        """Note that a restore begins: whatever interrupts it, who writes the lake next ends it, and until then all is stale."""
        concerned = {*note.tables, *note.dependents}
        self._made = {key: replace(made, finished=made.finished and key[0] not in concerned) for key, made in self.all.items()}
        self._restore, self._changed = note, True
        self.flush()

    def end_restore(self, made: Mapping[Key, Made]) -> None:
        """Put what months were made of in the place of all that is known, and note that the restore is done."""
        self._made, self._restore, self._changed = dict(made), None, True
        self.flush()

    @property
    def exists(self) -> bool:
        """Whether any run has written it yet."""
        return bool(self.all) or self._lake.open(*FINGERPRINTS) is not None

    def get(self, table: str, month: date) -> Made | None:
        """What a month of a table was made of; None when it was never made."""
        return self.all.get((table, month))

    def begin(self, keys: Iterable[Key], run: str) -> None:
        """Note that a run begins to write these months: if it is interrupted, they are stale."""
        tables = {table for table, _ in self.all}
        for key in keys:
            made = self.all.get(key)
            if key[0] in tables and (made is None or made.finished):
                before = made or Made({})
                self.all[key] = replace(before, run=run, finished=False)
                self._changed = True
        self.flush()

    def forget_unfinished(self, tables: Iterable[str], run: str) -> None:
        """Months that a run began, that were never made before, and of which nothing is known: no table has them."""
        for key in [key for table in tables for key in self.rows_of(table)]:
            if self.all[key].run == run and not self.all[key].finished and not self.all[key].parts:
                del self.all[key]
                self._changed = True

    def successes(self, now: datetime | None = None) -> dict[Key, datetime]:
        """When months were written and had passed their checks; a time to come is of a clock that was ahead, and says nothing."""
        last = (now or datetime.now(tz=UTC)) + _CLOCKS_APART
        return {key: made.at for key, made in self.all.items() if made.finished and made.at <= last}

    def rows_of(self, table: str) -> dict[Key, Made]:
        """The months of a table."""
        return {key: made for key, made in self.all.items() if key[0] == table}

    def months(self, table: str) -> set[date]:
        """The months of a table that are in the ledger."""
        return {month for name, month in self.all if name == table}

    def written_by_others(self, table: str, newest: int | None) -> bool:
        """Whether a table is not the one that runs of the platform have written: it is gone, was restored, or was changed.

        What an interrupted run has written is known by the months that it has begun, and by the metadata of its commits; what
        changed no row, by that metadata alone.
        """
        rows = self.rows_of(table).values()
        known = {made.version for made in rows if made.version is not None}
        if not known or known == {newest}:
            return False
        if newest is None:
            return True
        layer, name = table.split("/")
        return self._lake.written_by_others(layer, name, min(known), rows_too=not all(made.finished for made in rows))

    def moved(self, table: str, before: int | None, after: int | None) -> None:
        """A run of the platform has brought a table from a version to another: months that it did not write stay as they were."""
        for key, made in self.rows_of(table).items():
            if made.version == before and before != after:
                self.all[key] = replace(made, version=after)
                self._changed = True

    def put(self, made: Mapping[Key, Made]) -> None:
        """Note what months were made of."""
        self.all.update(made)
        self._changed = self._changed or bool(made)

    def flush(self) -> None:
        """Write it, if something has changed."""
        if not self._changed:
            return
        rows = [_row(key, made) for key, made in sorted(self.all.items(), key=lambda item: item[0])]
        if self._restore is not None:
            rows.append({**_row(_RESTORE, Made({}, finished=False)), "parts": self._restore.as_text()})
        table = pa.Table.from_pylist(rows, schema=_SCHEMA)
        delta = self._lake.ensure(*FINGERPRINTS, _SCHEMA, partition_by=None)
        commit(
            self._lake,
            FINGERPRINTS,
            delta,
            lambda current: write_deltalake(current, table, mode="overwrite", schema_mode="overwrite"),
        )
        self._changed = False


def made_then(lake: Lake, version: int) -> dict[Key, Made]:
    """What each month was made of by a former version of the table.

    Raises:
        UserError: it is no longer kept.
    """
    return _months(query_tables("SELECT * FROM made", {"made": lake.former(*FINGERPRINTS, version)}))


def _months(rows: pa.Table | None) -> dict[Key, Made]:
    ingredients = cache(json.loads)  # those of a table stand in each of its months
    found = {(row["table"], row["month"]): _made(row, ingredients) for row in plain_rows(rows)} if rows is not None else {}
    found.pop(_RESTORE, None)
    return found


def _restore(rows: pa.Table | None) -> RestoreNote | None:
    if rows is None or _RESTORE[0] not in (tables := rows["table"].to_pylist()):
        return None
    return RestoreNote.from_text(rows["parts"][tables.index(_RESTORE[0])].as_py())


def _made(row: Mapping[str, object], ingredients: Callable[[str], Mapping[str, str]]) -> Made:
    parts = json.loads(str(row["parts"]))
    finished, version = row["fingerprint"] != UNFINISHED, row.get("version")
    return Made(parts, ingredients(str(row["ingredients"])), str(row["run"]), row["at"], finished, version)  # type: ignore[arg-type]


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
