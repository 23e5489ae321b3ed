"""Days that pass for a lake and for Dagster's history: whatever bears a time bears one that is earlier by the days since.

Nothing else tells how old a version, a file or a run is, so that retention, vacuum and the purge of the history act as they would
on these days. What is within a week keeps its own day.
"""

import json
import os
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

DAY = 86_400
_OF_ACTIONS = {"commitInfo": "timestamp", "remove": "deletionTimestamp", "add": "modificationTime"}
_IN_SECONDS = {"runs": ("start_time", "end_time")}
_IN_TEXT = {
    "runs": ("create_timestamp", "update_timestamp"),
    "event_logs": ("timestamp",),
    "asset_check_executions": ("create_timestamp",),
}


@dataclass
class Calendar:
    """When each day since the last move began, in seconds since 1970 of the real clock."""

    begun: list[float] = field(default_factory=list)

    def moved(self, seconds: float) -> float:
        """A time of before, as it is to be once all these days have passed."""
        days = len(self.begun) - max(bisect_right(self.begun, seconds) - 1, 0)
        return seconds - days * DAY


def move_lake(lake: Path, calendar: Calendar) -> None:
    """Let the days pass for all tables of a lake: logs, checkpoints, and the times of files."""
    for path in [path for path in lake.rglob("*") if path.is_file()]:
        modified = path.stat().st_mtime
        if path.parent.name == "_delta_log" and path.suffix == ".json":
            path.write_text("".join(f"{line}\n" for line in _moved_log(path, calendar)), encoding="utf-8")
        elif path.name.endswith(".checkpoint.parquet"):
            pq.write_table(_moved_checkpoint(pq.read_table(path), calendar), path)
        moved = calendar.moved(modified)
        os.utime(path, (moved, moved))


def _moved_log(path: Path, calendar: Calendar) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        action = json.loads(line)
        for kind, name in _OF_ACTIONS.items():
            if name in action.get(kind, {}):
                action[kind][name] = int(calendar.moved(action[kind][name] / 1000) * 1000)
        yield json.dumps(action)


def _moved_checkpoint(table: pa.Table, calendar: Calendar) -> pa.Table:
    for kind, name in _OF_ACTIONS.items():
        if kind in table.column_names:
            column = table.column(kind).combine_chunks()
            table = table.set_column(
                table.column_names.index(kind), table.schema.field(kind), _moved_field(column, name, calendar)
            )
    return table


def _moved_field(column: pa.StructArray, name: str, calendar: Calendar) -> pa.StructArray:
    names = [field.name for field in column.type]
    if name not in names:
        return column
    parts = [column.field(place) for place in range(len(names))]
    times = parts[names.index(name)]
    moved = [None if time is None else int(calendar.moved(time / 1000) * 1000) for time in times.to_pylist()]
    parts[names.index(name)] = pa.array(moved, times.type)
    return pa.StructArray.from_arrays(parts, fields=list(column.type), mask=pc.is_null(column))


def move_history(home: Path, calendar: Calendar) -> None:
    """Let the days pass for runs, events and results of checks in the databases of a Dagster home."""

    def in_text(text: str | None) -> str | None:
        if text is None:
            return None
        time = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
        return datetime.fromtimestamp(calendar.moved(time), tz=UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    def in_seconds(seconds: float | None) -> float | None:
        return None if seconds is None else calendar.moved(seconds)

    for path in home.rglob("*.db"):
        modified = path.stat().st_mtime
        with closing(sqlite3.connect(path)) as database:
            database.create_function("in_text", 1, in_text, deterministic=True)
            database.create_function("in_seconds", 1, in_seconds, deterministic=True)
            for table, columns in _columns(database):
                database.execute(f"UPDATE {table} SET {columns}")
            database.commit()
        os.utime(path, (calendar.moved(modified),) * 2)


def _columns(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The tables that bear times, each with what to set."""
    there: list[tuple[Any, ...]] = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in there:
        sets = [f"{name} = in_text({name})" for name in _IN_TEXT.get(table, ())]
        sets += [f"{name} = in_seconds({name})" for name in _IN_SECONDS.get(table, ())]
        if sets:
            yield table, ", ".join(sets)
