"""Dagster's SQLite event log, made fit for runs over many months: a batch of asset events is one transaction.

Dagster's own storage opens three connections for every event; a run over 24 months of 25 assets has 1,200 of them, which took
three times as long as the data itself. Used by the ``dagster.yaml`` that ``sales_platform.home`` writes, together with
``DAGSTER_EVENT_BATCH_SIZE``; what is stored is the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from dagster import EventLogEntry
from dagster._core.events import ASSET_EVENTS
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.sqlite import create_db_conn_string
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

_BUSY_TIMEOUT_SECONDS = 60


class BatchingSqliteEventLogStorage(SqliteEventLogStorage):
    """SqliteEventLogStorage that writes batches of asset events in one transaction and keeps its engines."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "BatchingSqliteEventLogStorage":
        """Made by Dagster from ``dagster.yaml``."""
        return cls(inst_data=inst_data, base_dir=config_value["base_dir"])

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if shard not in self._engines:
                self._engines[shard] = create_engine(
                    create_db_conn_string(self._base_dir, shard),
                    poolclass=NullPool,
                    connect_args={"timeout": _BUSY_TIMEOUT_SECONDS},
                )
            if shard not in self._initialized_dbs:
                self._initdb(self._engines[shard])
                self._initialized_dbs.add(shard)
            with self._engines[shard].begin() as connection:
                yield connection

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store the events of one batch; those that are not asset events of one run are stored one by one."""
        one_run = len({event.run_id for event in events}) == 1
        if not one_run or not all(event.dagster_event_type in ASSET_EVENTS for event in events):
            super().store_event_batch(events)
            return
        rows = [self._event_to_row(event) for event in events]
        with self.run_connection(events[0].run_id) as connection:
            connection.execute(SqlEventLogStorageTable.insert(), rows)
        stored = SqlEventLogStorageTable.insert().returning(SqlEventLogStorageTable.c.id, sort_by_parameter_order=True)
        with self.index_transaction() as connection:
            ids = list(connection.execute(stored, rows).scalars())
            self._store_asset_event_tags(connection, events, ids)
            # an asset's row shows its latest event of a kind only
            latest = {(row["asset_key"], row["dagster_event_type"]): place for place, row in enumerate(rows)}
            for place in latest.values():
                self._store_asset_event(connection, events[place], ids[place])
