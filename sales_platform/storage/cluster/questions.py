"""Questions to large tables, answered by delta-rs on an executor: rows stay there, the answer comes back."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
from deltalake import DeltaTable
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from sales_platform.months import MonthRange
from sales_platform.storage.cluster.said import last_line
from sales_platform.storage.lake import MONTH_COLUMN
from sales_platform.storage.table_queries import query_tables

LEAST_BYTES = 256 << 10
"""Of the files that a question is about; this process reads less by itself, sooner than an executor would."""
LEDGER = "ledger"
"""The layer of what runs are planned by, which is read here before anything else."""
_PIECE = 16 << 20
"""Of an answer in one row, in bytes."""
_WARNING = (
    "The executors behind SPARK_REMOTE do not answer questions to tables, so this process does (%s): install deltalake of this"
    " version where they run; see docs/scaling.md."
)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Question:
    """A question in the SQL of delta-rs, over tables in one of their versions; one for each row that it is called with.

    Attributes:
        sql, months: see ``Lake.query``.
        tables: name in the SQL -> address and version.
    """

    sql: str
    tables: Mapping[str, tuple[str, int]]
    months: MonthRange | None

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The answer as the bytes of an Arrow stream, in pieces that are numbered."""
        for _ in batches:
            if any(uri.startswith("s3:") for uri, _ in self.tables.values()):
                from sales_platform.storage.s3 import prepare_environment  # noqa: PLC0415 - boto3 is for those who use it

                prepare_environment()
            opened = {name: DeltaTable(uri, version=version) for name, (uri, version) in self.tables.items()}
            yield from _pieces(query_tables(self.sql, opened, self.months))


def _pieces(answer: pa.Table) -> Iterator[pa.RecordBatch]:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, answer.schema) as writer:
        writer.write_table(answer)
    data = sink.getvalue().to_pybytes()
    for place in range(0, len(data), _PIECE):
        yield pa.RecordBatch.from_pydict(
            {"place": pa.array([place], pa.int64()), "piece": pa.array([data[place : place + _PIECE]], pa.binary())}
        )


class ExecutorsAnswer:
    """Answers questions by an executor, as long as executors can: they need delta-rs, and the lake.

    Args:
        spark: a session of the engine, called when a question is large; None where its executors do not have this package.
    """

    def __init__(self, spark: Callable[[], SparkSession | None]) -> None:
        self._spark, self._can = spark, True

    def __call__(self, sql: str, tables: Mapping[str, DeltaTable], months: MonthRange | None) -> pa.Table | None:
        """The answer, or None where this process is to find it.

        Args:
            sql, months: see ``Lake.query``.
            tables: name in the SQL -> the open table.
        """
        asked = [delta for delta in tables.values() if f"/{LEDGER}/" not in delta.table_uri]
        if not self._can or sum(_bytes(delta, months) for delta in asked) < LEAST_BYTES or (spark := self._spark()) is None:
            return None
        question = Question(sql, {name: (delta.table_uri, delta.version()) for name, delta in tables.items()}, months)
        try:
            answer = spark.range(0, 1, 1, 1).mapInArrow(question, "place bigint, piece binary").toArrow()
        except PySparkException as error:
            _LOG.warning(_WARNING, last_line(error))
            self._can = False
            return None
        pieces = sorted(answer.to_pylist(), key=lambda row: int(row["place"]))
        return pa.ipc.open_stream(b"".join(row["piece"] for row in pieces)).read_all()


def _bytes(delta: DeltaTable, months: MonthRange | None) -> int:
    """Of the files of an open table that have rows of the months."""
    actions = pa.table(delta.get_add_actions(flatten=True))
    column = f"partition.{MONTH_COLUMN}"
    if months is None or column not in actions.column_names:
        return sum(actions["size_bytes"].to_pylist())
    sizes = zip(actions["size_bytes"].to_pylist(), actions[column].to_pylist(), strict=True)
    return sum(size for size, month in sizes if month in months)
