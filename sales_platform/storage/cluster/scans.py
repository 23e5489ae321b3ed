"""Delta tables as an engine without Delta's libraries reads them: the files that delta-rs names, as parquet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from sales_platform.errors import UserError
from sales_platform.months import MonthRange
from sales_platform.storage.cluster.lake_files import engine_address
from sales_platform.storage.lake import MONTH_COLUMN

_PLAIN_READER = 1
"""The reader version of Delta tables whose rows are those of their files; above are column mapping and deletion vectors."""
_MONTH = f"{MONTH_COLUMN}="


def parquet_rows(spark: SparkSession, uri: str, delta: DeltaTable, months: MonthRange | None) -> DataFrame:
    """The rows of an open table, in the version that is open.

    Args:
        spark: the engine.
        uri: of the table.
        delta: the table.
        months: only their files are read; None reads all.

    Raises:
        UserError: the rows are not those of the files.
    """
    check_plain(uri, delta)
    schema = pa.schema(delta.schema().to_arrow())
    columns = from_arrow_schema(schema)
    # a scan for each folder of writes: Spark takes the month from the path, and refuses paths of different shapes in one scan
    scans = [
        spark.read.schema(columns)
        .option("basePath", engine_address(f"{uri}/{folder}".rstrip("/")))
        .parquet(*[engine_address(f"{uri}/{path}") for path in paths])
        .select(*schema.names)
        for folder, paths in by_write(active_paths(delta, months)).items()
    ]
    return reduce(DataFrame.unionByName, scans) if scans else spark.createDataFrame([], columns)


def check_plain(uri: str, delta: DeltaTable) -> None:
    """Make sure that the rows of a table are those of its files.

    Raises:
        UserError: they are not.
    """
    if delta.protocol().min_reader_version > _PLAIN_READER:
        raise UserError(
            f"The table '{uri}' uses deletion vectors, column mapping or another feature that something else than this platform"
            " has switched on, and the engine behind SPARK_REMOTE has no Delta libraries: give it some, or restore the table."
        )


def active_paths(delta: DeltaTable, months: MonthRange | None) -> list[str]:
    """The files of the months, below the table's folder, in order."""
    actions = pa.table(delta.get_add_actions(flatten=True))
    named = zip(actions["path"].to_pylist(), actions[f"partition.{MONTH_COLUMN}"].to_pylist(), strict=True)
    return sorted(unquote(path) for path, month in named if months is None or month in months)


def by_write(paths: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Files by the folder that has their folders of months; the empty one is the table's own.

    Raises:
        UserError: a file is in no folder of a month.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        parts = path.split("/")
        place = next((place for place, part in enumerate(parts) if part.startswith(_MONTH)), None)
        if place is None:
            raise UserError(f"The file '{path}' of a table does not lie in a folder of its month: run 'sales-platform maintain'.")
        found["/".join(parts[:place])].append(path)
    return found
