"""Rows as CSV, JSON or Parquet; batch by batch, never all at once."""

import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from sales_platform.errors import UserError
from sales_platform.sql.output import Format


def write_rows(reader: pa.RecordBatchReader, form: Format, out: Path | None) -> int:
    """Write all rows; a file appears when it is whole, and not at all when the rows fail.

    Returns:
        How many rows were written.
    """
    with _target(out) as sink:
        if form is Format.JSON:
            return _write_json(reader, sink)
        return _write_arrow(_as_text(reader) if form is Format.CSV else reader, form, sink)


@contextmanager
def _target(out: Path | None) -> Iterator[Any]:
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = out.expanduser().resolve()  # a link stays one
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as sink:
            yield sink
        part.replace(target)
    except OSError as error:
        raise UserError(f"'{out}' cannot be written ({error.strerror or error}): name a file elsewhere.") from None
    finally:
        part.unlink(missing_ok=True)


def _write_arrow(reader: pa.RecordBatchReader, form: Format, sink: IO[bytes]) -> int:
    rows = 0
    make = pa.csv.CSVWriter if form is Format.CSV else pa.parquet.ParquetWriter
    _check_names(reader.schema)
    with make(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _write_json(reader: pa.RecordBatchReader, sink: IO[bytes]) -> int:
    _check_names(reader.schema)
    rows = 0
    sink.write(b"[")
    for batch in reader:
        for row in batch.to_pylist():
            sink.write(b",\n" if rows else b"\n")
            sink.write(_json(row).encode())
            rows += 1
    sink.write(b"\n]\n")
    return rows


def _check_names(schema: pa.Schema) -> None:
    twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
    if twice:
        raise UserError(f"Two columns are called '{twice[0]}': give them names of their own with AS.")


def _as_text(reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """Lists and the like as JSON text and bytes as hexadecimal digits, for CSV has nothing for them."""
    schema = pa.schema([field.with_type(pa.string()) if _has_no_text(field.type) else field for field in reader.schema])

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            columns = [_texts(column) if _has_no_text(column.type) else column for column in batch.columns]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _has_no_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_nested(kind) or kind in (pa.binary(), pa.large_binary()))


def _texts(column: pa.Array) -> pa.Array:
    make = _json if pa.types.is_nested(column.type) else bytes.hex
    return pa.array([None if value is None else make(value) for value in column.to_pylist()], pa.string())


def _json(value: object) -> str:
    try:
        return json.dumps(value, default=_plain, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), default=_plain, ensure_ascii=False)


def _finite(value: object) -> object:
    """A value with nothing in the place of NaN and the infinities, which JSON does not have."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: object) -> int | float | str:
    """What JSON has for a value: a decimal is a number where a number holds it exactly, else text."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        number = float(value)
        return number if Decimal(repr(number)) == value else str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)
