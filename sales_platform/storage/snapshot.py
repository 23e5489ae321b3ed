"""The lake as one run, one command or one tick of the sensor sees it: each table is opened once."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
from deltalake import DeltaTable

from sales_platform.months import MonthRange
from sales_platform.settings import DEFAULT_RETENTION_DAYS, is_s3
from sales_platform.storage.lake import MONTH_COLUMN, Lake
from sales_platform.storage.lock import Check

if TYPE_CHECKING:
    from sales_platform.storage.copies import LocalCopies

_AT_A_TIME = 4


class LakeSnapshot(Lake):
    """A lake whose tables are each opened once; its own writes go through the same objects, so they are seen.

    What other writers commit meanwhile is not: only the planning of the sensor appends to the ledger beside a run, and a run
    does not need that to be right.

    Args:
        root: path or ``s3://`` address.
        copies: makes the local copies of a lake in a bucket; called when the first one is needed.
        check: of the lock that belongs to the snapshot.
        at, retention_days: see ``Lake``.
    """

    def __init__(
        self,
        root: str,
        copies: Callable[[], "LocalCopies"],
        check: Check = lambda: None,
        at: datetime | None = None,
        retention_days: int = DEFAULT_RETENTION_DAYS,
    ) -> None:
        super().__init__(root, at)
        self._copies, self._check, self.retention_days = copies, check, retention_days
        self._tables: dict[tuple[str, str], DeltaTable] = {}
        self._ahead: dict[tuple[str, str], Future[DeltaTable | None]] = {}

    def open_ahead(self, tables: Iterable[tuple[str, str]]) -> None:
        """Begin to open tables that will be needed; what goes wrong is said when they are."""
        threads = ThreadPoolExecutor(_AT_A_TIME, "open")
        for layer, table in set(tables) - self._tables.keys():
            self._ahead[layer, table] = threads.submit(super().open, layer, table)
        threads.shutdown(wait=False)

    def open(self, layer: str, table: str) -> DeltaTable | None:
        """The table as this object opened or last wrote it, or None when it does not exist."""
        if (layer, table) not in self._tables:
            ahead = self._ahead.pop((layer, table), None)
            if (delta := ahead.result() if ahead else super().open(layer, table)) is not None:
                return self._tables.setdefault((layer, table), delta)  # another thread may have opened it meanwhile
        return self._tables.get((layer, table))

    def ensure(self, layer: str, table: str, schema: pa.Schema, partition_by: str | None = MONTH_COLUMN) -> DeltaTable:
        """The table, made empty when it does not exist."""
        return self._tables.setdefault((layer, table), super().ensure(layer, table, schema, partition_by))

    def reopen(self, layer: str, table: str) -> DeltaTable:
        """The table as it is now, whoever has written it, which must exist."""
        self._tables.pop((layer, table), None)
        self._ahead.pop((layer, table), None)
        return super().reopen(layer, table)

    def as_of(self, moment: datetime) -> "LakeSnapshot":
        """The lake as it was then, each table opened once as well."""
        return LakeSnapshot(self.root, self._copies, self._check, moment)

    def check_lock(self) -> None:
        """Raise UserError when the lock that belongs to the snapshot was lost."""
        self._check()

    def nearby(self, table: tuple[str, str], delta: DeltaTable, months: MonthRange | None = None) -> DeltaTable:
        """The table, or a local copy of it: small tables of a bucket are read from copies on the disk."""
        return (self._copies().table(table, delta, months) or delta) if is_s3(self.root) else delta


@contextmanager
def lake_snapshot(root: str, check: Check = lambda: None, retention_days: int = DEFAULT_RETENTION_DAYS) -> Iterator[LakeSnapshot]:
    """A snapshot of the lake; its local copies are removed at the end.

    Args:
        root: path or ``s3://`` address.
        check: called before each commit; raises UserError when the lock of the lake was lost.
        retention_days: of tables that are made.
    """
    with copies_when_needed(root) as copies:
        yield LakeSnapshot(root, copies, check, retention_days=retention_days)


@contextmanager
def copies_when_needed(root: str) -> Iterator[Callable[[], "LocalCopies"]]:
    """What makes the local copies of a lake in a bucket when they are first needed; they are removed at the end."""
    with ExitStack() as closing:

        @cache
        def copies() -> "LocalCopies":
            from sales_platform.storage.copies import local_copies  # noqa: PLC0415 - boto3 is for those who use it

            return closing.enter_context(local_copies(root))

        yield copies
