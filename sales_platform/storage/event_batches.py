"""Dagster's SQLite event log, made fit for runs over many months: a batch of events is one transaction.

Dagster's own storage opens several connections for every event, each with its own transaction that waits for the disk. A run
over 24 months has 1,200 events of materializations and 70 of checks; storing them took three times as long as the data itself.
Used by ``event_log`` under the Dagster that it was tested with, together with ``DAGSTER_EVENT_BATCH_SIZE``; what is stored is the
same, but for what a check leaves for each month that it has no result of.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import groupby
from pathlib import Path

from dagster import EventLogEntry
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationPlanned
from dagster._core.events import ASSET_EVENTS
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.event import listen
from sqlalchemy.pool import NullPool, QueuePool

_BUSY_TIMEOUT_SECONDS = 60


class BatchedEventLog(SqliteEventLogStorage):
    """SqliteEventLogStorage that stores an event, or a batch of them, in one transaction and keeps its databases open."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._ready: set[str] = set()
        self._kept_open = ""
        self._known_tables: set[str] = set()
        self._lock = threading.RLock()
        self._transaction = threading.local()
        super().__init__(base_dir, inst_data)

    def store_event(self, event: EventLogEntry) -> None:
        """Store one event, and what the index holds of it."""
        with self._one_transaction(event.run_id):
            super().store_event(event)

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store a batch in the order given."""
        for run_id, of_run in groupby(events, lambda event: event.run_id):
            with self._one_transaction(run_id):
                for of_assets, batch in groupby(of_run, lambda event: event.dagster_event_type in ASSET_EVENTS):
                    if of_assets:
                        self._store_asset_events(run_id, list(batch))
                    else:
                        for event in batch:
                            super().store_event(event)

    def _store_asset_events(self, run_id: str, events: Sequence[EventLogEntry]) -> None:
        rows = [self._event_to_row(event) for event in events]
        with self.run_connection(run_id) as connection:
            connection.execute(SqlEventLogStorageTable.insert(), rows)
        stored = SqlEventLogStorageTable.insert().returning(SqlEventLogStorageTable.c.id, sort_by_parameter_order=True)
        with self.index_transaction() as connection:
            ids = list(connection.execute(stored, rows).scalars())
            self._store_asset_event_tags(connection, events, ids)
            # an asset's row shows its latest event of a kind only
            latest = {(row["asset_key"], row["dagster_event_type"]): place for place, row in enumerate(rows)}
            for place in latest.values():
                self._store_asset_event(connection, events[place], ids[place])

    def _store_asset_check_evaluation_planned(self, event: EventLogEntry, event_id: int | None) -> None:
        """One row for a check and run, which its result fills.

        Dagster makes one for each month of the run, though no check here has partitions. The result finds none of them: the
        history of the check showed them as skipped, beside the one result.
        """
        planned = event.dagster_event.event_specific_data if event.dagster_event else None
        if event.dagster_event and isinstance(planned, AssetCheckEvaluationPlanned):
            of_run = AssetCheckEvaluationPlanned(asset_key=planned.asset_key, check_name=planned.check_name)
            event = event._replace(dagster_event=event.dagster_event._replace(event_specific_data=of_run))
        super()._store_asset_check_evaluation_planned(event, event_id)

    @contextmanager
    def _one_transaction(self, run_id: str) -> Iterator[None]:
        """Give this thread, as long as it lasts, one connection to the run's database and one to the index."""
        with self._lock:
            self._keep_open(run_id)
            with self._engine(run_id).begin() as of_run, self._engine(INDEX_SHARD_NAME).begin() as index:
                self._transaction.connections = {run_id: of_run, INDEX_SHARD_NAME: index}
                try:
                    yield
                finally:
                    self._transaction.connections = {}
            os.utime(self.path_for_shard(run_id))  # the UI follows a run by the changes of this file, not of its log

    def run_connection(self, run_id: str | None = None) -> AbstractContextManager[Connection]:
        """A connection to a run's database, within a transaction."""
        if run_id is None:
            raise ValueError("a run's database is named by its run")
        return self._open(run_id)

    def index_connection(self) -> AbstractContextManager[Connection]:
        """A connection to the index, within a transaction."""
        return self._open(INDEX_SHARD_NAME)

    @contextmanager
    def _open(self, shard: str) -> Iterator[Connection]:
        if (connection := getattr(self._transaction, "connections", {}).get(shard)) is not None:
            yield connection
            return
        with self._lock, self._engine(shard).begin() as connection:
            yield connection

    def _keep_open(self, run_id: str) -> None:
        """Let the connection to one run's database stay open: the run's whose events are being stored."""
        if run_id != self._kept_open:
            self._close(self._kept_open)
            self._close(run_id)
            self._kept_open = run_id

    def _close(self, shard: str) -> None:
        if shard in self._engines:
            self._engines.pop(shard).dispose()

    def _engine(self, shard: str) -> Engine:
        if not Path(self.path_for_shard(shard)).exists():  # it is new, or the history was wiped
            self._ready.discard(shard)
            self._close(shard)
        if shard not in self._engines:
            engine = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=QueuePool if shard in (INDEX_SHARD_NAME, self._kept_open) else NullPool,
                connect_args={"timeout": _BUSY_TIMEOUT_SECONDS},
            )
            listen(engine, "connect", _wait_for_the_disk_at_checkpoints_only)
            self._engines[shard] = engine
        if shard not in self._ready:
            if not _has_tables(self._engines[shard]):
                self._initdb(self._engines[shard])
            self._ready.add(shard)
        return self._engines[shard]

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table; Dagster asks before it stores a check, and a table that is there stays."""
        if table_name not in self._known_tables and super().has_table(table_name):
            self._known_tables.add(table_name)
        return table_name in self._known_tables

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        for engine in self._engines.values():
            engine.dispose()


def _has_tables(engine: Engine) -> bool:
    """Whether a database has its tables, which Dagster finds out by loading each of its migrations."""
    with engine.begin() as connection:
        versions = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        if not connection.exec_driver_sql(versions).scalar():
            return False
        return bool(connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar())


def _wait_for_the_disk_at_checkpoints_only(connection: sqlite3.Connection, _record: object) -> None:
    """SQLite's advice for its write-ahead log: only a loss of power, not a crash, can take the last events of a history."""
    connection.execute("PRAGMA synchronous = NORMAL")
