"""MERGE a range of months of a table with their new rows: update what changed, insert, delete what is no longer there.

Where the table has no row of the months yet, all are inserted: a plain write, which need not hold them in memory to compare them.
"""

from collections.abc import Sequence
from datetime import date
from itertools import chain

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sales_platform import engine
from sales_platform.months import MonthRange
from sales_platform.storage.column_types import check_types
from sales_platform.storage.frames import table_frame
from sales_platform.storage.lake import OURS, Lake
from sales_platform.storage.merge_counts import (
    VANISHED,
    Before,
    Incoming,
    MergeCounts,
    counts_by_month,
    updated_by_month,
)
from sales_platform.storage.retries import transient_retries
from sales_platform.storage.sql_text import month_predicate
from sales_platform.storage.writes import ONCE, ahead, commit


def merge_months(
    lake: Lake, table: tuple[str, str], frame: DataFrame, months: MonthRange, keys: Sequence[str]
) -> dict[date, MergeCounts]:
    """Make the months of the table equal to the frame, touching only rows that differ.

    Args:
        frame: the rows of the months; one row per key.
        keys: never null; ``month`` is one of them.

    Returns:
        For each of the months, how many of its rows were touched and how.
    """
    schema = transient_retries()(engine.arrow_schema, frame)

    def merge(delta: DeltaTable) -> dict[date, MergeCounts]:
        check_types(delta, schema)
        before, incoming = Before.of(delta), Incoming()
        if not any(before.rows.get(month) for month in months):
            _insert(delta, frame, months, incoming)
            return counts_by_month(months, before, incoming, {})
        held = table_frame(frame.sparkSession, lake, table, delta, months)
        metrics = _merge(delta, _with_vanished(frame, held, keys), months, keys, incoming)
        updated = updated_by_month(lake, table, delta, before, keys, metrics["num_target_rows_updated"])
        return counts_by_month(months, before, incoming, updated)

    return commit(lake, table, lake.ensure(*table, schema), merge)


def _insert(delta: DeltaTable, frame: DataFrame, months: MonthRange, incoming: Incoming) -> None:
    """Write the rows of months that have none; as of a MERGE, there is no new version where there is nothing to insert."""
    rows = incoming.counted(ahead(engine.stream(frame)))
    if (first := next((batch for batch in rows if batch.num_rows), None)) is not None:
        every = pa.RecordBatchReader.from_batches(rows.schema, chain([first], rows))
        write_deltalake(
            delta, every, mode="overwrite", predicate=month_predicate(months), schema_mode="merge", commit_properties=ONCE
        )


def _with_vanished(frame: DataFrame, held: DataFrame, keys: Sequence[str]) -> DataFrame:
    """The rows, and the key of each row that the table has and they do not, marked ``VANISHED``.

    MERGE's own "not matched by source" would read the whole table, however few months are merged.
    """
    keyed = held.select(*keys).withColumn("_held", F.lit(True))
    both = frame.withColumn("_new", F.lit(True)).join(keyed, list(keys), "full")
    return both.withColumn(VANISHED, F.col("_new").isNull()).drop("_new", "_held")


def _merge(delta: DeltaTable, source: DataFrame, months: MonthRange, keys: Sequence[str], incoming: Incoming) -> dict[str, int]:
    values = [name for name in source.columns if name not in (*keys, VANISHED)]
    there = {field.name for field in delta.schema().fields}
    changed = " OR ".join(f"({f't.{name}' if name in there else 'NULL'} IS DISTINCT FROM s.{name})" for name in values)
    every = {name: f"s.{name}" for name in (*keys, *values)}
    same = " AND ".join(f"t.{name} = s.{name}" for name in keys)
    return (
        delta.merge(
            incoming.counted(ahead(engine.stream(source))),
            predicate=f"{month_predicate(months, 't.month')} AND {same}",
            source_alias="s",
            target_alias="t",
            merge_schema=True,
            commit_properties=OURS,
        )
        .when_matched_delete(predicate=f"s.{VANISHED}")
        .when_matched_update({name: f"s.{name}" for name in values}, predicate=changed)
        .when_not_matched_insert(every, predicate=f"NOT s.{VANISHED}")
        .execute()
    )
