"""How Arrow tables and PySpark DataFrames are written and read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial, reduce
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from dagster import InputContext, OutputContext
from dagster._core.definitions.metadata import RawMetadataValue
from dagster._core.storage.db_io_manager import TableSlice
from pyspark.sql import DataFrame, SparkSession

from sales_platform import engine
from sales_platform.errors import UserError
from sales_platform.memory import give_back_memory
from sales_platform.months import MonthRange, contiguous_ranges
from sales_platform.storage.chunks import chunks
from sales_platform.storage.declared_columns import DECLARED, check_declared
from sales_platform.storage.frames import few_rows, table_frame
from sales_platform.storage.lake import MONTH_COLUMN, Lake
from sales_platform.storage.merge import merge_months
from sales_platform.storage.merge_counts import MergeCounts
from sales_platform.storage.retries import transient_retries
from sales_platform.storage.slices import input_months
from sales_platform.storage.sql_text import month_predicate
from sales_platform.storage.table_queries import rows_by_month
from sales_platform.storage.type_handler import DeltaTypeHandler, Writes
from sales_platform.storage.writes import replace_rows
from sales_platform.values.spark import local_frame

MERGE_KEYS = "merge_keys"
"""Asset metadata: MERGE on these columns; without it the months are replaced."""
COMPARED = "compared"
"""Metadata of an input: feeds whose rows are compared with those of other months, which are read as well."""

Found = TypeVar("Found")


class ArrowTableHandler(DeltaTypeHandler[pa.Table]):
    """Mode *replace months* for small Arrow tables."""

    @property
    def supported_types(self) -> Sequence[type[object]]:
        """pyarrow.Table."""
        return [pa.Table]

    def write(
        self, context: OutputContext, lake: Lake, table: tuple[str, str], ranges: Sequence[MonthRange], value: pa.Table
    ) -> Mapping[date, Mapping[str, RawMetadataValue]]:
        """Replace the months by the table's rows."""
        check_declared(table, (context.definition_metadata or {}).get(DECLARED), value.schema)
        for months in ranges:
            rows = value.filter(_in_months(months))
            replace_rows(lake, table, value.schema, rows.to_reader, month_predicate(months))
        return {}

    def load_input(self, context: InputContext, table_slice: TableSlice, connection: Lake) -> pa.Table:
        """The rows of the months."""
        table, months = (table_slice.schema, table_slice.table), input_months(context, table_slice)
        rows = connection.query("SELECT * FROM rows", months, rows=table)
        return _found(rows, table_slice)


class DataFrameHandler(DeltaTypeHandler[DataFrame]):
    """Modes *replace months* and *merge on keys* for PySpark DataFrames; rows stream from the engine to Delta."""

    def __init__(self, writes: Writes, spark: Callable[[], SparkSession], *, by_delta: bool = False) -> None:
        super().__init__(writes)
        self._spark, self._by_delta = spark, by_delta

    @property
    def supported_types(self) -> Sequence[type[object]]:
        """pyspark.sql.DataFrame."""
        return [DataFrame]

    def write(
        self, context: OutputContext, lake: Lake, table: tuple[str, str], ranges: Sequence[MonthRange], value: DataFrame
    ) -> Mapping[date, Mapping[str, RawMetadataValue]]:
        """Compute and write the months, a bounded number of landed rows at a time."""
        keys = (context.definition_metadata or {}).get(MERGE_KEYS, ())
        check = partial(check_declared, table, (context.definition_metadata or {}).get(DECLARED))
        if engine.is_embedded(value.sparkSession):
            counts = _stream(lake, table, value, chunks(context.definition_metadata or {}, lake, ranges), keys, check)
        else:
            from sales_platform.storage.cluster.tables import write_frame  # noqa: PLC0415 - not for the embedded engine

            check(transient_retries()(engine.arrow_schema, value))
            counts = write_frame(lake, table, value, ranges, keys, by_delta=self._by_delta)
        return {month: {f"rows_{name}": count for name, count in vars(of_month).items()} for month, of_month in counts.items()}

    def load_input(self, context: InputContext, table_slice: TableSlice, connection: Lake) -> DataFrame:
        """The rows of the months, and of those that they are compared with; only their partitions are read."""
        months = input_months(context, table_slice)
        others = self._writes.related((context.definition_metadata or {}).get(COMPARED, ()), months)
        ranges = [months, *contiguous_ranges(others)]
        frame = reduce(DataFrame.unionByName, [self._rows(table_slice, connection, one) for one in ranges])
        return frame.select(*table_slice.columns) if table_slice.columns else frame

    def _rows(self, table_slice: TableSlice, connection: Lake, months: MonthRange) -> DataFrame:
        """The rows of a range of months.

        Few rows are given to the engine as a local relation: it would open their table once for each mention in its plan.
        """
        table = (table_slice.schema, table_slice.table)
        delta = _found(connection.open(*table), table_slice)
        counts = rows_by_month(delta)
        spark = self._spark()
        if sum(counts[month] for month in months) <= few_rows(spark):
            rows = connection.query("SELECT * FROM rows", months, rows=table)
            return local_frame(spark, _found(rows, table_slice), pa.schema(delta.schema().to_arrow()))
        return table_frame(spark, connection, table, delta, months)


def _stream(
    lake: Lake,
    table: tuple[str, str],
    value: DataFrame,
    ranges: Sequence[MonthRange],
    keys: Sequence[str],
    check: Callable[[pa.Schema], None],
) -> dict[date, MergeCounts]:
    """Write rows of the embedded engine, once their columns are checked; returns what a MERGE has done to each month."""
    counts: dict[date, MergeCounts] = {}
    for chunk in ranges:
        frame = value.where(month_predicate(chunk))
        schema = transient_retries()(engine.arrow_schema, frame)
        check(schema)
        if keys:
            counts |= merge_months(lake, table, frame, chunk, keys)
        else:
            replace_rows(lake, table, schema, partial(engine.stream, frame), month_predicate(chunk))
        give_back_memory()
    return counts


def _found(value: Found | None, table_slice: TableSlice) -> Found:
    if value is None:
        name = f"{table_slice.schema}/{table_slice.table}"
        raise UserError(f"The table {name} does not exist yet: materialize the asset {name} first, or run the job refresh.")
    return value


def _in_months(months: MonthRange) -> pc.Expression:
    return (pc.field(MONTH_COLUMN) >= pa.scalar(months.start)) & (pc.field(MONTH_COLUMN) < pa.scalar(months.end))
