"""Looking something up for each of many rows in a few."""

from collections.abc import Sequence

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
