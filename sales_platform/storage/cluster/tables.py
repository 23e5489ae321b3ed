"""What the IO manager writes where the engine is one of its own."""

from collections.abc import Sequence
from datetime import date

from pyspark.sql import DataFrame

from sales_platform import engine
from sales_platform.months import MonthRange
from sales_platform.storage.cluster.delta_writer import merge_by_delta, replace_by_delta
from sales_platform.storage.cluster.merging import merge_in_engine
from sales_platform.storage.cluster.writing import months_of, replace_months
from sales_platform.storage.judged import JudgedRows
from sales_platform.storage.lake import Lake
from sales_platform.storage.merge_counts import MergeCounts
from sales_platform.storage.retries import transient_retries


def write_frame(
    lake: Lake, table: tuple[str, str], frame: DataFrame, ranges: Sequence[MonthRange], keys: Sequence[str], *, by_delta: bool
) -> dict[date, MergeCounts]:
    """Make the months of a table equal to a frame, in one commit; returns what a MERGE on the keys has done to each month.

    Args:
        keys: of a MERGE; without them the months are replaced.
        by_delta: the engine writes by Delta's own writer.
    """
    months = months_of(ranges)
    if not months:
        return {}
    if keys:
        return (merge_by_delta if by_delta else merge_in_engine)(lake, table, frame, months, keys)
    (replace_by_delta if by_delta else replace_months)(
        lake, table, frame, transient_retries()(engine.arrow_schema, frame), months
    )
    return {}


def write_judged(lake: Lake, table: tuple[str, str], rows: JudgedRows, ranges: Sequence[MonthRange], *, by_delta: bool) -> None:
    """Put one side of judged rows in the place of the months, a commit a range: each is computed by itself."""
    for months in ranges:
        staged = rows.judged.staged(lake.root, months)
        (replace_by_delta if by_delta else replace_months)(lake, table, staged.where(rows.condition), rows.schema, list(months))
    rows.close()
