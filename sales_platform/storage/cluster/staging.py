"""Judged rows that executors have computed once and set aside in the lake, for the two tables that are made of them."""

from collections.abc import Callable
from contextlib import suppress

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

from sales_platform.months import MonthRange
from sales_platform.storage.cluster.lake_files import (
    PRIVATE,
    STAGED,
    engine_address,
    is_hidden,
    lake_files,
    listed,
    new_name,
    remove_folder,
)
from sales_platform.storage.lake import MONTH_COLUMN
from sales_platform.storage.retries import transient_retries
from sales_platform.storage.sql_text import month_predicate


class Staging:
    """A folder of a lake with the rows of some ranges of months, as plain parquet files.

    Args:
        root: of the lake.
        schema: of the rows.
    """

    def __init__(self, root: str, schema: pa.Schema) -> None:
        self._root, self._schema = root, schema
        self._folder = f"{PRIVATE}/{new_name(STAGED)}"
        self._made: dict[MonthRange, str] = {}

    def rows(self, spark: SparkSession, months: MonthRange, compute: Callable[[], DataFrame]) -> DataFrame:
        """The rows of the months; they are computed unless a range with all of these months has been."""
        wider = next((one for one in self._made if one.start <= months.start and months.end <= one.end), None)
        if wider is None:
            self._made[months] = transient_retries()(self._write, compute().where(month_predicate(months)))
        files, folder = lake_files(self._root), self._made[wider or months]
        paths = [found.path for found in listed(files, folder) if not is_hidden(found.path, folder)]
        columns = from_arrow_schema(self._schema)
        if not paths:  # an engine may make no file, or no folder, of no rows
            return spark.createDataFrame([], columns)
        rows = spark.read.schema(columns).parquet(engine_address(f"{self._root}/{folder}"))
        return rows.where(month_predicate(months))

    def close(self) -> None:
        """Remove the rows; what stays is removed by the maintenance of the lake."""
        with suppress(OSError):
            remove_folder(lake_files(self._root), self._folder)
        self._made.clear()

    def _write(self, rows: DataFrame) -> str:
        folder = f"{self._folder}/{new_name('')}"
        rows.select(*self._schema.names).where(F.col(MONTH_COLUMN).isNotNull()).write.parquet(
            engine_address(f"{self._root}/{folder}")
        )
        return folder
