"""Rows that bronze ingested under an earlier contract of their feed, converted to the current one."""

import json
from typing import Any

import pyarrow as pa

from sales_platform.feeds import Feed, bronze_name
from sales_platform.landing.csv_files import ROW_FIELDS, ROW_PROBLEM
from sales_platform.landing.rows import bronze_schema
from sales_platform.storage.lake import MONTH_COLUMN

_SHAPE = (ROW_PROBLEM, ROW_FIELDS)


def under_contract(held: pa.Table, feed: Feed) -> pa.Table:
    """The rows of a bronze table with the columns of the feed as it is now.

    A column that the contract has gained is filled from ``_extra``, where it was kept; one that it has lost is kept there.
    """
    schema = bronze_schema(feed)
    known = set(schema.names)
    lost = [name for name in held.column_names if name not in known]
    columns = {name: held.column(name) if name in held.column_names else pa.nulls(held.num_rows, pa.string()) for name in known}
    if lost or held.column("_extra").null_count < held.num_rows:
        rows = [_row(row, feed, lost) for row in held.to_pylist()]
        for name in [*(bronze_name(feed, column) for column in feed.columns), "_extra"]:
            columns[name] = pa.array([row.get(name) for row in rows], pa.string())
    return pa.table([columns[name] for name in schema.names], names=schema.names).cast(schema)


def _row(row: dict[str, Any], feed: Feed, lost: list[str]) -> dict[str, Any]:
    extra: dict[str, Any] = json.loads(row["_extra"]) if row["_extra"] else {}
    headers = {name.strip().lower(): name for name in extra if name not in _SHAPE}
    for column in feed.columns:
        if row.get(bronze_name(feed, column)) is None and column.lower() in headers:
            row[bronze_name(feed, column)] = extra.pop(headers[column.lower()])
    for column in lost:
        if column != MONTH_COLUMN and row[column] is not None:
            extra.setdefault(column.removesuffix("_as_landed"), row[column])
    return {**row, "_extra": json.dumps(extra, ensure_ascii=False) if extra else None}
