"""Dagster's history beyond the retention: runs, events, checks, logs and ticks are removed, and the disk space is given back.

Dagster's UI shows of each partition of an asset its latest events, and of each check its latest results, however old. These stay,
and so does the record of the run that they are of, with a log of what it found. Deleting a run through Dagster would remove the
former, and leave on the disk the run's database, its logs and the space that its rows had.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TypeVar

import sqlalchemy as db
from dagster import DagsterEventType, DagsterInstance, RunsFilter
from dagster._core.events import ASSET_EVENTS
from dagster._core.scheduler.instigation import TickStatus
from dagster._core.storage.dagster_run import FINISHED_STATUSES
from dagster._core.storage.event_log import SqlEventLogStorage, SqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, AssetEventTagsTable, SqlEventLogStorageTable
from dagster._core.storage.runs import SqlRunStorage
from dagster._core.storage.runs.schema import RunTagsTable
from dagster._core.storage.schedules import SqlScheduleStorage

from sales_platform.maintenance.sqlite_files import give_back, remove_run_databases

T = TypeVar("T")
_AT_A_TIME = 500
_PLANNED = "PLANNED"
_KEPT_SKIPPED = timedelta(days=1)
_KEPT_KINDS = tuple(
    kind.value
    for kind in (
        DagsterEventType.ASSET_CHECK_EVALUATION,  # which the dashboard reads
        DagsterEventType.RUN_START,
        DagsterEventType.RUN_SUCCESS,
        DagsterEventType.RUN_FAILURE,
        DagsterEventType.RUN_CANCELED,
        DagsterEventType.STEP_FAILURE,
    )
)
"""Events of a run that stays for something that is shown of it; of such a run only, and beside what is shown itself."""
_EVENTS, _CHECKS = SqlEventLogStorageTable.c, AssetCheckExecutionsTable.c


@dataclass(frozen=True)
class HistoryReport:
    """What was removed from Dagster's history.

    Attributes:
        runs: runs whose records are gone.
        runs_thinned_out: runs that stay, for the UI shows something of theirs as the latest, with a part of their logs.
        bytes_given_back: of the databases in this machine's folder.
    """

    runs: int
    runs_thinned_out: int
    bytes_given_back: int


def purge_history(instance: DagsterInstance, before: datetime) -> HistoryReport:
    """Remove what ended before a moment; it may be interrupted at any point, and goes on the next time.

    Args:
        instance: whose history it is; one whose storage is not known is left alone.
        before: what was updated last before it is removed.
    """
    events, runs = instance.event_log_storage, instance.run_storage
    if not isinstance(events, SqlEventLogStorage) or not isinstance(runs, SqlRunStorage):
        return HistoryReport(0, 0, 0)
    ended = instance.get_run_records(RunsFilter(statuses=FINISHED_STATUSES, updated_before=before))
    old = [record.dagster_run.run_id for record in ended]
    shown = _thin_out(events, old)
    removed = [run_id for run_id in old if run_id not in shown]
    for run_id in old:
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        if run_id not in shown:
            instance.delete_run(run_id)
    with runs.connect() as connection:
        for some in _portions(removed):
            connection.execute(RunTagsTable.delete().where(RunTagsTable.c.run_id.in_(some)))
    if instance.schedule_storage is not None:
        _purge_ticks(instance, before)
    freed = remove_run_databases(events, removed, before, instance.has_run)
    freed += sum(_thin_out_log(events, run_id) for run_id in shown & {*old})
    schedules = instance.schedule_storage
    connections: list[Callable[[], AbstractContextManager[db.Connection]]] = [runs.connect, events.index_connection]
    if isinstance(schedules, SqlScheduleStorage):
        connections.append(schedules.connect)
    freed += sum(give_back(path) for path in _databases(connections))
    return HistoryReport(len(removed), len(shown & {*old}), freed)


def _thin_out(events: SqlEventLogStorage, old: Collection[str]) -> set[str]:
    """Remove events and results of old runs that neither UI nor dashboard shows; returns the runs with some that are."""
    kinds = [kind.value for kind in ASSET_EVENTS]
    latest = db.select(db.func.max(_EVENTS.id)).where(_EVENTS.asset_key.isnot(None), _EVENTS.dagster_event_type.in_(kinds))
    latest = latest.group_by(_EVENTS.asset_key, _EVENTS.partition, _EVENTS.dagster_event_type)
    results = db.select(db.func.max(_CHECKS.id)).where(_CHECKS.execution_status != _PLANNED)
    results = results.group_by(_CHECKS.asset_key, _CHECKS.check_name, _CHECKS.partition)
    with events.index_connection() as connection:
        shown = {*connection.execute(db.select(_EVENTS.run_id).where(_EVENTS.id.in_(latest)).distinct()).scalars()}
        shown |= {*connection.execute(db.select(_CHECKS.run_id).where(_CHECKS.id.in_(results)).distinct()).scalars()}
        kept, kept_results = ({*connection.execute(query).scalars()} for query in (latest, results))
    for run_id in old:
        of_run = _EVENTS.run_id == run_id if run_id not in shown else (_EVENTS.run_id == run_id) & ~_of_kept_kind()
        with events.index_connection() as connection:
            ids = connection.execute(db.select(_EVENTS.id).where(of_run)).scalars()
            for some in _portions(sorted({*ids} - kept)):
                connection.execute(AssetEventTagsTable.delete().where(AssetEventTagsTable.c.event_id.in_(some)))
                connection.execute(SqlEventLogStorageTable.delete().where(_EVENTS.id.in_(some)))
            ids = connection.execute(db.select(_CHECKS.id).where(_CHECKS.run_id == run_id)).scalars()
            for some in _portions(sorted({*ids} - kept_results)):
                connection.execute(AssetCheckExecutionsTable.delete().where(_CHECKS.id.in_(some)))
    return shown


def _of_kept_kind() -> db.ColumnElement[bool]:
    return db.func.coalesce(_EVENTS.dagster_event_type, "").in_(_KEPT_KINDS)


def _thin_out_log(events: SqlEventLogStorage, run_id: str) -> int:
    """Remove from the database of one run what is not kept of it; returns how many bytes smaller it is."""
    if not isinstance(events, SqliteEventLogStorage) or not (path := Path(events.path_for_shard(run_id))).exists():
        return 0
    with events.run_connection(run_id) as connection:
        connection.execute(SqlEventLogStorageTable.delete().where(~_of_kept_kind()))
    return give_back(path)


def _purge_ticks(instance: DagsterInstance, before: datetime) -> None:
    """Remove ticks; the latest of each sensor and schedule stays, for Dagster counts from it what it has missed.

    Those that started nothing go after a day: a sensor has 8,640 of them each day.
    """
    skipped_before = max(before, datetime.now(tz=UTC) - _KEPT_SKIPPED)
    for state in instance.all_instigator_state():
        latest = instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1)
        if latest:
            of_one = state.instigator_origin_id, state.selector_id
            instance.purge_ticks(*of_one, min(before.timestamp(), latest[0].timestamp))
            instance.purge_ticks(*of_one, min(skipped_before.timestamp(), latest[0].timestamp), [TickStatus.SKIPPED])


def _databases(connections: Sequence[Callable[[], AbstractContextManager[db.Connection]]]) -> set[Path]:
    """The SQLite files behind connections."""
    found = set()
    for connect in connections:
        with connect() as connection:
            url = connection.engine.url
            if url.get_backend_name() == "sqlite" and url.database and Path(url.database).is_file():
                found.add(Path(url.database))
    return found


def _portions(values: Sequence[T]) -> Iterator[list[T]]:
    """A database takes so many values in one statement."""
    rest = iter(values)
    while some := list(islice(rest, _AT_A_TIME)):
        yield some
