"""The landed files of some months in order, from earlier to later, and what their names say.

Later is: a later date in the name (none is earliest), then written later, then a longer name (a copy is called "orders (1).csv"
or "orders_v2.csv"), then further on in the alphabet. Source: docs/business-rules.md, "Repeats".
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from sales_platform.silver.repeats import ROW_BITS
from sales_platform.values.spark import Column, DataFrame, F

FILES = (
    ("month", pa.date32()),
    ("_file", pa.string()),
    ("_file_order", pa.int64()),
    ("_file_month", pa.date32()),
    ("_file_day", pa.date32()),
)
"""Of each file, by month: its position, and the month and the day that its name gives, or null."""


def files_of(frame: DataFrame, beside: Mapping[str, Column], facts: Mapping[str, Column], at_most: int | None = None) -> pa.Table:
    """The files of bronze rows: month, _file, ``_written``, ``_dated``, and what else is asked.

    Args:
        frame: of bronze.
        beside: what to group by besides month and file.
        facts: aggregates.
        at_most: so many rows are enough.
    """
    by = [F.col("month"), F.col("_file"), *[column.alias(name) for name, column in beside.items()]]
    usual = [F.max("_file_modified").alias("_written"), F.max("_file_date").alias("_dated")]
    found = frame.groupBy(*by).agg(*usual, *[column.alias(name) for name, column in facts.items()])
    return (found if at_most is None else found.limit(at_most)).toArrow()


def in_order(found: pa.Table, *, across: bool = False) -> list[dict[str, Any]]:
    """What ``files_of`` has found, row by row, each with the columns of ``FILES``.

    Args:
        found: the files.
        across: the position is that among the files of all the months; else of the own month.
    """
    written = found["_written"].cast(pa.int64())
    rows: list[dict[str, Any]] = found.set_column(found.schema.get_field_index("_written"), "_written", written).to_pylist()
    places = {rank: place for ranks in _ranks(rows, across=across) for place, rank in enumerate(ranks, start=1)}
    for row in rows:
        dated = row["_dated"] or ""
        row["_file_order"] = places[_rank(row, across=across)]
        row["_file_month"], row["_file_day"] = _day(f"{dated[:7]}-01"), _day(dated)
    return rows


def with_files(frame: DataFrame, files: Sequence[Mapping[str, Any]], schema: pa.Schema, by: Sequence[str]) -> DataFrame:
    """Bronze rows with what is known of their files.

    Args:
        frame: with the columns ``by``.
        files: what ``in_order`` gives, and more; each combination of ``by`` once.
        schema: the columns to take of it.
        by: what the rows have in common with it.
    """
    from sales_platform.engine import local_frame  # noqa: PLC0415 - declarations load this module, and need not load PySpark

    known = local_frame(frame.sparkSession, pa.Table.from_pylist(list(files), schema), schema)
    return frame.join(F.broadcast(known), list(by))


def precedence() -> Column:
    """One number for file order and row: aggregates over it are cheap where those over a struct are not."""
    return F.shiftleft("_file_order", ROW_BITS) + F.col("_row")


def _ranks(rows: Sequence[Mapping[str, Any]], *, across: bool) -> list[list[Any]]:
    by_month: dict[Any, set[Any]] = {}
    for row in rows:
        by_month.setdefault(None if across else row["month"], set()).add(_rank(row, across=across))
    return [sorted(ranks) for ranks in by_month.values()]


def _rank(row: Mapping[str, Any], *, across: bool) -> tuple[Any, ...]:
    month = date.min if across else row["month"]
    return month, row["_dated"] or "", row["_written"], len(row["_file"]), row["_file"]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2025-07-15") else None
    except ValueError:
        return None
