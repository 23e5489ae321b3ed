"""Executors write the rows of some months into a fresh folder of a table; one commit puts them in the place of the months."""

import json
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction, RemoveAction
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sales_platform.months import MonthRange
from sales_platform.storage.cluster.footers import check_footer, refusal, statistics
from sales_platform.storage.cluster.lake_files import (
    WRITES,
    engine_address,
    is_hidden,
    lake_files,
    listed,
    new_name,
    remove_folder,
)
from sales_platform.storage.column_types import check_types
from sales_platform.storage.lake import MONTH_COLUMN, Lake
from sales_platform.storage.retries import transient_retries
from sales_platform.storage.writes import ONCE, commit

_FOOTERS_AT_A_TIME = 16

Written = Mapping[date, Sequence[AddAction]]
"""Files that are no part of a table yet, by month."""


def replace_months(lake: Lake, table: tuple[str, str], frame: DataFrame, schema: pa.Schema, months: Collection[date]) -> None:
    """Put the rows in the place of all rows of the months: written by the executors, once, and visible in one commit.

    Args:
        frame: rows of these and maybe of other months.
        schema: of the frame.
        months: that are replaced; the others stay.

    Raises:
        UserError: the lock was lost, or what the executors have written cannot be used.
    """
    if not months:
        return
    delta = lake.ensure(*table, schema)
    written = write_files(lake, table, frame, schema, months)
    commit(lake, table, delta, lambda current: swap(with_columns(current, schema), written, months))


def write_files(
    lake: Lake, table: tuple[str, str], frame: DataFrame, schema: pa.Schema, months: Collection[date], *, by_month: bool = True
) -> Written:
    """Let the executors write the rows of the months, and look at what they have written.

    Args:
        by_month: bring the rows of each month together, for one file a month; else each task writes those that it has.

    Returns:
        By each of the months, its files; a month without rows has none.
    """
    return transient_retries()(partial(_write_files, lake, table, frame, schema, months, by_month=by_month))


def _write_files(
    lake: Lake, table: tuple[str, str], frame: DataFrame, schema: pa.Schema, months: Collection[date], *, by_month: bool
) -> Written:
    uri, folder = lake.uri(*table), new_name(WRITES)
    files = lake_files(uri)
    # rows of other months would be part of it; and Sail writes those without a month into that of 1970-01-01
    rows = frame.select(*schema.names).where(F.col(MONTH_COLUMN).isin(sorted(months)))
    try:
        placed = rows.repartition(MONTH_COLUMN) if by_month else rows
        placed.write.partitionBy(MONTH_COLUMN).parquet(engine_address(f"{uri}/{folder}"))
        return looked_at(files, folder, schema, months)
    except Exception:
        with suppress(Exception):  # what stays is removed by the maintenance of the lake
            remove_folder(files, folder)
        raise


def looked_at(files: Any, folder: str, schema: pa.Schema, months: Collection[date]) -> Written:  # noqa: ANN401 - pyarrow's
    """The files of a folder that was written for some months, by month.

    Raises:
        UserError: one cannot become part of the table.
    """
    found = list(listed(files, folder))
    for path in [one.path for one in found if is_hidden(one.path, folder)]:
        files.delete_file(path)
    columns = pa.schema([field for field in schema if field.name != MONTH_COLUMN])
    data = [one for one in found if not is_hidden(one.path, folder)]
    written: dict[date, list[AddAction]] = {month: [] for month in months}
    with ThreadPoolExecutor(_FOOTERS_AT_A_TIME) as threads:
        look = partial(_action, files, columns)
        for one, action in zip(data, threads.map(look, data), strict=True):
            month = _month_of(one.path, folder)
            if month not in written:
                raise refusal(one.path, "its month is none of those that were written")
            written[month].append(action)
    return written


def _action(files: Any, columns: pa.Schema, found: Any) -> AddAction:  # noqa: ANN401 - as above
    with files.open_input_file(found.path) as opened:
        metadata = check_footer(found.path, opened, columns)
    return AddAction(
        path=found.path,
        size=found.size,
        partition_values={MONTH_COLUMN: found.path.split("/")[1].partition("=")[2]},
        modification_time=int(time.time() * 1000),
        data_change=True,
        stats=statistics(metadata),
    )


def _month_of(path: str, folder: str) -> date | None:
    """The month that a file's folder names: ``w-1/month=2025-07-01/part-0.parquet``; None where there is no such folder."""
    parts = path.removeprefix(f"{folder}/").split("/")
    name, _, value = parts[0].partition("=")
    try:
        return date.fromisoformat(value) if len(parts) == 2 and name == MONTH_COLUMN else None  # noqa: PLR2004 - and the file
    except ValueError:
        return None


def with_columns(delta: DeltaTable, schema: pa.Schema) -> DeltaTable:
    """The table, with the columns of the schema that it does not have yet.

    Raises:
        UserError: it has one of another type.
    """
    check_types(delta, schema)
    there = {field.name for field in delta.schema().fields}
    if new := [field for field in schema if field.name not in there]:
        delta.alter.add_columns(list(Schema.from_arrow(pa.schema(new)).fields), commit_properties=ONCE)
    return delta


def swap(delta: DeltaTable, written: Written, months: Collection[date]) -> None:
    """Commit files in the place of all files of the months, as the version right after the one that is open, or not at all.

    Args:
        written: the new files; those of other months are added to what is there.
        months: that lose all files that they have.

    Raises:
        CommitFailedError: another version came first.
    """
    actions = pa.table(delta.get_add_actions(flatten=True)).to_pylist()
    adds = [action for month in sorted(written) for action in written[month]]
    there = {action["path"] for action in actions}
    if adds and all(action.path in there for action in adds):
        return  # an attempt whose answer was lost
    removes = [_removed(action) for action in actions if action[f"partition.{MONTH_COLUMN}"] in months]
    if adds or removes:
        delta.create_write_transaction([*adds, *removes], "append", delta.schema(), [MONTH_COLUMN], commit_properties=ONCE)
        delta.update_incremental()


def _removed(action: Mapping[str, Any]) -> RemoveAction:
    return RemoveAction(
        path=action["path"],
        data_change=True,
        deletion_timestamp=int(time.time() * 1000),
        size=action["size_bytes"],
        partition_values={MONTH_COLUMN: action[f"partition.{MONTH_COLUMN}"].isoformat()},
    )


def row_count(files: Iterable[AddAction]) -> int:
    """The rows of files."""
    return sum(int(json.loads(file.stats)["numRecords"]) for file in files)


def months_of(ranges: Sequence[MonthRange]) -> list[date]:
    """The months of some ranges."""
    return [month for months in ranges for month in months]
