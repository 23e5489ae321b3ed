"""MERGE a range of months of a table with their new rows: update what changed, insert, delete what is no longer there."""

from collections.abc import Sequence
from dataclasses import dataclass

from deltalake import DeltaTable
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sales_platform import engine
from sales_platform.months import MonthRange
from sales_platform.storage.frames import table_frame
from sales_platform.storage.lake import OURS, Lake, month_predicate
from sales_platform.storage.retries import transient_retries
from sales_platform.storage.writes import commit


@dataclass(frozen=True)
class MergeCounts:
    """Rows of the months that were inserted, updated, deleted and left alone."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    left_alone: int = 0

    def __add__(self, other: "MergeCounts") -> "MergeCounts":
        return MergeCounts(
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.deleted + other.deleted,
            self.left_alone + other.left_alone,
        )


def merge_months(lake: Lake, table: tuple[str, str], frame: DataFrame, months: MonthRange, keys: Sequence[str]) -> MergeCounts:
    """Make the months of the table equal to the frame, touching only rows that differ.

    Args:
        frame: the rows of the months; one row per key.
        keys: never null; ``month`` is one of them.
    """

    def merge(delta: DeltaTable) -> dict[str, int]:
        held = table_frame(frame.sparkSession, lake, table, delta, months)
        return _merge(delta, _with_vanished(frame, held, keys), months, keys)

    metrics = commit(lake, table, lake.ensure(*table, transient_retries()(engine.arrow_schema, frame)), merge)
    deleted = metrics["num_target_rows_deleted"]
    changed = metrics["num_target_rows_inserted"] + metrics["num_target_rows_updated"]
    return MergeCounts(
        inserted=metrics["num_target_rows_inserted"],
        updated=metrics["num_target_rows_updated"],
        deleted=deleted,
        left_alone=metrics["num_source_rows"] - deleted - changed,
    )


def _with_vanished(frame: DataFrame, held: DataFrame, keys: Sequence[str]) -> DataFrame:
    """The rows, and the key of each row that the table has and they do not, marked ``_vanished``.

    MERGE's own "not matched by source" would read the whole table, however few months are merged.
    """
    keyed = held.select(*keys).withColumn("_held", F.lit(True))
    both = frame.withColumn("_new", F.lit(True)).join(keyed, list(keys), "full")
    return both.withColumn("_vanished", F.col("_new").isNull()).drop("_new", "_held")


def _merge(delta: DeltaTable, source: DataFrame, months: MonthRange, keys: Sequence[str]) -> dict[str, int]:
    values = [name for name in source.columns if name not in (*keys, "_vanished")]
    changed = " OR ".join(f"(t.{name} IS DISTINCT FROM s.{name})" for name in values)
    every = {name: f"s.{name}" for name in (*keys, *values)}
    same = " AND ".join(f"t.{name} = s.{name}" for name in keys)
    return (
        delta.merge(
            engine.stream(source),
            predicate=f"{month_predicate(months, 't.month')} AND {same}",
            source_alias="s",
            target_alias="t",
            merge_schema=True,
            commit_properties=OURS,
        )
        .when_matched_delete(predicate="s._vanished")
        .when_matched_update({name: f"s.{name}" for name in values}, predicate=changed)
        .when_not_matched_insert(every, predicate="NOT s._vanished")
        .execute()
    )
