"""Questions to open Delta tables, answered by delta-rs's own SQL engine or by their logs alone."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder

from sales_platform.months import MonthRange
from sales_platform.storage.retries import transient_retries
from sales_platform.storage.sql_text import month_predicate


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
    # its own read_all() blocks all other threads meanwhile, such as the one that renews the lock of the lake
    answer = transient_retries()(lambda: pa.RecordBatchReader.from_stream(builder.execute(sql)).read_all())
    return answer.cast(pa.schema([field.with_type(_plain(field.type)) for field in answer.schema]))


def _plain(kind: pa.DataType) -> pa.DataType:
    """DataFusion answers with view types, which few of pyarrow's functions know."""
    if pa.types.is_list(kind):
        return pa.list_(_plain(kind.value_type))
    return pa.string() if kind == pa.string_view() else kind


def rows_by_month(delta: DeltaTable | None) -> Counter[date]:
    """Rows of each month, from the table's log alone."""
    counts: Counter[date] = Counter()
    if delta is not None:
        actions = pa.table(delta.get_add_actions(flatten=True)).select(["partition.month", "num_records"])
        for action in actions.to_pylist():
            counts[action["partition.month"]] += action["num_records"]
    return counts
