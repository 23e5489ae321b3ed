"""Landing -> bronze: make the months of one feed hold exactly the files in force, reading only what is not there yet."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime
from typing import cast

import pyarrow as pa

from sales_platform.bronze.state import Contents, FeedState
from sales_platform.feeds import Feed
from sales_platform.landing.contents import rows_in_month, source_month
from sales_platform.landing.contract_change import under_contract
from sales_platform.landing.rows import bronze_schema, placed_again, with_provenance
from sales_platform.landing.versions import FileInForce, KnownFile
from sales_platform.months import MonthRange
from sales_platform.run_view import RunView
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import quoted
from sales_platform.values.spark import DataFrame

_Wanted = dict[tuple[str, str], tuple[FileInForce, set[date]]]


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
    changed = {mark[1] for mark in wanted.keys() | held.keys() if wanted.get(mark) != held.get(mark)}
    return changed | {path for month in months for path, item in contents.get(month, {}).items() if month in item.outdated}


def paths_to_replace(view: RunView, feed: Feed, state: FeedState, months: MonthRange) -> set[str]:
    """The files whose rows in bronze are to be replaced, within the months.

    Rows of files that the ledger does not know are left there: the ledger was lost, and they may have left the landing. The
    check of bronze and the reconciliation point them out.
    """
    found = stale_paths(feed, state.contents, held_rows(view.lake, feed, months), months, view.calendar)
    return found & {known.path for known in view.files.known(feed)}


def held_rows(lake: Lake, feed: Feed, months: MonthRange) -> pa.Table | None:
    """What bronze holds of a feed in the months: month, _file, _file_version, rows. None when it has no table."""
    sql = "SELECT month, _file, _file_version, CAST(count(*) AS BIGINT) AS rows FROM held GROUP BY month, _file, _file_version"
    return lake.query(sql, months, held=("bronze", feed.name))


def bronze_rows(view: RunView, feed: Feed, state: FeedState, paths: Iterable[str], months: MonthRange) -> pa.RecordBatchReader:
    """All rows, within the months, of the given files in the versions that are in force, but for those of ``landed_rows``."""
    lake, calendar, reader, ingested_at = view.lake, view.calendar, view.reader(feed), datetime.now(tz=UTC)
    wanted = _wanted(state, set(paths), months)
    # before the write begins: delta-rs cannot read a table while it drives a stream
    archived = [batch for item, its in wanted.values() if not item.landed for batch in _archived(lake, feed, item, its, calendar)]
    elsewhere = {item.file.path for item, _ in _read_elsewhere(view, feed, wanted)}

    def rows() -> Iterator[pa.RecordBatch]:
        yield from archived
        for item, its in wanted.values():
            first_row = 1
            for batch in reader.batches(item.file) if item.landed and item.file.path not in elsewhere else ():
                yield with_provenance(batch, feed, item, first_row, its, calendar, ingested_at)
                first_row += batch.num_rows

    return pa.RecordBatchReader.from_batches(bronze_schema(feed), rows())


def landed_rows(view: RunView, feed: Feed, state: FeedState, paths: Iterable[str], months: MonthRange) -> "DataFrame | None":
    """The rows, within the months, of those of the given files that executors read; None where this process reads all."""
    files = _read_elsewhere(view, feed, _wanted(state, set(paths), months))
    return view.executors.rows(feed, files, view.calendar) if files and view.executors is not None else None


def _read_elsewhere(view: RunView, feed: Feed, wanted: _Wanted) -> list[tuple[FileInForce, set[date]]]:
    """The files that executors read, with their months."""
    if view.executors is None:
        return []
    landed = [(item, its) for item, its in wanted.values() if item.landed and view.executors.read(feed, item.file)]
    return landed if view.executors.can_read(feed, [item.file for item, _ in landed]) else []


def _wanted(state: FeedState, paths: AbstractSet[str], months: MonthRange) -> _Wanted:
    """The versions of the files that are in force in the months, each with those of the months, by path and version."""
    wanted: _Wanted = {}
    for month in months:
        for path, item in state.contents.get(month, {}).items():
            if path in paths:
                wanted.setdefault((path, item.file.version), (item, set()))[1].add(month)
    return wanted


def _archived(
    lake: Lake, feed: Feed, item: FileInForce, wanted: AbstractSet[date], calendar: MonthRange
) -> Iterator[pa.RecordBatch]:
    """The rows of a file that is no longer in landing, from the bronze months that hold them."""
    known = cast("KnownFile", item.known)
    condition = f"_file = {quoted(item.file.path)} AND _file_version = {quoted(item.file.version)}"
    for month in sorted(wanted):
        source = MonthRange.of(held := cast("date", source_month(feed, known, month)), held)
        found = lake.query(f"SELECT * FROM held WHERE {condition}", source, held=("bronze", feed.name))
        for batch in under_contract(found, feed).to_batches() if found is not None else ():
            yield placed_again(batch, feed, item.file, month, calendar)
