"""Columns of CSV cells as Arrow strings, and whole CSV texts as bytes, without a Python loop over rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

if TYPE_CHECKING:
    Cells: TypeAlias = pa.Array[Any]
else:
    Cells: TypeAlias = pa.Array
Integers: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Chunk: TypeAlias = tuple[int, bytes]
"""Some rows of a file: how many, and their CSV lines."""

# The stubs do not know that whole columns and single texts may be joined together.
_join: Any = pc.binary_join_element_wise
_join_rows: Any = pc.binary_join


def numbers(values: Integers, width: int = 0) -> Cells:
    """Whole numbers as cells, filled up with noughts to a width."""
    return pc.utf8_lpad(pc.cast(pa.array(values), pa.string()), width, "0")


def picked(texts: Sequence[str] | Cells, places: Integers) -> Cells:
    """The texts at the given places, one cell a place."""
    cells = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    return cells.take(places)


def chosen(condition: Flags, yes: Cells, no: Cells) -> Cells:
    """Row by row the cell of ``yes`` where the condition holds, else that of ``no``."""
    cells: Cells = pc.if_else(pa.array(condition), yes, no)
    return cells


def joined(*parts: Cells | str, separator: str = "") -> Cells:
    """Row by row the parts in one text; a plain text is the same in every row."""
    cells: Cells = _join(*parts, separator)
    return cells


def lines(columns: Sequence[Cells | str], end: str = "\n") -> bytes:
    """The rows as CSV text; cells that need quotes must have them already."""
    rows = joined(*columns, separator=",")
    if not len(rows):
        return b""
    text = _join_rows(pa.ListArray.from_arrays(pa.array([0, len(rows)], pa.int32()), rows), end)[0]
    return bytes(text.as_buffer()) + end.encode()


def quoted(text: str) -> str:
    """A text as one cell: in quotes when it has a comma."""
    return f'"{text}"' if "," in text else text


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """A small table as CSV text, header and all, quoted wherever needed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
