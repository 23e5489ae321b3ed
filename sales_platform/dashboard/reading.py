"""Questions to the lake: an answer is kept in memory until one of the tables it is made from changes."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable

from sales_platform.months import parse_month
from sales_platform.storage.lake import MONTH_COLUMN, Lake
from sales_platform.storage.table_queries import query_tables

KEPT_ANSWERS = 512
CURRENT_SECONDS = 1.0
"""How long a version of a table is taken as the current one, so that all charts of a page read the same version."""

Table = tuple[str, str]
"""Layer and name."""


@dataclass(frozen=True)
class TableVersion:
    """A table as it is now.

    Attributes:
        identity: changes when the table is deleted and created again in the same place.
        number: of the Delta version.
        written: when that version was committed, in UTC.
        months: those it has rows of, in order.
        delta: the table, opened at that version: opening it again for every question would take as long as the answer.
    """

    identity: str
    number: int
    written: datetime
    months: tuple[date, ...]
    delta: DeltaTable = field(compare=False, repr=False)


class LakeReader:
    """Answers questions about the lake, from memory where none of the tables has changed since. Thread-safe."""

    def __init__(self, lake: Lake, clock: Callable[[], float] = time.monotonic) -> None:
        self.lake = lake
        self._clock = clock
        self._lock = threading.Lock()
        self._versions: dict[Table, tuple[float, TableVersion | None]] = {}
        self._asking: dict[tuple[Any, ...], threading.Lock] = {}
        self._answers: OrderedDict[tuple[Any, ...], pa.Table] = OrderedDict()

    def version(self, table: Table) -> TableVersion | None:
        """The table as it is now, or None when there is none; at most a second old.

        Raises:
            UserError: something is there that is not a Delta table.
        """
        with self._lock:
            asked, version = self._versions.get(table, (float("-inf"), None))
        if self._clock() - asked < CURRENT_SECONDS:
            return version
        current = self._look(table, version)
        with self._lock:
            self._versions[table] = (self._clock(), current)
        return current

    def ask(self, sql: str, **tables: Table) -> pa.Table | None:
        """Answer a question as ``Lake.query`` does; None when one of the tables does not exist."""
        versions = {name: version for name, table in tables.items() if (version := self.version(table)) is not None}
        if len(versions) < len(tables):
            return None
        key = (sql, *tables.items(), *[(version.identity, version.number) for version in versions.values()])
        with self._lock:
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:  # of two equal questions at the same time, the second one waits for the first one's answer
            return self._kept_or_asked(key, sql, {name: version.delta for name, version in versions.items()})

    def _kept_or_asked(self, key: tuple[Any, ...], sql: str, tables: dict[str, DeltaTable]) -> pa.Table:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                self._asking.pop(key, None)
                return self._answers[key]
        answer = query_tables(sql, tables)
        with self._lock:
            self._asking.pop(key, None)
            self._answers[key] = answer
            while len(self._answers) > KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return answer

    def rows(self, sql: str, **tables: Table) -> list[dict[str, Any]]:
        """The answer as rows; none when one of the tables does not exist."""
        answer = self.ask(sql, **tables)
        return answer.to_pylist() if answer is not None else []

    def _look(self, table: Table, known: TableVersion | None) -> TableVersion | None:
        delta = self.lake.open(*table)
        if delta is None:
            return None
        identity, number = str(delta.metadata().id), delta.version()
        if known is not None and (known.identity, known.number) == (identity, number):
            return replace(known, delta=delta)  # the one that was opened before has the credentials of that time
        written = datetime.fromtimestamp(delta.history(1)[0]["timestamp"] / 1000, tz=UTC)
        partitioned = delta.metadata().partition_columns == [MONTH_COLUMN]
        months = sorted({parse_month(part[MONTH_COLUMN]) for part in delta.partitions()}) if partitioned else []
        return TableVersion(identity, number, written, tuple(months), delta)
