"""The forms that rows are given in, and the aligned table for the terminal."""

from enum import StrEnum
from itertools import islice
from pathlib import Path

import pyarrow as pa
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sales_platform.errors import UserError


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def check_output(form: Format, out: Path | None, lake: str) -> None:
    """See that the file may be written, before anything is computed.

    Raises:
        UserError: the sentence says what to give instead.
    """
    if out is None:
        if form is Format.PARQUET:
            raise UserError("Parquet is not for a terminal: name a file with --out.")
        return
    if form is Format.TABLE:
        raise UserError("A table is for the terminal: choose --format csv, json or parquet for a file.")
    target = out.expanduser().resolve()
    if target.is_relative_to(Path(lake).resolve()):
        raise UserError(f"'{out}' is inside the lake, which is only read: name a file elsewhere.")
    if target.is_dir() or not target.parent.is_dir():
        raise UserError(f"'{out}' cannot be written: name a file in a folder that exists.")
    if out.expanduser().exists() and not out.expanduser().is_file():  # unresolved: /dev/stdout resolves to a pipe without a path
        raise UserError(f"'{out}' is not an ordinary file: name one, or leave out --out and send the output there with >.")


def print_rows(console: Console, reader: pa.RecordBatchReader, limit: int) -> bool:
    """Print at most ``limit`` rows as an aligned table.

    Returns:
        Whether there are more.
    """
    table = Table(box=None, pad_edge=False)
    for field in reader.schema:
        number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type) or pa.types.is_decimal(field.type)
        table.add_column(_cell(field.name), justify="right" if number else "left", overflow="fold")
    rows = (row for batch in reader for row in zip(*(column.to_pylist() for column in batch.columns), strict=True))
    for row in islice(rows, limit):
        table.add_row(*map(_cell, row))
    console.print(table)
    return next(rows, None) is not None


def _cell(value: object) -> str:
    """A value as one line in which nothing is markup or a terminal's command: values are data."""
    text = "" if value is None else str(value)
    return escape("".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text))
