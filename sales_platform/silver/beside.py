"""Looking something up for each of many rows in a few."""

from collections.abc import Sequence

import pyarrow as pa

from sales_platform.values.spark import DataFrame, F


def beside(rows: DataFrame, few: DataFrame, by: Sequence[str]) -> DataFrame:
    """The rows with the other columns of ``few``; null where that has none.

    The few come first, because an engine that knows no sizes holds the first side in memory. Where each row has one an inner join
    would do, but from that the engine expects few rows, and would hold all of them in memory at the next join.

    Args:
        rows: with the columns ``by``.
        few: the same columns, each combination once, and more.
        by: what they have in common.
    """
    return F.broadcast(few).join(rows, list(by), "right")


def local_frame(rows: DataFrame, few: pa.Table, schema: pa.Schema) -> DataFrame:
    """A few rows that are here as a DataFrame, in the session of the many."""
    from sales_platform import engine  # noqa: PLC0415 - declarations load this module, and need not load PySpark

    return engine.local_frame(rows.sparkSession, few, schema)
