"""Statement -> rows, as a stream of Arrow batches; only the tables that the statement names are opened."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import grpc
import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from sales_platform import engine
from sales_platform.catalog import BY_TEXT
from sales_platform.errors import UserError
from sales_platform.glossary import meanings
from sales_platform.problems.causes import ENGINE, OF_TABLES
from sales_platform.problems.edge import told_chain
from sales_platform.problems.found import Deed
from sales_platform.problems.raised import raised_chain
from sales_platform.sql.queries import Query
from sales_platform.sql.statements import DescribeTable, ShowTables, read_statement
from sales_platform.sql.table_names import TableName, close_names, layer_tables
from sales_platform.storage.frames import newest_rows
from sales_platform.storage.lake import Lake

LONGEST_PROBLEM = 300
_PREFIX = re.compile(r"^(\[[A-Z_.]+\]|invalid argument:|Error during planning:|\s)+", re.IGNORECASE)

_UNGROUPED = re.compile(r'No field named \S*"#\d+"')
"""The engine's own name of a column that is there, but no longer after grouping."""


class Answers:
    """Answers statements over a lake, each from the newest version of the tables.

    Args:
        lake: is only read.
        spark: the engine; started by the first query.
    """

    def __init__(self, lake: Lake, spark: Callable[[], SparkSession]) -> None:
        self._lake = lake
        self._spark = spark

    def start_engine(self) -> None:
        """Start the engine, which the first query would else wait for."""
        self._spark()

    def rows(self, text: str, limit: int | None = None) -> pa.RecordBatchReader:
        """The rows that a statement asks for, at most so many; they are computed while they are read.

        Raises:
            UserError: the statement is refused, or cannot be answered; also while the rows are read.
        """
        statement = read_statement(text)
        if isinstance(statement, ShowTables):
            return self._tables(statement).to_reader()
        if isinstance(statement, DescribeTable):
            return self._columns(statement.table).to_reader()
        frame = self._frame(statement)
        with self._explained(statement):
            reader = engine.stream(frame.limit(limit) if limit is not None else frame)
        return pa.RecordBatchReader.from_batches(reader.schema, self._batches(statement, reader))

    def schema(self, text: str) -> pa.Schema:
        """The columns of the answer; no row is computed.

        Raises:
            UserError: as for ``rows``.
        """
        statement = read_statement(text)
        if not isinstance(statement, Query):
            return self.rows(text).schema
        with self._explained(statement):
            return engine.arrow_schema(self._frame(statement))

    def table_schema(self, table: TableName) -> pa.Schema | None:
        """The columns of a table, or None when it does not exist yet."""
        delta = self._lake.open(*table)
        return None if delta is None else pa.schema(delta.schema().to_arrow())

    def tables(self, layer: str | None = None) -> list[TableName]:
        """The tables that exist; one that cannot be opened is not listed, and says why when it is named."""
        found = []
        for table in layer_tables(layer):
            with suppress(UserError):
                found += [table] if self._lake.open(*table) is not None else []
        return found

    def _tables(self, statement: ShowTables) -> pa.Table:
        schema = pa.schema([("layer", pa.string()), ("table", pa.string())])
        found = self.tables(statement.layer)
        return pa.Table.from_pylist([{"layer": layer, "table": table} for layer, table in found], schema)

    def _columns(self, table: TableName) -> pa.Table:
        if (schema := self.table_schema(table)) is None:
            raise _missing(table)
        declared = BY_TEXT.get("/".join(table))
        texts = {one.name: one.text for one in meanings(declared)} if declared else {}
        rows = [(field.name, str(field.type), texts.get(field.name, "")) for field in schema]
        return pa.table(dict(zip(("column", "type", "meaning"), map(list, zip(*rows, strict=True)), strict=True)))

    def _frame(self, query: Query) -> DataFrame:
        opened = {view: (table, self._lake.open(*table)) for view, table in query.tables.items()}
        if missing := [table for table, delta in opened.values() if delta is None]:
            raise _missing(missing[0])
        spark = self._spark()
        with self._explained(query):
            for view, (table, delta) in opened.items():  # anew each time: a view stays with the version it was made of
                if delta is not None:
                    newest_rows(spark, self._lake, table, delta).createOrReplaceTempView(view)
        return _relation(spark, query.sql)

    def _batches(self, query: Query, reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        with self._explained(query):
            yield from reader

    @contextmanager
    def _explained(self, query: Query) -> Iterator[None]:
        """Say in one sentence why the engine cannot answer."""
        try:
            yield
        except (PySparkException, grpc.RpcError, pa.ArrowException, OSError) as error:
            outside = told_chain(raised_chain(error), Deed(place=f"the lake '{self._lake.root}'"), but=(*OF_TABLES, ENGINE))
            raise outside or self._problem(query, str(error)) from None

    def _problem(self, query: Query, message: str) -> UserError:
        if _UNGROUPED.search(message):
            return UserError("Put every column that is outside sum(), count() and the like in GROUP BY.")
        known = {field.name for table in query.tables.values() for field in self.table_schema(table) or ()}
        for column in query.columns:
            if column.lower() not in {name.lower() for name in known} | query.own_names:
                close = close_names(column, sorted(known | set(query.own_names)))
                tables = ", ".join(".".join(table) for table in query.tables.values()) or "the statement"
                hint = f"did you mean {' or '.join(close)}?" if close else "DESCRIBE layer.table lists the columns."
                return UserError(f"There is no column '{column}' in {tables}: {hint}")
        problem = _PREFIX.sub("", message.strip()).splitlines() or ["it gives no reason"]
        return UserError(f"The engine cannot answer this: {problem[0].rstrip('.')[:LONGEST_PROBLEM]}.")


def _missing(table: TableName) -> UserError:
    return UserError(f"The table {'.'.join(table)} does not exist yet: run 'sales-platform run' first.")


def _relation(spark: SparkSession, sql: str) -> DataFrame:
    """A statement as a part of a plan: there, unlike in ``spark.sql``, the embedded engine takes nothing but a query."""
    from pyspark.sql.connect.dataframe import DataFrame as ConnectDataFrame  # noqa: PLC0415 - as below
    from pyspark.sql.connect.plan import SQL  # noqa: PLC0415 - PySpark loads its Connect client with the session

    session: Any = spark
    return ConnectDataFrame(SQL(sql), session)
