"""Rows in the shape of the contract: its columns, ``_extra`` with what else there is, and what separated the fields."""

import itertools
import json
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from sales_platform.feeds import Feed
from sales_platform.landing.csv_layout import Layout
from sales_platform.landing.csv_records import Record, has_line_break, is_blank
from sales_platform.landing.headers import Header
from sales_platform.values.invisible import EDGE_SPACE

ROW_PROBLEM = "_row_problem"
"""The key in ``_extra`` that says what is wrong with the shape of a row."""
ROW_FIELDS = "_row_fields"
"""The key in ``_extra`` that keeps all fields of a row that does not fit its header."""
SEPARATOR = "_separator"
"""The column of what stands between the fields of the row's file."""
_ROWS_PER_BATCH = 20_000


def without_blank_rows(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The rows in which something stands."""
    first = batch.column(0)
    bounds = pc.min_max(first).as_py()
    if bounds["min"] >= "!" and bounds["max"] < "\x7f":  # no value of the first column begins with what may be blank
        return batch
    blank = pc.or_(pc.less(first, "!"), pc.greater_equal(first, "\x7f"))
    for column in batch.columns:
        blank = pc.and_(blank, _blank(column))
        if not pc.any(blank).as_py():
            return batch
    return batch.filter(pc.invert(blank))


def _blank(column: pa.Array) -> pa.Array:
    return pc.equal(pc.utf8_trim(column, characters=EDGE_SPACE), "")


def under_contract(batch: pa.RecordBatch, layout: Layout, feed: Feed) -> pa.RecordBatch:
    """Rows that fit their header."""
    positions, missing = layout.header.positions, pa.nulls(batch.num_rows, pa.string())
    columns = [batch.column(positions[column]) if column in positions else missing for column in feed.columns]
    return _batch(feed, [*columns, _extras(batch, layout.header)], layout.separator, batch.num_rows)


def _batch(feed: Feed, columns: list[pa.Array], separator: str, rows: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([*columns, pa.repeat(separator, rows)], names=[*feed.columns, "_extra", SEPARATOR])


def _extras(batch: pa.RecordBatch, header: Header) -> pa.Array:
    empty = {name for name in header.nameless if pc.all(_blank(batch.column(header.extras[name]))).as_py()}
    kept = {name: index for name, index in header.extras.items() if name not in empty}
    if not kept:
        return pa.nulls(batch.num_rows, pa.string())
    values = [batch.column(index).to_pylist() for index in kept.values()]
    rows = (_named(dict(zip(kept, row, strict=True)), header) for row in zip(*values, strict=True))
    return pa.array([json.dumps(row, ensure_ascii=False) if row else None for row in rows], pa.string())


def _named(extra: dict[str, str], header: Header) -> dict[str, str]:
    """What is unexpected in a row: a column without a name only where it has a value."""
    return {name: value for name, value in extra.items() if name not in header.nameless or value.strip(EDGE_SPACE)}


def exact_batches(
    records: Iterable[Record], header: Header, separator: str, feed: Feed, rows_before: int = 0
) -> Iterator[pa.RecordBatch]:
    """Rows of whatever shape. A row that does not fit its header bears its problem and all its fields in ``_extra``."""
    data = enumerate(records, rows_before + 1)
    while rows := [_exact_row(record, number, header, feed) for number, record in itertools.islice(data, _ROWS_PER_BATCH)]:
        yield _batch(feed, [pa.array(column, pa.string()) for column in zip(*rows, strict=True)], separator, len(rows))


def _exact_row(record: Record, number: int, header: Header, feed: Feed) -> list[str | None]:
    fields, positions = list(record.fields), header.positions
    if is_blank(fields[header.width :]):
        del fields[header.width :]
    if header.least <= len(fields):
        fields += [""] * (header.width - len(fields))
    values = [fields[positions[name]] if name in positions and positions[name] < len(fields) else None for name in feed.columns]
    extra: dict[str, object] = {}
    extra.update(_named({name: fields[index] for name, index in header.extras.items() if index < len(fields)}, header))
    if problem := _problem(record, fields, number, header):
        extra[ROW_PROBLEM] = problem
        extra[ROW_FIELDS] = fields
    return [*values, json.dumps(extra, ensure_ascii=False) if extra else None]


def _problem(record: Record, fields: list[str], number: int, header: Header) -> str | None:
    if record.stray is not None:
        return f"row {number} has a stray quotation mark in {header.name_at(record.stray)}"
    if len(fields) != header.width:
        return f"{len(fields)} fields where the header has {header.width}"
    broken = (index for index, field in enumerate(fields) if index not in header.free_text and has_line_break(field))
    index = next(broken, None)
    return None if index is None else f"row {number} has a line break in {header.name_at(index)}"
