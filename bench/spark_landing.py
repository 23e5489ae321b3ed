"""Landed CSV files as bronze rows, by Apache Spark's own CSV reader."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

import sales_platform
from sales_platform.feeds import Feed, Months, bronze_name
from sales_platform.landing.rows import bronze_schema
from sales_platform.months import MonthRange
from sales_platform.storage.landing_zone import SEED_PREFIX
from sales_platform.values.columns import day, first_of_month, year_start
from sales_platform.values.file_dates import file_date, file_month

SEEDS = Path(sales_platform.__file__).parent / "seeds"
_PARTITION_BITS, _ROW_BITS = 33, 26


def bronze_rows(spark: SparkSession, landing: Path, feed: Feed, active: Sequence[date], calendar: MonthRange) -> DataFrame:
    """All rows of a feed under the columns of its bronze table.

    Args:
        landing: the landing folder.
        feed: which feed.
        active: the months that a snapshot is in force for.
        calendar: a row that names no month of it belongs to the month its file landed in.
    """
    parts = [
        _files_of_layout(spark, feed, header, paths, root)
        for root in (landing, SEEDS)
        for header, paths in _layouts((root / feed.folder).rglob("*.csv")).items()
    ]
    rows = parts[0]
    for part in parts[1:]:
        rows = rows.unionByName(part)
    placed = _with_month(spark, _with_file_date(spark, rows), feed, landing, active, calendar)
    return placed.select(*bronze_schema(feed).names)


def _with_file_date(spark: SparkSession, rows: DataFrame) -> DataFrame:
    paths = [row["_file"] for row in rows.select("_file").distinct().collect()]
    names = pa.table(
        {"_file": pa.array(paths, pa.string()), "_file_date": pa.array([file_date(one) for one in paths], pa.string())}
    )
    return rows.join(F.broadcast(spark.createDataFrame(names)), "_file", "left")


def _layouts(files: Iterable[Path]) -> dict[tuple[str, ...], list[str]]:
    """The files by header, since Spark matches columns by place: a file with its columns in another order is read apart."""
    layouts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for file in sorted(files):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            header = next(csv.reader(stream), [])
        layouts[tuple(name.strip().lower() for name in header)].append(str(file))
    return layouts


def _files_of_layout(spark: SparkSession, feed: Feed, header: tuple[str, ...], paths: list[str], root: Path) -> DataFrame:
    names = [bronze_name(feed, name) for name in header]
    contract = [bronze_name(feed, name) for name in feed.columns]
    extra = [name for name in names if name not in contract]
    schema = ", ".join(f"`{name}` STRING" for name in names)
    # the number of the partition and of the row in it, in 36 bits: the transforms have room for no more
    number = F.monotonically_increasing_id()
    row = F.shiftleft(F.shiftright(number, _PARTITION_BITS), _ROW_BITS) + number.bitwiseAND(F.lit((1 << _ROW_BITS) - 1))
    path, prefix = F.col("_metadata.file_path"), SEED_PREFIX if root == SEEDS else ""
    return spark.read.csv(paths, schema=schema, header=True).select(
        *[(F.col(name) if name in names else F.lit(None).cast("string")).alias(name) for name in contract],
        (F.to_json(F.struct(*extra)) if extra else F.lit(None).cast("string")).alias("_extra"),
        F.concat(F.lit(prefix), F.substring_index(path, f"{quote(root.as_posix())}/", -1)).alias("_file"),
        (row + 1).alias("_row"),
        F.concat_ws("-", "_metadata.file_size", "_metadata.file_modification_time").alias("_file_version"),
        F.col("_metadata.file_modification_time").alias("_file_modified"),
        F.lit(",").alias("_separator"),
        F.current_timestamp().alias("_ingested_at"),
    )


def _with_month(
    spark: SparkSession, rows: DataFrame, feed: Feed, landing: Path, active: Sequence[date], calendar: MonthRange
) -> DataFrame:
    if feed.months is Months.SNAPSHOT:
        return rows.crossJoin(F.broadcast(_dates(spark, month=active)))
    if feed.months is Months.BY_FILE_NAME:
        paths = [path.relative_to(landing).as_posix() for path in (landing / feed.folder).rglob("*.csv")]
        names = pa.table({"_file": paths, "_named": pa.array([file_month(path) for path in paths], pa.date32())})
        return _placed(rows.join(F.broadcast(spark.createDataFrame(names)), "_file"), calendar)
    if feed.months is Months.BY_YEAR:
        yearly = rows.withColumn("_year", year_start(F.btrim(F.col(bronze_name(feed, str(feed.month_column))))))
        months = _dates(spark, month=list(calendar)).withColumn("_year", F.trunc("month", "year"))
        return yearly.join(F.broadcast(months), "_year")
    return _placed(
        rows.withColumn("_named", first_of_month(day(bronze_name(feed, str(feed.month_column)), feed.dates))), calendar
    )


def _placed(rows: DataFrame, calendar: MonthRange) -> DataFrame:
    first, last, named = F.lit(calendar.start), F.lit(calendar.last), F.col("_named")
    landed = F.least(F.greatest(first_of_month(F.col("_file_modified")), first), last)
    return rows.withColumn("month", F.when(named.between(first, last), named).otherwise(landed))


def _dates(spark: SparkSession, month: Sequence[date]) -> DataFrame:
    return spark.createDataFrame(pa.table({"month": pa.array(month, pa.date32())}))
