"""Rows of landed files: written by the executors that read them, in the place of those that the table has of the same files."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.dataset as pads
from deltalake import DeltaTable
from deltalake.transaction import AddAction
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from sales_platform.months import MonthRange
from sales_platform.storage.cluster.lake_files import WRITES, lake_files, new_name
from sales_platform.storage.cluster.said import sentences_of_executors
from sales_platform.storage.cluster.writing import Written, looked_at, swap, with_columns, write_files
from sales_platform.storage.frames import table_frame
from sales_platform.storage.lake import MONTH_COLUMN, Lake
from sales_platform.storage.table_queries import query_tables, rows_by_month
from sales_platform.storage.writes import commit


def replace_files(
    lake: Lake,
    table: tuple[str, str],
    landed: DataFrame,
    others: Callable[[], pa.RecordBatchReader],
    paths: Collection[str],
    months: MonthRange,
) -> None:
    """Put rows in the place of all rows of some landed files within the months, in one commit.

    Args:
        landed: the rows that executors read, of these months.
        others: makes a reader of the rows that this process has, such as those of files that are no longer in the landing.
        paths: the files that are replaced; the rows of others stay.

    Raises:
        LandingChangedError: a file is no longer the one that was listed.
        UserError: the lock was lost, or what the executors have written cannot be used.
    """
    schema, every = others().schema, list(months)
    delta = lake.ensure(*table, schema)
    with sentences_of_executors():
        new = [write_files(lake, table, landed, schema, every, by_month=False), _write_here(lake, table, others(), every)]
    kept: dict[int, Written] = {}  # by the version of the table: made again where another commit came first

    def replace(current: DeltaTable) -> None:
        current = with_columns(current, schema)
        touched = touched_months(current, paths, months)
        version = current.version()
        if version not in kept:
            shared = [month for month, stay in touched.items() if stay]
            kept[version] = _keep(lake, table, current, paths, shared, landed.sparkSession)
        swap(current, _together([*new, kept[version]]), touched)

    commit(lake, table, delta, replace)


def touched_months(delta: DeltaTable, paths: Collection[str], months: MonthRange) -> dict[date, bool]:
    """The months in which a table has rows of some landed files, each with whether it has rows of others as well."""
    held = rows_by_month(delta)
    if not any(held[month] for month in months):
        return {}
    answer = query_tables("SELECT DISTINCT month, _file FROM held", {"held": delta}, months)
    files: dict[date, set[str]] = {}
    for row in answer.to_pylist():
        files.setdefault(row["month"], set()).add(row["_file"])
    wanted = set(paths)
    return {month: bool(found - wanted) for month, found in files.items() if found & wanted}


def _keep(
    lake: Lake, table: tuple[str, str], delta: DeltaTable, paths: Collection[str], months: Sequence[date], spark: SparkSession
) -> Written:
    """Let the executors write the rows of other files of the months once more: Delta replaces files as a whole."""
    if not months:
        return {}
    held = table_frame(spark, lake, table, delta, MonthRange.of(min(months), max(months)))
    replaced = spark.createDataFrame([(path,) for path in sorted(paths)], "_file string")
    rows = held.where(F.col(MONTH_COLUMN).isin(sorted(months))).join(replaced, "_file", "left_anti")
    return write_files(lake, table, rows, pa.schema(delta.schema().to_arrow()), months)


def _write_here(lake: Lake, table: tuple[str, str], rows: pa.RecordBatchReader, months: Collection[date]) -> Written:
    """Write rows that this process has, in the same way as executors."""
    files, folder = lake_files(lake.uri(*table)), new_name(WRITES)
    by_month = pads.partitioning(pa.schema([rows.schema.field(MONTH_COLUMN)]), flavor="hive")
    pads.write_dataset(rows, folder, filesystem=files, format="parquet", partitioning=by_month, use_threads=False)
    return looked_at(files, folder, rows.schema, months)


def _together(parts: Sequence[Written]) -> Written:
    found: dict[date, list[AddAction]] = {}
    for part in parts:
        for month, actions in part.items():
            found.setdefault(month, []).extend(actions)
    return found
