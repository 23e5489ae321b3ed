"""The maintenance of one Delta table: properties, compaction, checkpoint, and removal of what no kept version needs.

Each step leaves the table as it was to its readers, and may be the last one before the process is killed: commits are marked as
ones that change no row, and what is removed was not needed by any version that is kept.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pyarrow as pa
from deltalake import DeltaTable

from sales_platform.storage.cluster.leftovers import remove_beside
from sales_platform.storage.lake import MONTH_COLUMN, UPKEEP, Lake
from sales_platform.storage.log_files import expired, last_checkpoint, list_log, remove_from_log, remove_staged
from sales_platform.storage.retention import COMMITS_PER_CHECKPOINT, table_properties
from sales_platform.storage.retries import commit_retries
from sales_platform.storage.writes import set_properties

MOST_FILES = 3
"""Of a month; where a month has more, they are put together."""
_PARTITION = f"partition.{MONTH_COLUMN}"
T = TypeVar("T")


@dataclass(frozen=True)
class TableReport:
    """What was done to a table.

    Attributes:
        table: its name.
        files: of its newest version, at the end.
        bytes: of these files.
        files_compacted: files that were put together with others.
        files_removed: data files that no kept version needs, those of writes that never ended included.
        log_files_removed: files of its log.
    """

    table: str
    files: int
    bytes: int
    files_compacted: int = 0
    files_removed: int = 0
    log_files_removed: int = 0


def maintain_table(lake: Lake, table: tuple[str, str], days: int) -> TableReport | None:
    """Maintain a table; None when it does not exist. Only to be called by who holds the lock of the lake.

    Args:
        lake: opens the table anew each time.
        days: former versions are kept for so long.

    Raises:
        UserError: the lock was lost.
    """
    delta = lake.open(*table)
    if delta is None:
        return None
    _set_properties(lake, table, delta, days)
    compacted = _compact(lake, table)
    before = datetime.now(tz=UTC) - timedelta(days=days)
    removed = _vacuum(lake, table, days) + remove_beside(lake.root, table, before)
    _checkpoint(lake, table)
    old = expired(list_log(lake.root, table), before)
    remove_from_log(lake.root, table, old, lake.check_lock)
    files = _files(lake.reopen(*table))
    return TableReport(
        "/".join(table),
        files.num_rows,
        sum(files["size_bytes"].to_pylist()),
        compacted,
        removed + remove_staged(lake.root, table, before),
        len(old),
    )


def _set_properties(lake: Lake, table: tuple[str, str], delta: DeltaTable, days: int) -> None:
    wanted, there = table_properties(days), delta.metadata().configuration
    if missing := {name: value for name, value in wanted.items() if there.get(name) != value}:
        _committed(lake, table, lambda current: set_properties(current, missing))


def _compact(lake: Lake, table: tuple[str, str]) -> int:
    """Put the files of each month with too many of them together."""

    def compact(current: DeltaTable) -> int:
        files = _files(current)
        if _PARTITION not in files.column_names:
            return 0
        count = Counter(files[_PARTITION].to_pylist())
        many = [month.isoformat() for month, files in count.items() if month is not None and files > MOST_FILES]
        if not many:
            return 0
        done = current.optimize.compact(
            partition_filters=[(MONTH_COLUMN, "in", many)], max_concurrent_tasks=1, commit_properties=UPKEEP
        )
        return int(done["numFilesRemoved"])

    return _committed(lake, table, compact)


def _vacuum(lake: Lake, table: tuple[str, str], days: int) -> int:
    """Remove the data files that no kept version needs, and those of writes that never ended, once they are old enough."""

    def vacuum(current: DeltaTable) -> int:
        return len(current.vacuum(retention_hours=24 * days, dry_run=False, full=True, commit_properties=UPKEEP))

    return _committed(lake, table, vacuum)


def _checkpoint(lake: Lake, table: tuple[str, str]) -> None:
    delta = lake.reopen(*table)
    if delta.version() - (last_checkpoint(list_log(lake.root, table)) or 0) >= COMMITS_PER_CHECKPOINT // 2:
        lake.check_lock()
        delta.create_checkpoint()


def _files(delta: DeltaTable) -> pa.Table:
    return pa.table(delta.get_add_actions(flatten=True))


def _committed(lake: Lake, table: tuple[str, str], change: Callable[[DeltaTable], T]) -> T:
    """Change a table, its newest version, again after a conflicting commit or an error of the object store."""
    for attempt in commit_retries():
        with attempt:
            current = lake.reopen(*table)
            lake.check_lock()
            return change(current)
    raise AssertionError("unreachable: the last attempt raises")
