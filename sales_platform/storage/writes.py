"""Commits to Delta tables: replace or append rows, again after a conflicting commit, never after the lock was lost."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from sales_platform.errors import UserError
from sales_platform.read_ahead import read_ahead
from sales_platform.storage.column_types import check_types
from sales_platform.storage.lake import MONTH_COLUMN, OURS, UPKEEP, WRITER, Lake
from sales_platform.storage.layout import check_writable
from sales_platform.storage.retries import commit_retries

T = TypeVar("T")
_BATCHES_AHEAD = 2
ONCE = CommitProperties(custom_metadata={WRITER: "1"}, max_commit_retries=0)
"""Of a commit that must be the next one after the version that was read. delta-rs would try again on a later version where it
sees no conflict, and it sees none in rows that were appended to a month, or in a month that was empty and is no longer."""


def commit(lake: Lake, table: tuple[str, str], delta: DeltaTable, write: Callable[[DeltaTable], T]) -> T:
    """Commit to an open table; further attempts are made on its newest version, and none after the lock was lost.

    Raises:
        UserError: the lock was lost, or a newer release has written the table.
    """
    for attempt in commit_retries():
        with attempt:
            current = delta if attempt.retry_state.attempt_number == 1 else lake.reopen(*table)
            check_writable(current, lake.root)
            lake.check_lock()
            return write(current)
    raise AssertionError("unreachable: the last attempt raises")


def replace_rows(
    lake: Lake,
    table: tuple[str, str],
    schema: pa.Schema,
    rows: Callable[[], pa.RecordBatchReader],
    predicate: str,
    partition_by: str = MONTH_COLUMN,
) -> None:
    """Put the rows in the place of all rows that meet the predicate, in one commit; every row must meet it itself.

    Args:
        rows: makes a new reader of the rows; called once for each attempt to commit.
        predicate: always bounds the months; never empty.
        partition_by: of a table that does not exist yet.

    Raises:
        UserError: the lock was lost, a column is of another type than the table has, or what the source of the rows raised.
    """

    def write(delta: DeltaTable) -> None:
        check_types(delta, schema)
        with _errors_of_the_source(rows()) as source:
            write_deltalake(delta, source, mode="overwrite", predicate=predicate, schema_mode="merge", commit_properties=OURS)

    commit(lake, table, lake.ensure(*table, schema, partition_by), write)


def ahead(rows: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """The same rows: the engine, or whoever makes them, computes the next ones while the last are written."""
    return pa.RecordBatchReader.from_batches(rows.schema, read_ahead(rows, _BATCHES_AHEAD))


def append_rows(lake: Lake, table: tuple[str, str], rows: pa.Table, partition_by: str) -> None:
    """Add rows to a table, which is made when it does not exist."""
    delta = lake.ensure(*table, rows.schema, partition_by)
    commit(
        lake,
        table,
        delta,
        lambda current: write_deltalake(current, rows, mode="append", schema_mode="merge", commit_properties=OURS),
    )


@contextmanager
def _errors_of_the_source(rows: pa.RecordBatchReader) -> Iterator[pa.RecordBatchReader]:
    """The rows for delta-rs to read, which reports an error of theirs as one of its own: the original UserError is raised."""
    failures: list[UserError] = []

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            yield from rows
        except UserError as error:
            failures.append(error)
            raise

    try:
        yield ahead(pa.RecordBatchReader.from_batches(rows.schema, batches()))
    except DeltaError:
        if failures:
            raise failures[0] from None
        raise


def set_properties(delta: DeltaTable, properties: Mapping[str, str]) -> None:
    """Set properties of a table, Delta's own and the platform's."""
    delta.alter.set_table_properties(dict(properties), raise_if_not_exists=False, commit_properties=UPKEEP)
