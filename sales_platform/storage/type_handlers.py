"""How each type of output is written and read: PySpark DataFrames, Arrow tables, and the rows of landed files."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial, reduce
from typing import Generic, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from dagster import InputContext, OutputContext
from dagster._core.definitions.metadata import RawMetadataValue
from dagster._core.storage.db_io_manager import DbTypeHandler, TableSlice
from pyspark.sql import DataFrame, SparkSession

from sales_platform import engine
from sales_platform.errors import UserError
from sales_platform.memory import give_back_memory
from sales_platform.months import MonthRange, contiguous_ranges
from sales_platform.storage.chunks import chunks
from sales_platform.storage.file_rows import FileRows
from sales_platform.storage.frames import few_rows, table_frame
from sales_platform.storage.judged import JudgedRows
from sales_platform.storage.lake import MONTH_COLUMN, Lake, month_predicate, rows_by_month
from sales_platform.storage.merge import merge_months
from sales_platform.storage.merge_counts import MergeCounts
from sales_platform.storage.report import report_fingerprints, report_months, report_table
from sales_platform.storage.retries import transient_retries
from sales_platform.storage.slices import input_months, output_months, slice_months
from sales_platform.storage.writes import replace_rows
from sales_platform.values.spark import local_frame

MERGE_KEYS = "merge_keys"
"""Asset metadata: MERGE on these columns; without it the months are replaced."""
COMPARED = "compared"
"""Metadata of an input: feeds whose rows are compared with those of other months, which are read as well."""


class Writes(Protocol):
    """What a run writes, and who wants to know."""

    def ranges(self, table: tuple[str, str], months: MonthRange) -> list[MonthRange]:
        """The parts of a range that are to be written."""

    def related(self, feeds: Sequence[str], months: MonthRange) -> Collection[date]:
        """The other months whose rows are compared with those of some months."""

    def written(self, table: tuple[str, str], ranges: Sequence[MonthRange]) -> None:
        """The months of a table are committed."""

    def fingerprints(self, table: tuple[str, str], months: MonthRange) -> Mapping[date, str]:
        """What months of a table are made of now, as far as it is known."""


T = TypeVar("T")
Found = TypeVar("Found")


class DeltaTypeHandler(DbTypeHandler[T], Generic[T]):
    """Writes one type to Delta tables, never without a month range, and reports what was written.

    Args:
        writes: which months of a table are to be written, and who wants to know that they are.
    """

    def __init__(self, writes: Writes) -> None:
        self._writes = writes

    @abstractmethod
    def write(
        self, context: OutputContext, lake: Lake, table: tuple[str, str], ranges: Sequence[MonthRange], value: T
    ) -> Mapping[date, Mapping[str, RawMetadataValue]]:
        """Put the value in the place of the months of the ranges; return metadata about each month, where there are any."""

    def handle_output(
        self, context: OutputContext, table_slice: TableSlice, obj: T, connection: Lake
    ) -> Mapping[str, RawMetadataValue]:
        """Write, then report rows per month, columns, version, size and a preview."""
        table = (table_slice.schema, table_slice.table)
        ranges = self._writes.ranges(table, output_months(context, table_slice))
        by_month = self.write(context, connection, table, ranges, obj)
        self._writes.written(table, ranges)
        months = slice_months(table_slice)
        report_months(context, {month: facts for month, facts in by_month.items() if month in months})
        report_fingerprints(context, months, self._writes.fingerprints(table, months))
        return report_table(context, connection, table, months)


class FileRowsHandler(DeltaTypeHandler[FileRows]):
    """Mode *replace files*: the rows of the named files, and no others, are replaced."""

    @property
    def supported_types(self) -> Sequence[type[object]]:
        """FileRows."""
        return [FileRows]

    def write(
        self, context: OutputContext, lake: Lake, table: tuple[str, str], ranges: Sequence[MonthRange], value: FileRows
    ) -> Mapping[date, Mapping[str, RawMetadataValue]]:
        """Replace the files' rows in the months of the ranges, and in none between them; no files, no commit."""
        lake.ensure(*table, value.schema)
        for months in ranges if value.paths else ():
            if (landed := value.landed(months)) is None:
                replace_rows(lake, table, value.schema, partial(value.rows, months), value.predicate(months))
            else:
                from sales_platform.storage.cluster.file_rows import replace_files  # noqa: PLC0415 - not for the embedded engine

                replace_files(lake, table, landed, partial(value.rows, months), value.paths, months)
        return {}

    def load_input(self, context: InputContext, table_slice: TableSlice, connection: Lake) -> FileRows:
        """Landed files cannot be read back from bronze."""
        raise NotImplementedError("bronze is read as a DataFrame or as an Arrow table")


class JudgedHandler(DeltaTypeHandler[JudgedRows]):
    """Mode *replace months* for judged rows: computed once, a bounded number of landed rows at a time, for two tables.

    Args:
        writes: see ``DeltaTypeHandler``.
        by_delta: an engine of its own writes by Delta's own writer.
    """

    def __init__(self, writes: Writes, *, by_delta: bool = False) -> None:
        super().__init__(writes)
        self._by_delta = by_delta

    @property
    def supported_types(self) -> Sequence[type[object]]:
        """Accepted and Rejected."""
        return [JudgedRows]

    def write(
        self, context: OutputContext, lake: Lake, table: tuple[str, str], ranges: Sequence[MonthRange], value: JudgedRows
    ) -> Mapping[date, Mapping[str, RawMetadataValue]]:
        """Replace the months by the rows of this side."""
        schema = transient_retries()(lambda: value.schema)
        if not engine.is_embedded(value.judged.frame.sparkSession):
            from sales_platform.storage.cluster.tables import write_judged  # noqa: PLC0415 - not for the embedded engine

            write_judged(lake, table, value, schema, ranges, by_delta=self._by_delta)
            return {}
        with value.writing():
            for chunk in chunks(context.definition_metadata or {}, lake, ranges):
                replace_rows(lake, table, schema, partial(value.stream, chunk), month_predicate(chunk))
                give_back_memory()
        return {}

    def load_input(self, context: InputContext, table_slice: TableSlice, connection: Lake) -> JudgedRows:
        """Judged rows cannot be read back."""
        raise NotImplementedError("silver and quarantine are read as a DataFrame or as an Arrow table")


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
        if engine.is_embedded(value.sparkSession):
            counts = _stream(lake, table, value, chunks(context.definition_metadata or {}, lake, ranges), keys)
        else:
            from sales_platform.storage.cluster.tables import write_frame  # noqa: PLC0415 - not for the embedded engine

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
    lake: Lake, table: tuple[str, str], value: DataFrame, ranges: Sequence[MonthRange], keys: Sequence[str]
) -> dict[date, MergeCounts]:
    """Write rows of the embedded engine; returns what a MERGE has done to each month."""
    counts: dict[date, MergeCounts] = {}
    for chunk in ranges:
        frame = value.where(month_predicate(chunk))
        if keys:
            counts |= merge_months(lake, table, frame, chunk, keys)
        else:
            schema = transient_retries()(engine.arrow_schema, frame)
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
