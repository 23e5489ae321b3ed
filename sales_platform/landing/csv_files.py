"""One landed CSV file -> batches of text rows under the contract's column names.

Two readers, one result: pyarrow's, fast, and Python's csv module, exact, which takes over at the row where pyarrow gives up
(a wrong number of fields, a field larger than a block). Neither ever drops a row.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from sales_platform.feeds import Feed
from sales_platform.landing.csv_layout import FileRefusedError, Layout, read_layout
from sales_platform.landing.csv_records import exact_records

ROW_PROBLEM = "_row_problem"
"""The key in ``_extra`` that says what is wrong with the shape of a row."""
ROW_FIELDS = "_row_fields"
"""The key in ``_extra`` that keeps all fields of a row that does not fit its header."""
SEPARATOR = "_separator"
"""The column of what stands between the fields of the row's file."""

LONGEST_FIELD = 1_000_000
"""In bytes; a field of a record of any feed has some dozens."""
_ROWS_PER_BATCH = 20_000


def read_rows(open_file: Callable[[], BinaryIO], feed: Feed) -> Iterator[pa.RecordBatch]:
    """Read a file's data rows, in order: the contract's columns, ``_extra`` and ``_separator``, all text.

    A missing column is null, an empty value is the empty text; unexpected columns, and the fields of a row that does not fit
    the header, are kept in ``_extra`` as JSON.

    Args:
        open_file: gives the file from its beginning; called more than once.
        feed: whose columns to match, by name, whatever their order, case or padding.

    Raises:
        FileRefusedError: the file has no usable header, is not text, breaks off, or has a field of more than LONGEST_FIELD.
    """
    layout = read_layout(open_file, feed)
    rows = 0
    for batch in _batches(open_file, layout, feed):
        _check_lengths(batch, rows)
        rows += batch.num_rows
        yield batch


def _batches(open_file: Callable[[], BinaryIO], layout: Layout, feed: Feed) -> Iterator[pa.RecordBatch]:
    rows = 0
    try:
        for batch in _arrow_batches(open_file, layout):
            rows += batch.num_rows
            yield _under_contract(batch, layout, feed)
    except _OddQuotes:
        for _ in exact_records(open_file, layout):  # raises where the last record is not closed
            pass
    except pa.ArrowInvalid:
        yield from _exact_batches(open_file, layout, feed, skip=rows)


def _arrow_batches(open_file: Callable[[], BinaryIO], layout: Layout) -> Iterator[pa.RecordBatch]:
    with open_file() as stream:
        counted = _CountedQuotes(stream)
        reader = arrow_csv.open_csv(
            pa.PythonFile(counted, mode="r"),
            read_options=arrow_csv.ReadOptions(encoding=layout.encoding.removesuffix("-sig"), use_threads=False),
            parse_options=arrow_csv.ParseOptions(delimiter=layout.separator, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(layout.header, pa.string()), strings_can_be_null=False
            ),
        )
        yield from reader
    if counted.quotes % 2:
        raise _OddQuotes


class _OddQuotes(Exception):  # noqa: N818 - no error yet: a quotation mark may stand inside a value
    """The number of quotation marks is odd, so the last record may run to the end of the file."""


class _CountedQuotes:
    """A stream that counts the quotation marks that are read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.quotes = stream, 0

    @property
    def closed(self) -> bool:
        return self._stream.closed

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.quotes += data.count(b'"')
        return data


def _check_lengths(batch: pa.RecordBatch, rows_before: int) -> None:
    """Refuse a file with a field that cannot be right, before it fills the memory of the later steps.

    Raises:
        FileRefusedError: a field is longer than LONGEST_FIELD.
    """
    for column in batch.columns:
        lengths = pc.fill_null(pc.binary_length(column), 0)
        longest = pc.max(lengths).as_py() or 0
        if longest > LONGEST_FIELD:
            row = rows_before + lengths.index(longest).as_py() + 1
            raise FileRefusedError(f"row {row} has a field of {longest:,} bytes; at most {LONGEST_FIELD:,} are accepted")


def _under_contract(batch: pa.RecordBatch, layout: Layout, feed: Feed) -> pa.RecordBatch:
    missing = pa.nulls(batch.num_rows, pa.string())
    columns = [batch.column(layout.positions[column]) if column in layout.positions else missing for column in feed.columns]
    separator = pa.repeat(layout.separator, batch.num_rows)
    return pa.RecordBatch.from_arrays([*columns, _extras(batch, layout), separator], names=[*feed.columns, "_extra", SEPARATOR])


def _extras(batch: pa.RecordBatch, layout: Layout) -> pa.Array:
    if not layout.extras:
        return pa.nulls(batch.num_rows, pa.string())
    values = [batch.column(index).to_pylist() for index in layout.extras.values()]
    rows = (dict(zip(layout.extras, row, strict=True)) for row in zip(*values, strict=True))
    return pa.array([json.dumps(row, ensure_ascii=False) for row in rows], pa.string())


def _exact_batches(open_file: Callable[[], BinaryIO], layout: Layout, feed: Feed, skip: int) -> Iterator[pa.RecordBatch]:
    data = itertools.islice(exact_records(open_file, layout), 1 + skip, None)
    while rows := [_exact_row(row, layout, feed) for row in itertools.islice(data, _ROWS_PER_BATCH)]:
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        separator = pa.repeat(layout.separator, len(rows))
        yield pa.RecordBatch.from_arrays([*columns, separator], names=[*feed.columns, "_extra", SEPARATOR])


def _exact_row(row: list[str], layout: Layout, feed: Feed) -> list[str | None]:
    positions = layout.positions
    values = [row[positions[name]] if name in positions and positions[name] < len(row) else None for name in feed.columns]
    extra: dict[str, object] = {name: row[index] for name, index in layout.extras.items() if index < len(row)}
    if len(row) != len(layout.header):
        extra[ROW_PROBLEM] = f"{len(row)} fields where the header has {len(layout.header)}"
        extra[ROW_FIELDS] = row
    return [*values, json.dumps(extra, ensure_ascii=False) if extra else None]
