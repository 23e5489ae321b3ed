"""The landed files of some months in order, from earlier to later, and what their names say.

Later is: a later date in the name (none is earliest), then written later, then a longer name (a copy is called "orders (1).csv"
or "orders_v2.csv"), then further on in the alphabet. Source: docs/business-rules.md, "Repeats".
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from sales_platform.silver.beside import beside
from sales_platform.silver.repeats import ROW_BITS
from sales_platform.values.day_reading import Beside
from sales_platform.values.file_dates import month_in
from sales_platform.values.spark import Column, DataFrame, F, local_frame

FILES = (
    ("month", pa.date32()),
    ("_file", pa.string()),
    ("_file_order", pa.int64()),
    ("_file_month", pa.date32()),
    ("_file_day", pa.date32()),
)
"""Of each file, by month: its position, and the month and the day that its name gives, or null."""


def files_of(
    frame: DataFrame, apart: Mapping[str, Column], facts: Mapping[str, Column], at_most: int | None = None
) -> list[dict[str, Any]]:
    """The files of bronze rows, each with month, _file, ``_written``, ``_dated``, ``_rows``, and what else is asked.

    Args:
        frame: of bronze.
        apart: what to group by besides month and file.
        facts: aggregates.
        at_most: so many rows are enough.
    """
    by = [F.col("month"), F.col("_file"), *[column.alias(name) for name, column in apart.items()]]
    usual = [F.unix_micros(F.max("_file_modified")).alias("_written"), F.max("_file_date").alias("_dated")]
    usual.append(F.count(F.lit(1)).alias("_rows"))
    grouped = frame.groupBy(*by).agg(*usual, *[column.alias(name) for name, column in facts.items()])
    found: list[dict[str, Any]] = (grouped if at_most is None else grouped.limit(at_most)).toArrow().to_pylist()
    return found


def in_order(found: Sequence[Mapping[str, Any]], *, across: bool = False) -> list[dict[str, Any]]:
    """What ``files_of`` has found, each with the columns of ``FILES``.

    Args:
        found: the files.
        across: the position is that among the files of all the months; else of the own month.
    """
    ranks = sorted({_rank(row, across=across) for row in found})
    of_months = [list(same) for _, same in groupby(ranks, key=itemgetter(0))]
    places = {rank: place for same in of_months for place, rank in enumerate(same, start=1)}
    return [{**row, "_file_order": places[_rank(row, across=across)], **_named(row["_dated"])} for row in found]


def with_files(frame: DataFrame, files: Sequence[Mapping[str, Any]], schema: pa.Schema, by: Sequence[str]) -> DataFrame:
    """Bronze rows with what is known of their files.

    Args:
        frame: with the columns ``by``.
        files: what ``in_order`` gives; each combination of ``by`` once.
        schema: the columns to take of it.
        by: what the rows have in common with it.
    """
    known = local_frame(frame.sparkSession, pa.Table.from_pylist(list(files), schema), schema)
    return beside(frame, known, by)


def precedence() -> Column:
    """One number for file order and row: aggregates over it are cheap where those over a struct are not."""
    return F.shiftleft("_file_order", ROW_BITS) + F.col("_row")


def _rank(row: Mapping[str, Any], *, across: bool) -> tuple[Any, ...]:
    month = date.min if across else row["month"]
    return month, row["_dated"] or "", row["_written"], len(row["_file"]), row["_file"]


def _named(dated: str | None) -> dict[str, date | None]:
    return {"_file_month": month_in(dated), "_file_day": Beside(dated).day}
