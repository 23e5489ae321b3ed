"""Dagster's SQLite files: one a run, which Dagster never removes, and those of all runs, which never shrink by themselves."""

import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from datetime import datetime
from pathlib import Path

from dagster._core.storage.event_log import SqlEventLogStorage, SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME

_WAIT_SECONDS = 30
_WORTHWHILE = 0.2
"""The share of a database that must be free before it is written anew."""


def remove_run_databases(
    events: SqlEventLogStorage, old: Collection[str], before: datetime, is_known: Callable[[str], bool]
) -> int:
    """Remove the databases of old runs, and those of runs that Dagster no longer knows; returns how many bytes they had.

    Args:
        events: Dagster's event log; one that has no database for each run is left alone.
        old: ids of runs that ended long ago.
        before: a database of no run is removed when it was last written before.
        is_known: whether Dagster has a record of a run.
    """
    if not isinstance(events, SqliteEventLogStorage):
        return 0
    freed = 0
    for path in Path(events.path_for_shard(INDEX_SHARD_NAME)).parent.glob("*.db"):
        of_nothing = path.stat().st_mtime < before.timestamp() and not is_known(path.stem)
        if path.stem != INDEX_SHARD_NAME and (path.stem in old or of_nothing):
            for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                freed += file.stat().st_size if file.exists() else 0
                file.unlink(missing_ok=True)
    return freed


def give_back(database: Path) -> int:
    """Write a database anew where a good part of it is free; returns how many bytes smaller it is.

    One that others use all the time, or for which the disk has no room, stays as it is until the next time.
    """
    before = database.stat().st_size
    with closing(sqlite3.connect(database, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
        (free,), (pages,) = (connection.execute(f"PRAGMA {what}").fetchone() for what in ("freelist_count", "page_count"))
        if not pages or free / pages < _WORTHWHILE:
            return 0
        try:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return 0
    return max(before - database.stat().st_size, 0)
