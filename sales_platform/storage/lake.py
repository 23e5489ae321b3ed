"""The lake: where each Delta table is, how it is opened and created, and small queries without an engine."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from sales_platform.errors import UserError
from sales_platform.months import MONTH_COLUMN as MONTH_COLUMN  # noqa: PLC0414 - and whoever reads tables finds it here
from sales_platform.months import MonthRange
from sales_platform.settings import DEFAULT_RETENTION_DAYS, is_s3
from sales_platform.storage.answering import Answering
from sales_platform.storage.layout import check_readable
from sales_platform.storage.newest_version import newest_version, newest_versions
from sales_platform.storage.opening import opened
from sales_platform.storage.retention import no_longer_kept, table_properties, times_of_versions, version_at
from sales_platform.storage.retries import commit_retries, is_transient, transient_retries
from sales_platform.storage.table_queries import query_tables, rows_by_month

WRITER = "sales_platform"
"""Stands in the metadata of every commit of the platform, so that a restore or a change by something else can be told apart."""
OURS = CommitProperties(custom_metadata={WRITER: "1"})
USER_METADATA = WRITER
"""The same in commits of Delta's own writer, which has one text for such things."""
UPKEEP = CommitProperties(custom_metadata={WRITER: "upkeep"})
"""Of commits that change no row: files are put together, properties are set, files that no version needs are removed."""
_GONE = ("not found", "NoSuchKey")
"""In the errors of delta-rs and of S3 for a file that is no longer there."""


class Lake:
    """A folder or bucket of Delta tables, one folder a layer; each query opens its tables in their newest version.

    Args:
        root: path or ``s3://`` address.
        at: read the tables as they were then; None reads them as they are.

    Attributes:
        retention_days: how long former versions are kept of the tables that this object makes.
        elsewhere: answers questions to large tables in the place of this process; None as an answer leaves one to it.
    """

    retention_days = DEFAULT_RETENTION_DAYS
    elsewhere: Answering | None = None

    def __init__(self, root: str, at: datetime | None = None) -> None:
        self.root, self.at = root, at

    def uri(self, layer: str, table: str) -> str:
        """The address of a table."""
        return f"{self.root}/{layer}/{table}"

    def open(self, layer: str, table: str) -> DeltaTable | None:
        """The table as it is now, or None when it does not exist.

        Raises:
            UserError: something is there that is not a Delta table, that this account may not read, or that a newer release has
                written.
            OutsideError: the disk or the object store failed.
        """
        return opened(lambda: transient_retries()(self._load, self.uri(layer, table)), self.root, (layer, table))

    def open_ahead(self, tables: Iterable[tuple[str, str]]) -> None:
        """Begin to open tables that will be needed, where they are opened once."""

    def _load(self, uri: str) -> DeltaTable:
        if is_s3(self.root):
            from sales_platform.storage.credentials import renew_credentials  # noqa: PLC0415 - boto3 is for those who use it

            renew_credentials()
        delta = DeltaTable(uri)
        check_readable(delta, self.root)
        if self.at is not None:
            version = version_at(times_of_versions(delta), self.at)
            try:
                if version is None:
                    raise self.not_kept(delta)
                delta.load_as_version(version)
            except TableNotFoundError:
                raise self.not_kept(delta) from None
        return delta

    def former(self, layer: str, table: str, version: int) -> DeltaTable:
        """One of the versions of a table that exists, by an object of its own.

        Raises:
            UserError: it is no longer kept.
        """
        delta = transient_retries()(self._load, self.uri(layer, table))
        try:
            transient_retries()(delta.load_as_version, version)
        except DeltaError as error:
            if is_transient(error):
                raise
            raise self.not_kept(delta) from None
        return delta

    def not_kept(self, delta: DeltaTable) -> UserError:
        """What to say when a table cannot be read as it was."""
        return no_longer_kept(self.root, self.at, delta)

    def newest_version(self, layer: str, table: str) -> int | None:
        """The newest version of a table, whoever has written it; None when it does not exist."""
        return newest_version(self.root, (layer, table))

    def newest_versions(self, tables: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """The newest version of each of the tables that exist."""
        return newest_versions(self.root, tables)

    def rows_by_month(self, layer: str, table: str) -> Counter[date]:
        """Rows of each month of a table, from its log alone; none when it does not exist."""
        return rows_by_month(self.open(layer, table))

    def written_by_others(self, layer: str, table: str, since: int, *, rows_too: bool) -> bool:
        """Whether a version of a table after the given one was committed by something else than the platform.

        Args:
            since: a version that is known to be the platform's.
            rows_too: whether the platform may have changed rows since, or has only put files together.
        """
        delta = self.open(layer, table)
        if delta is None or delta.version() < since:
            return True
        entries = delta.history(delta.version() - since) if delta.version() > since else []
        ours = {"1", "upkeep"} if rows_too else {"upkeep"}
        return len(entries) < delta.version() - since or any(_writer(entry) not in ours for entry in entries)

    def reopen(self, layer: str, table: str) -> DeltaTable:
        """The table as it is now, whoever has written it, which must exist."""
        if (delta := self.open(layer, table)) is None:
            raise DeltaError(f"{layer}.{table} vanished while it was written")
        return delta

    def ensure(self, layer: str, table: str, schema: pa.Schema, partition_by: str | None = MONTH_COLUMN) -> DeltaTable:
        """The table, made empty when it does not exist; any number of processes may do so at once."""
        for attempt in commit_retries():
            with attempt:
                if existing := self.open(layer, table):
                    return existing
                self.check_lock()
                return DeltaTable.create(
                    self.uri(layer, table),
                    commit_properties=OURS,
                    schema=schema,
                    mode="ignore",
                    partition_by=[partition_by] if partition_by else [],
                    name=f"{layer}.{table}",
                    configuration=table_properties(self.retention_days),
                    raise_if_key_not_exists=False,
                )
        raise AssertionError("unreachable: the last attempt raises")

    def as_of(self, moment: datetime) -> "Lake":
        """The lake as it was then."""
        return Lake(self.root, moment)

    def check_lock(self) -> None:
        """To be called before each commit; raises UserError when a lock belongs to this object and was lost."""

    def nearby(self, table: tuple[str, str], delta: DeltaTable, months: MonthRange | None = None) -> DeltaTable:  # noqa: ARG002
        """What an open table is best read from: itself, or a local copy.

        Args:
            table: layer and name.
            delta: the table.
            months: only these months of it will be read; None for all of it.
        """
        return delta

    def query(self, sql: str, months: MonthRange | None = None, /, **tables: tuple[str, str]) -> pa.Table | None:
        """Answer a question by delta-rs's own SQL engine; None when one of the tables does not exist.

        Args:
            sql: over the given names.
            months: the tables are asked as if they had just these; None asks the whole of them.
            tables: name in the SQL -> (layer, table).
        """
        found = {name: delta for name, table in tables.items() if (delta := self.open(*table)) is not None}
        if len(found) < len(tables):
            return None
        if self.elsewhere is not None and (answer := self.elsewhere(sql, found, months)) is not None:
            return answer
        try:
            return query_tables(sql, {name: self.nearby(tables[name], delta, months) for name, delta in found.items()}, months)
        except Exception as error:
            if self.at is None or not any(sign in str(error) for sign in _GONE):
                raise
            raise self.not_kept(next(iter(found.values()))) from error


def _writer(entry: Mapping[str, object]) -> object:
    return "1" if entry.get("userMetadata") == USER_METADATA else entry.get(WRITER)
