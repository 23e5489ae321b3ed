"""Tables of the lake as DataFrames."""

from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession

from sales_platform import engine
from sales_platform.months import MonthRange
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import month_predicate

_FEW_ROWS, _FEW_ROWS_SENT = 10_000, 200


def few_rows(spark: SparkSession) -> int:
    """How many rows of a table an engine gets with each plan that mentions it: the embedded one would open the table as often.

    All that an engine of its own gets passes through this process; a plan mentions a table up to forty times.
    """
    return _FEW_ROWS if engine.is_embedded(spark) else _FEW_ROWS_SENT


def table_frame(spark: SparkSession, lake: Lake, table: tuple[str, str], delta: DeltaTable, months: MonthRange) -> DataFrame:
    """The rows of the months of an open table, in the version that is open; only their partitions are read."""
    if engine.is_embedded(spark):
        delta = lake.nearby(table, delta, months)
    elif not _reads_delta(spark, delta):  # another machine cannot read what this one has copied to its disk
        return _from_files(spark, lake, table, delta, months).where(month_predicate(months))
    rows = spark.read.format("delta").option("versionAsOf", delta.version()).load(delta.table_uri)
    return rows.where(month_predicate(months))


def newest_rows(spark: SparkSession, lake: Lake, table: tuple[str, str], delta: DeltaTable) -> DataFrame:
    """All rows of a table; an engine that reads Delta takes its newest version, the others the version that is open."""
    if not engine.is_embedded(spark) and not _reads_delta(spark, delta):
        return _from_files(spark, lake, table, delta, None)
    return spark.read.format("delta").load(lake.uri(*table))


def _reads_delta(spark: SparkSession, delta: DeltaTable) -> bool:
    from sales_platform.storage.cluster.endpoint import reads_delta  # noqa: PLC0415 - not for the embedded engine

    return reads_delta(spark, delta.table_uri)


def _from_files(
    spark: SparkSession, lake: Lake, table: tuple[str, str], delta: DeltaTable, months: MonthRange | None
) -> DataFrame:
    from sales_platform.storage.cluster.scans import parquet_rows  # noqa: PLC0415 - as above

    return parquet_rows(spark, lake.uri(*table), delta, months)
