"""Tables of the lake as DataFrames."""

from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession

from sales_platform import engine
from sales_platform.months import MonthRange
from sales_platform.storage.lake import Lake, month_predicate


def table_frame(spark: SparkSession, lake: Lake, table: tuple[str, str], delta: DeltaTable, months: MonthRange) -> DataFrame:
    """The rows of the months of an open table, in the version that is open; only their partitions are read."""
    if engine.is_embedded():  # another machine cannot read what this one has copied to its disk
        delta = lake.nearby(table, delta, months)
    rows = spark.read.format("delta").option("versionAsOf", delta.version()).load(delta.table_uri)
    return rows.where(month_predicate(months))
