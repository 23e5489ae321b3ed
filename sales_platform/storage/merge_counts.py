"""How many rows of each month a MERGE has changed: delta-rs says it of the whole MERGE only."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from sales_platform.months import MonthRange
from sales_platform.storage.lake import MONTH_COLUMN, Lake
from sales_platform.storage.table_queries import query_tables, rows_by_month

VANISHED = "_vanished"
"""Marks, in the source of a MERGE, the key of a row that the table has and the new rows do not."""


@dataclass(frozen=True)
class MergeCounts:
    """Rows of a month that were inserted, updated, deleted and left alone."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    left_alone: int = 0

    @property
    def touched(self) -> int:
        """How many rows are not as they were."""
        return self.inserted + self.updated + self.deleted


@dataclass(frozen=True)
class Incoming:
    """The rows of the source of a MERGE by month, counted while they pass.

    Attributes:
        rows: all of them.
        vanished: those that are marked as vanished.
    """

    rows: Counter[date] = field(default_factory=Counter)
    vanished: Counter[date] = field(default_factory=Counter)

    def counted(self, source: pa.RecordBatchReader) -> pa.RecordBatchReader:
        """The same rows; they are counted as they are read."""

        def batches() -> Iterator[pa.RecordBatch]:
            for batch in source:
                self.rows.update(_by_month(batch))
                if VANISHED in batch.schema.names:
                    self.vanished.update(_by_month(batch.filter(batch[VANISHED])))
                yield batch

        return pa.RecordBatchReader.from_batches(source.schema, batches())


@dataclass(frozen=True)
class Before:
    """What is to be known of a table before it is merged.

    Attributes:
        version: of the table.
        rows: its rows by month.
        files: its files by month.
    """

    version: int
    rows: Mapping[date, int]
    files: Mapping[date, frozenset[str]]

    @classmethod
    def of(cls, delta: DeltaTable) -> "Before":
        """What it is of an open table, from its log alone."""
        return cls(delta.version(), rows_by_month(delta), _files_by_month(delta))


def counts_by_month(
    months: MonthRange, before: Before, incoming: Incoming, updated: Mapping[date, int]
) -> dict[date, MergeCounts]:
    """What a MERGE did to each month.

    Args:
        months: that were merged.
        before: the table before.
        incoming: the rows of the source.
        updated: how many rows of each month were updated.
    """
    counts = {}
    for month in months:
        deleted = incoming.vanished[month]
        new = incoming.rows[month] - deleted
        inserted = new - (before.rows.get(month, 0) - deleted)
        changed = updated.get(month, 0)
        counts[month] = MergeCounts(inserted, changed, deleted, left_alone=new - inserted - changed)
    return counts


def updated_by_month(
    lake: Lake, table: tuple[str, str], merged: DeltaTable, before: Before, keys: Sequence[str], total: int
) -> Mapping[date, int]:
    """The updated rows of each month; the versions before and after are compared only where the total leaves it open.

    Args:
        lake: with the table.
        table: layer and name.
        merged: the table after the MERGE.
        before: what it was.
        keys: by which rows are the same; the month is one of them.
        total: how many rows the MERGE has updated.
    """
    after = _files_by_month(merged)
    rewritten = sorted(month for month in before.files if before.files[month] != after.get(month))
    if total == 0 or len(rewritten) == 1:
        return dict.fromkeys(rewritten, total)
    months = MonthRange.of(rewritten[0], rewritten[-1])
    old = DeltaTable(merged.table_uri, version=before.version)
    held = {one.name for one in old.schema().fields}
    every = [one.name for one in merged.schema().fields if one.name not in keys]
    changed = " OR ".join(f'(n."{name}" IS DISTINCT FROM {_held(name, held)})' for name in every)
    same = " AND ".join(f'n."{name}" = o."{name}"' for name in keys)
    sql = f"SELECT n.month, count(*) AS n FROM new n JOIN old o ON {same} WHERE {changed} GROUP BY n.month"
    tables = {"old": lake.nearby(table, old, months), "new": lake.nearby(table, merged, months)}
    return {row["month"]: row["n"] for row in query_tables(sql, tables, months).to_pylist()}


def _held(name: str, held: set[str]) -> str:
    """A column of the table before; one that it did not have was null."""
    return f'o."{name}"' if name in held else "NULL"


def _files_by_month(delta: DeltaTable) -> dict[date, frozenset[str]]:
    actions = pa.table(delta.get_add_actions(flatten=True)).select(["path", f"partition.{MONTH_COLUMN}"]).to_pylist()
    files: dict[date, set[str]] = {}
    for action in actions:
        files.setdefault(action[f"partition.{MONTH_COLUMN}"], set()).add(action["path"])
    return {month: frozenset(paths) for month, paths in files.items()}


def _by_month(batch: pa.RecordBatch) -> Counter[date]:
    return Counter({item["values"]: item["counts"] for item in pc.value_counts(batch[MONTH_COLUMN]).to_pylist()})
