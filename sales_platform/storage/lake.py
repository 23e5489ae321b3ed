"""The lake: where each Delta table is, opening it, making it, and asking it small questions without an engine."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from sales_platform.errors import UserError
from sales_platform.months import MonthRange
from sales_platform.settings import is_s3
from sales_platform.storage.lock import check_lock, kept_of

COMMITS_PER_CHECKPOINT = 10
"""Opening a table reads its log from the last checkpoint on, one request a commit."""
_OBJECT_STORE = "Generic S3 error"
"""How the errors of the object store begin, in delta-rs and in the engine; neither has a class of its own for them."""
MONTH_COLUMN = "month"
"""The partition column of every table but the ledger's: first of the month."""


@dataclass(frozen=True)
class Lake:
    """A folder or bucket of Delta tables, one folder a layer.

    Attributes:
        root: path or ``s3://`` address.
        storage_options: what delta-rs needs to reach it; never logged.
        at: read the tables as they were then; None reads them as they are.
    """

    root: str
    storage_options: dict[str, str] = field(default_factory=dict, repr=False)
    at: datetime | None = None

    def uri(self, layer: str, table: str) -> str:
        """The address of a table."""
        return f"{self.root}/{layer}/{table}"

    def open(self, layer: str, table: str) -> DeltaTable | None:
        """The table as it is now, or None when it does not exist.

        A run, which holds the lake, opens each table once: its own writes go through the same object. What planning adds to
        the ledger meanwhile is not needed to be right.

        Raises:
            UserError: something is there that is not a Delta table.
        """
        kept = kept_of(self.root)
        if kept is None:
            return self._open(layer, table)
        uri = self.uri(layer, table)
        if uri not in kept.tables and (delta := self._open(layer, table)) is not None:
            kept.tables[uri] = delta
        return kept.tables.get(uri)

    def reopen(self, layer: str, table: str) -> DeltaTable:
        """The table as it is now, which must exist, whoever has written it in between."""
        if (kept := kept_of(self.root)) is not None:
            kept.tables.pop(self.uri(layer, table), None)
        if (delta := self.open(layer, table)) is None:
            raise DeltaError(f"{layer}.{table} vanished while it was written")
        return delta

    def _open(self, layer: str, table: str) -> DeltaTable | None:
        try:
            return transient_retries()(self._load, self.uri(layer, table))
        except TableNotFoundError:
            return None
        except DeltaError as error:
            problem = str(error).splitlines()[0]
            raise UserError(
                f"The table {layer}/{table} in the lake '{self.root}' cannot be opened ({problem}): restore it, or name"
                " another lake."
            ) from None

    def _load(self, uri: str) -> DeltaTable:
        delta = DeltaTable(uri, storage_options=self.storage_options)
        if self.at is not None:
            delta.load_as_version(self.at)
        return delta

    def ensure(self, layer: str, table: str, schema: pa.Schema, partition_by: str = MONTH_COLUMN) -> DeltaTable:
        """The table, made empty when it does not exist; any number of processes may do so at once."""
        for attempt in commit_retries():
            with attempt:
                if existing := self.open(layer, table):
                    return existing
                return DeltaTable.create(
                    self.uri(layer, table),
                    schema=schema,
                    mode="ignore",
                    partition_by=[partition_by],
                    name=f"{layer}.{table}",
                    configuration={"delta.checkpointInterval": str(COMMITS_PER_CHECKPOINT)},
                    storage_options=self.storage_options,
                )
        raise AssertionError("unreachable: the last attempt raises")

    def nearby(self, table: tuple[str, str], delta: DeltaTable, months: MonthRange | None = None) -> DeltaTable:
        """What an open table is best read from: a run reads small tables of a bucket from copies on the disk.

        Args:
            table: layer and name.
            delta: the table.
            months: only these months of it will be read; None for all of it.
        """
        kept = kept_of(self.root)
        if kept is None or not is_s3(self.root):
            return delta
        from sales_platform.storage.copies import local_copies  # noqa: PLC0415 - boto3 is for those who use it

        kept.copies = kept.copies or kept.closing.enter_context(local_copies(self.root))
        return kept.copies.table(table, delta, months) or delta

    def query(self, sql: str, months: MonthRange | None = None, /, **tables: tuple[str, str]) -> pa.Table | None:
        """Answer a question by delta-rs's own SQL engine; None when one of the tables does not exist.

        Args:
            sql: over the given names.
            months: the tables are asked as if they had just these; None asks the whole of them.
            tables: name in the SQL -> (layer, table).
        """
        opened = {name: (table, self.open(*table)) for name, table in tables.items()}
        there = {name: self.nearby(table, delta, months) for name, (table, delta) in opened.items() if delta is not None}
        return query_tables(sql, there, months) if len(there) == len(opened) else None


