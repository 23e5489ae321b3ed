"""Landing -> bronze: make the months of one feed hold exactly the files in force, reading only what is not there yet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import cast

import pyarrow as pa

from sales_platform.bronze.contents import (
    FileInForce,
    KnownFile,
    files_in_force,
    month_contents,
    refused_files,
    rows_in_month,
)
from sales_platform.bronze.feed_reader import FeedReader
from sales_platform.bronze.ledger import known_files, record_files
from sales_platform.bronze.rows import bronze_schema, with_provenance
from sales_platform.feeds import Feed, Months
from sales_platform.months import MonthRange
from sales_platform.storage.lake import Lake, month_predicate, quoted

Contents = Mapping[date, Mapping[str, FileInForce]]


@dataclass(frozen=True)
class FeedState:
    """One feed as it should be.

    Attributes:
        contents: month -> path -> file in force, over the whole calendar.
        files: all files in force.
        refused: the files whose version in landing cannot be used.
    """

    files: list[FileInForce]
    contents: Contents
    refused: list[KnownFile]


def feed_state(reader: FeedReader, lake: Lake, calendar: MonthRange, months: MonthRange | None) -> FeedState:
    """What each month of the feed should hold. Files whose rows must be looked at are read, and noted in the ledger.

    Args:
        months: learn all files with rows in these months; None learns just those whose months are in their rows.
    """
    landed = reader.landing.files(reader.feed)
    known = known_files(lake, reader.feed)
    while True:
        files = files_in_force(landed, known)
        unread = [item.file for item in files if item.known is None]
        if reader.feed.months in (Months.BY_FILE_NAME, Months.SNAPSHOT):
            contents = month_contents(reader.feed, files, calendar)
            wanted = {path for month in months or () for path in contents.get(month, {})}
            unread = [file for file in unread if file.path in wanted]
        if not unread:
            return FeedState(files, month_contents(reader.feed, files, calendar), refused_files(landed, known))
        learned = [reader.learn(file) for file in unread]
        record_files(lake, reader.feed, learned)
        known = [*known, *learned]


@dataclass(frozen=True)
class FileRows:
    """Rows that take the place of all rows of the given files, within the months.

    Attributes:
        paths: the files that are replaced.
        schema: of the rows.
        rows: makes the rows afresh.
    """

    paths: tuple[str, ...]
    schema: pa.Schema
    rows: partial[pa.RecordBatchReader]

    def predicate(self, months: MonthRange) -> str:
        """The rows that are replaced."""
        return f"{month_predicate(months)} AND _file IN ({', '.join(quoted(path) for path in self.paths)})"


def stale_paths(feed: Feed, contents: Contents, present: pa.Table | None, months: MonthRange, calendar: MonthRange) -> set[str]:
    """The files whose rows in bronze are not what they should be, within the months.

    Args:
        present: month, _file, _file_version and the number of rows, as bronze has them now; None when it has no table.
    """
    wanted = {
        (month, path, item.file.version): count
        for month in months
        for path, item in contents.get(month, {}).items()
        if (count := rows_in_month(feed, item, month, calendar))
    }
    held = {
        (row["month"], row["_file"], row["_file_version"]): row["rows"]
        for row in (present.to_pylist() if present is not None else [])
    }
    return {path for mark in wanted.keys() | held.keys() if wanted.get(mark) != held.get(mark) for path in (mark[1],)}


def held_rows(lake: Lake, feed: Feed, months: MonthRange) -> pa.Table | None:
    """What bronze holds of a feed in the months: month, _file, _file_version, rows. None when it has no table."""
    sql = (
        "SELECT month, _file, _file_version, CAST(count(*) AS BIGINT) AS rows FROM held"
        f" WHERE {month_predicate(months)} GROUP BY month, _file, _file_version"
    )
    return lake.query(sql, held=("bronze", feed.name))


def bronze_rows(
    reader: FeedReader, lake: Lake, state: FeedState, paths: Iterable[str], months: MonthRange, calendar: MonthRange
) -> pa.RecordBatchReader:
    """All rows, within the months, of the given files in the versions that are in force."""
    feed, ingested_at = reader.feed, datetime.now(tz=UTC)
    wanted: dict[str, set[date]] = defaultdict(set)
    for month in months:
        for path in state.contents.get(month, {}):
            wanted[path].add(month)

    in_force = {item.file.path: item for item in state.files if item.file.path in set(paths)}
    # before the write begins: delta-rs cannot read a table while it drives a stream
    archived = [
        batch for path, item in in_force.items() if not item.landed for batch in _archived(lake, feed, item, wanted[path])
    ]

    def rows() -> Iterator[pa.RecordBatch]:
        yield from archived
        for path, item in in_force.items():
            first_row = 1
            for batch in reader.batches(item.file) if item.landed else ():
                yield with_provenance(batch, feed, item.file, first_row, wanted[path], calendar, ingested_at)
                first_row += batch.num_rows

    return pa.RecordBatchReader.from_batches(bronze_schema(feed), rows())


def _archived(lake: Lake, feed: Feed, item: FileInForce, wanted: set[date]) -> Iterator[pa.RecordBatch]:
    """The rows of a file that is no longer in landing, from the bronze months that hold it; a snapshot's from any of them."""
    condition = f"_file = {quoted(item.file.path)} AND _file_version = {quoted(item.file.version)}"
    found = lake.query(f"SELECT * FROM held WHERE {condition}", held=("bronze", feed.name))
    if found is None or found.num_rows == 0:
        return
    schema = bronze_schema(feed)
    table = found.select(schema.names).cast(schema)
    months = cast("list[date]", table.column("month").unique().to_pylist())
    for month in sorted(wanted):
        source = month if month in months else months[0]
        if source != month and feed.months is not Months.SNAPSHOT:
            continue
        rows = table.filter(pa.compute.equal(table.column("month"), source))
        yield from rows.set_column(0, "month", pa.repeat(pa.scalar(month, pa.date32()), rows.num_rows)).to_batches()
