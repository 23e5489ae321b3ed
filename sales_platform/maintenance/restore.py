"""A lake, or some tables of it, brought back to how it was at a moment, while the lock of the lake is held."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from deltalake import DeltaTable

from sales_platform.catalog import BY_TEXT, TABLES
from sales_platform.errors import UserError
from sales_platform.fingerprints.made import FINGERPRINTS, Key, Made, MadeLedger, made_then
from sales_platform.fingerprints.restore_note import RestoreNote
from sales_platform.landing.files_ledger import FILES
from sales_platform.maintenance.locked_lake import LockedLake
from sales_platform.recovery.finishing import finish_restore
from sales_platform.recovery.ready import make_ready
from sales_platform.settings import Settings
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import lake_lock
from sales_platform.storage.restoring import changed_by_others, version_then
from sales_platform.storage.table_queries import query_tables
from sales_platform.table import Table

_LATEST = timedelta(milliseconds=1)
"""Commits bear their times in milliseconds."""


@dataclass(frozen=True)
class RestoreReport:
    """What a restore has done.

    Attributes:
        as_of: the moment that was brought back.
        before: a moment just before the restore, to undo it by another one.
        tables: the tables that were brought back, each with the version that was in force then and the one that it is now; those
            that were as they were then are none of them.
        dependents: the tables that are made from them, stay as they are, and are stale.
        files_since: landed files that had been taken in since, by path.
    """

    as_of: datetime
    before: datetime
    tables: Mapping[str, tuple[int, int]]
    dependents: Sequence[str]
    files_since: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """The report with plain values."""
        tables = {name: {"version_then": then, "version_now": now} for name, (then, now) in self.tables.items()}
        times = {"as_of": self.as_of.isoformat(), "undo_as_of": self.before.isoformat(timespec="milliseconds")}
        return {**times, "tables": tables, "stale": list(self.dependents), "files_since": list(self.files_since)}


def tables_named(names: Collection[str]) -> list[Table]:
    """The tables of some names (``layer/name``).

    Raises:
        UserError: there is no such table.
    """
    if unknown := [name for name in names if name not in BY_TEXT]:
        raise UserError(f"There is no table {unknown[0]}: name one as layer/name, of {', '.join(BY_TEXT)}.")
    return [table for text, table in BY_TEXT.items() if text in names]


def restore_lake(
    settings: Settings, moment: datetime, only: Collection[Table] = (), on_wait: Callable[[], None] = lambda: None
) -> RestoreReport:
    """Bring all tables, or some, back to how they were at a moment, with what is known of their months and of the landed files.

    It is looked first whether all of it is still kept. Then it is noted what is to be brought back; whatever interrupts it after
    that, the next run brings it to its end before it does anything else.

    Args:
        only: the tables; all when there are none.
        on_wait: called once when another run holds the lock.

    Raises:
        UserError: something of it is no longer kept, the lake cannot be used, or the lock was lost.
    """
    connect(settings, landing=False)
    with lake_lock(settings.lake, on_wait) as check:
        lake = LockedLake(settings, check)
        made = MadeLedger(lake)
        make_ready(lake, made)
        now = datetime.now(tz=UTC)
        before = now.replace(microsecond=now.microsecond // 1000 * 1000) - _LATEST
        note = _note(lake, moment, only)
        if not note.tables or not _differs(lake, note):
            return RestoreReport(moment, before, {}, (), ())
        since = files_since(lake, note)
        made.begin_restore(note)
        versions = finish_restore(lake, made, note)
        make_ready(lake, made)
    changed = {name: (note.tables[name], version) for name, version in versions.items() if note.tables[name] != version}
    return RestoreReport(moment, before, changed, note.dependents, since)


def _note(lake: Lake, moment: datetime, only: Collection[Table]) -> RestoreNote:
    """What is to be brought back; raises UserError where something of it is no longer kept."""
    chosen = list(only) or TABLES
    found = {table.text: version_then(lake, table.path, moment) for table in chosen}
    versions = {name: version for name, version in found.items() if version is not None}
    made = version_then(lake, FINGERPRINTS, moment)
    then = {} if made is None else made_then(lake, made)
    feeds = tuple(table.name for table in only if table.layer == "bronze")
    return RestoreNote(
        name=uuid4().hex,
        as_of=moment,
        tables=versions,
        foreign=tuple(name for name, version in versions.items() if _was_foreign(lake, name, version, then)),
        dependents=tuple(table.text for table in dependents(chosen) if lake.newest_version(*table.path) is not None),
        made=made,
        files=version_then(lake, FILES, moment) if feeds or not only else None,
        feeds=feeds if only else None,
    )


def dependents(tables: Collection[Table]) -> list[Table]:
    """The other tables that are made from some, or from what is made from them."""
    found: list[Table] = []
    for table in TABLES:
        if table not in tables and any(read.table in tables or read.table in found for read in table.reads):
            found.append(table)
    return found


def _was_foreign(lake: Lake, name: str, version: int, then: Mapping[Key, Made]) -> bool:
    """Whether the ledger of then did not know the version of a table of then."""
    rows = [made for (table, _), made in then.items() if table == name]
    known = {made.version for made in rows if made.version is not None}
    if not known or known == {version}:
        return False
    delta = lake.reopen(*BY_TEXT[name].path)
    return changed_by_others(delta, min(known), version, rows_too=not all(made.finished for made in rows))


def _differs(lake: Lake, note: RestoreNote) -> bool:
    """Whether anything that is to be brought back is another one now."""
    wanted = {BY_TEXT[name].path: version for name, version in note.tables.items()}
    if note.feeds is None:
        wanted |= {path: version for path, version in ((FILES, note.files), (FINGERPRINTS, note.made)) if version is not None}
    return any(lake.newest_version(*path) != version for path, version in wanted.items())


def files_since(lake: Lake, note: RestoreNote) -> list[str]:
    """The landed files whose rows bronze has got since the moment that is to be brought back, by path."""
    if note.files is None:
        return []
    now, then = (_stored(delta) for delta in (lake.reopen(*FILES), lake.former(*FILES, note.files)))
    return sorted({path for feed, path, _ in now - then if note.feeds is None or feed in note.feeds})


def _stored(delta: DeltaTable) -> set[tuple[str, str, str]]:
    """Feed, path and version of what bronze holds by a ledger; one that only has other times is not another version."""
    rows = query_tables("SELECT * FROM files", {"files": delta}).to_pylist()
    return {(row["feed"], row["path"], row["version"]) for row in rows if row["stored"] and not row.get("same_as")}
