"""MERGE of some months where the engine is one of its own: it says which months differ, and writes those."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_

from deltalake import DeltaTable
from deltalake.transaction import AddAction
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sales_platform import engine
from sales_platform.months import MonthRange
from sales_platform.storage.cluster.writing import row_count, swap, with_columns, write_files
from sales_platform.storage.frames import table_frame
from sales_platform.storage.lake import MONTH_COLUMN, Lake
from sales_platform.storage.merge_counts import MergeCounts
from sales_platform.storage.retries import transient_retries
from sales_platform.storage.table_queries import rows_by_month
from sales_platform.storage.writes import commit

_NEW, _HELD, _KIND = "_new", "_held", "_kind"


def merge_in_engine(
    lake: Lake, table: tuple[str, str], frame: DataFrame, months: Collection[date], keys: Sequence[str]
) -> dict[date, MergeCounts]:
    """Make the months of the table equal to the frame; months without a row that differs are left alone.

    Args:
        frame: rows of these and maybe of other months; one row per key.
        months: not empty.
        keys: never null; ``month`` is one of them.

    Returns:
        For each of the months, how many of its rows were inserted, updated, deleted and left alone.
    """
    schema = transient_retries()(engine.arrow_schema, frame)
    rows = frame.where(F.col(MONTH_COLUMN).isin(sorted(months)))
    written: dict[date, Sequence[AddAction]] = {}  # kept where a commit came first: what the months are to hold stays the same

    def merge(current: DeltaTable) -> dict[date, MergeCounts]:
        with_columns(current, schema)
        counts: Mapping[date, MergeCounts] = {}
        differ = sorted(months)
        if any(rows_by_month(current)[month] for month in months):
            counts = counts_of_merge(lake, table, current, rows, months, keys)
            differ = sorted(month for month, of_month in counts.items() if of_month.touched)
        if missing := [month for month in differ if month not in written]:
            written.update(write_files(lake, table, rows, schema, missing))
        swap(current, {month: written[month] for month in differ}, differ)
        counts = counts or {month: MergeCounts(inserted=row_count(written[month])) for month in months}
        return {month: counts.get(month, MergeCounts()) for month in sorted(months)}

    return commit(lake, table, lake.ensure(*table, schema), merge)


def counts_of_merge(
    lake: Lake, table: tuple[str, str], delta: DeltaTable, rows: DataFrame, months: Collection[date], keys: Sequence[str]
) -> dict[date, MergeCounts]:
    """How the rows of each month differ from those of the table, in the version that is open.

    Args:
        lake, table, delta: the table, opened.
        rows: of the months; one row per key.
        months, keys: see ``merge_in_engine``.
    """
    held = table_frame(rows.sparkSession, lake, table, delta, MonthRange.of(min(months), max(months)))
    compared = _compared(rows, held.where(F.col(MONTH_COLUMN).isin(sorted(months))), keys)
    kinds = [F.count(F.when(F.col(_KIND) == kind, F.lit(1))).alias(kind) for kind in vars(MergeCounts())]
    counted = compared.groupBy(MONTH_COLUMN).agg(*kinds).toArrow()
    return {row.pop(MONTH_COLUMN): MergeCounts(**row) for row in counted.to_pylist()}


def _compared(rows: DataFrame, held: DataFrame, keys: Sequence[str]) -> DataFrame:
    """The keys of both, each with what a MERGE does to its row, in ``_kind``."""
    values = [name for name in rows.columns if name not in keys]
    before = held.select(*keys, *[F.col(name).alias(f"{_HELD}_{name}") for name in values], F.lit(True).alias(_HELD))
    both = rows.select(*keys, *values, F.lit(True).alias(_NEW)).join(before, list(keys), "full")
    differ = [~F.col(name).eqNullSafe(F.col(f"{_HELD}_{name}")) for name in values]
    differs = reduce(or_, differ, F.lit(False))
    kind = (
        F.when(F.col(_HELD).isNull(), F.lit("inserted"))
        .when(F.col(_NEW).isNull(), F.lit("deleted"))
        .when(differs, F.lit("updated"))
        .otherwise(F.lit("left_alone"))
    )
    return both.select(*keys, kind.alias(_KIND))