def query_tables(sql: str, tables: Mapping[str, DeltaTable], months: MonthRange | None = None) -> pa.Table:
    """Answer a question over open tables, as they were when they were opened, by delta-rs's own SQL engine.

    Args:
        sql: over the given names; with months, it does not begin with WITH.
        tables: by their name in the SQL.
        months: the tables are asked as if they had just these; None asks the whole of them.
    """
    builder = QueryBuilder()
    for name, delta in tables.items():
        builder = builder.register(f"every_{name}" if months else name, delta)
    if months:
        some = [f"{name} AS (SELECT * FROM every_{name} WHERE {month_predicate(months)})" for name in tables]
        sql = f"WITH {', '.join(some)} {sql}"
    # its own read_all() stops all other threads meanwhile, such as the one that renews the hold on the lake
    answer = transient_retries()(lambda: pa.RecordBatchReader.from_stream(builder.execute(sql)).read_all())
    return answer.cast(pa.schema([field.with_type(_plain(field.type)) for field in answer.schema]))


def _plain(kind: pa.DataType) -> pa.DataType:
    """DataFusion answers with view types, which few of pyarrow's functions know."""
    if pa.types.is_list(kind):
        return pa.list_(_plain(kind.value_type))
    return pa.string() if kind == pa.string_view() else kind


def commit_retries() -> Retrying:
    """Try again, with back-off, what another writer's commit came in between of, or the object store failed on."""
    return _retries(lambda error: isinstance(error, CommitFailedError) or is_transient(error))


def transient_retries() -> Retrying:
    """Try again, with back-off, what the object store failed on."""
    return _retries(is_transient)


def is_transient(error: BaseException) -> bool:
    """Whether an error is the object store's, or the connection's to it, after the client's own tries."""
    return _OBJECT_STORE in str(error)


def _retries(again: Callable[[BaseException], bool]) -> Retrying:
    wait = wait_random_exponential(multiplier=0.1, max=5)
    return Retrying(retry=retry_if_exception(again), wait=wait, stop=stop_after_attempt(12), reraise=True)


def rows_by_month(delta: DeltaTable | None) -> Counter[date]:
    """Rows of each month, from the table's log alone."""
    counts: Counter[date] = Counter()
    if delta is not None:
        actions = pa.table(delta.get_add_actions(flatten=True)).select(["partition.month", "num_records"])
        for action in actions.to_pylist():
            counts[action["partition.month"]] += action["num_records"]
    return counts


def quoted(text: str) -> str:
    """A text as an SQL string literal: names taken from files are data."""
    return "'" + text.replace("'", "''") + "'"


def month_predicate(months: MonthRange, column: str = MONTH_COLUMN) -> str:
    """The half-open month range as a predicate."""
    return f"{column} >= {date_literal(months.start)} AND {column} < {date_literal(months.end)}"


def date_literal(day: date) -> str:
    """A date as an SQL literal that delta-rs and Spark both read."""
    return f"DATE '{day.isoformat()}'"


def replace_rows(
    lake: Lake,
    table: tuple[str, str],
    schema: pa.Schema,
    rows: Callable[[], pa.RecordBatchReader],
    predicate: str,
    partition_by: str = MONTH_COLUMN,
) -> DeltaTable:
    """Put the rows in the place of all rows that meet the predicate, in one commit; every row must meet it itself.

    Args:
        rows: makes the rows afresh, for another writer's commit may make a second attempt necessary.
        predicate: always bounds the months; never empty.
        partition_by: of a table that does not exist yet.
    """
    delta = lake.ensure(*table, schema, partition_by)
    for attempt in commit_retries():
        with attempt:
            if attempt.retry_state.attempt_number > 1:
                delta = lake.reopen(*table)
            check_lock(lake.root)
            write_deltalake(delta, rows(), mode="overwrite", predicate=predicate, schema_mode="merge")
    return delta
