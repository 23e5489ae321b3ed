"""Rows of landed files on their way to a table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa
from pyspark.sql import DataFrame

from sales_platform.months import MonthRange
from sales_platform.storage.sql_text import month_predicate, quoted


@dataclass(frozen=True)
class FileRows:
    """Rows that take the place of all rows of the given files, within the months that are written.

    Attributes:
        paths: the files that are replaced.
        schema: of the rows.
        rows: makes a new reader of the rows of some months.
        landed: those that the executors of an engine read, apart from ``rows``, of some months; None where this process reads
            all.
    """

    paths: tuple[str, ...]
    schema: pa.Schema
    rows: Callable[[MonthRange], pa.RecordBatchReader]
    landed: Callable[[MonthRange], DataFrame | None] = lambda _months: None

    def predicate(self, months: MonthRange) -> str:
        """The rows that are replaced."""
        return file_predicate(self.paths, months)


def file_predicate(paths: Iterable[str], months: MonthRange) -> str:
    """The rows of the files within the months."""
    return f"{month_predicate(months)} AND _file IN ({', '.join(quoted(path) for path in sorted(paths))})"
