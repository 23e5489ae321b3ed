"""One landed file -> batches of text rows under the contract's column names.

Two readers of CSV, one result: pyarrow's, fast, and the exact one by physical lines, which takes over at the row where pyarrow
gives up (a wrong number of fields, a field larger than a block). Lines are counted beside the parser; where quotation marks have
joined some, the file is read again by the exact reader alone. No line is ever lost.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from sales_platform.feeds import Feed
from sales_platform.landing.csv_layout import Layout, read_layout
from sales_platform.landing.csv_records import LONGEST_FIELD, exact_records
from sales_platform.landing.packed_files import Packing, packing, unpacked
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.landing.shaped_rows import (
    ROW_FIELDS,
    ROW_PROBLEM,
    SEPARATOR,
    exact_batches,
    under_contract,
    without_blank_rows,
)
from sales_platform.landing.text_stream import CountedText, data_stream
from sales_platform.landing.workbook import BETWEEN_CELLS, workbook_rows

__all__ = ["ROW_FIELDS", "ROW_PROBLEM", "SEPARATOR", "LinesJoinedError", "read_rows"]

_LINE_BREAKS = ("\n", "\r")


class LinesJoinedError(Exception):
    """A quotation mark may have taken lines into a field: what was read does not count, the file is to be read line by line."""


def read_rows(open_file: Callable[[], BinaryIO], feed: Feed, *, line_by_line: bool = False) -> Iterator[pa.RecordBatch]:
    """Read a file's data rows, in order: the contract's columns, ``_extra`` and ``_separator``, all text.

    A missing column is null, an empty value is the empty text; unexpected columns, and the fields of a row that does not fit
    the header, are kept in ``_extra`` as JSON. Blank rows count as nothing.

    Args:
        open_file: gives the file from its beginning; called more than once. CSV, also packed with gzip or zip, or a workbook.
        feed: whose columns to match, by name.
        line_by_line: by the exact reader alone.

    Raises:
        FileRefusedError: the file has no usable header, is not text, breaks off, or has a field of more than LONGEST_FIELD.
        LinesJoinedError: it is to be read ``line_by_line``.
    """
    rows = 0
    for batch in _batches(open_file, feed, line_by_line=line_by_line):
        _check_lengths(batch, rows)
        rows += batch.num_rows
        yield batch


def _batches(open_file: Callable[[], BinaryIO], feed: Feed, *, line_by_line: bool) -> Iterator[pa.RecordBatch]:
    packed = packing(open_file)
    if packed is Packing.WORKBOOK:
        header, rows = workbook_rows(open_file, feed)
        return exact_batches(rows, header, BETWEEN_CELLS, feed)
    plain = unpacked(open_file, packed)
    layout = read_layout(plain, feed)
    if line_by_line:
        return exact_batches(exact_records(plain, layout), layout.header, layout.separator, feed)
    return _fast_batches(plain, layout, feed)


def _fast_batches(open_file: Callable[[], BinaryIO], layout: Layout, feed: Feed) -> Iterator[pa.RecordBatch]:
    lines = rows = 0
    raw: pa.RecordBatch | None = None
    with data_stream(open_file, layout) as stream:
        counted = CountedText(stream)
        try:
            for raw in _arrow_batches(counted, layout):
                lines += raw.num_rows
                if (batch := without_blank_rows(raw)).num_rows:
                    rows += batch.num_rows
                    yield under_contract(batch, layout, feed)
            given_up = False
        except pa.ArrowInvalid:
            given_up = True
        if counted.quotes and (given_up or counted.quotes % 2 or counted.lines != lines or _ends_in_quotes(raw)):
            raise LinesJoinedError
    if given_up:
        yield from exact_batches(exact_records(open_file, layout, lines), layout.header, layout.separator, feed, rows)


def _arrow_batches(counted: CountedText, layout: Layout) -> Iterator[pa.RecordBatch]:
    names = [str(index) for index in range(layout.header.width)]
    yield from arrow_csv.open_csv(
        pa.PythonFile(counted, mode="r"),
        read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False),
        parse_options=arrow_csv.ParseOptions(delimiter=layout.separator, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )


def _ends_in_quotes(last: pa.RecordBatch | None) -> bool:
    """Whether the last row was ended by the file's end and not by that of its line."""
    return last is not None and last.num_rows > 0 and any(column[-1].as_py().endswith(_LINE_BREAKS) for column in last.columns)


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
