"""What identifies the records of a landed file: counted while the file is read, to know whether it can be used at all."""

import json
from collections.abc import Sequence
from datetime import date
from shlex import quote

import pyarrow as pa
import pyarrow.compute as pc

from sales_platform.feeds import Feed
from sales_platform.landing.csv_files import ROW_PROBLEM
from sales_platform.values.empty import EMPTY_PATTERN
from sales_platform.values.invisible import EDGE_SPACE

MISSING = "columns missing: "
"""What the reason of a file without an agreed column begins with."""
ACCEPT = "sales-platform accept"
_BETWEEN = "\x1f"


def acceptance(path: str) -> str:
    """The command by which a person lets a file through that is held up."""
    return f"`{ACCEPT} {quote(path)}`"


class Identified:
    """The distinct records of the rows that are added, and the columns that the file has.

    A row without all values of the key, one that repeats the header, and one that does not fit the header identify nothing.

    Args:
        feed: of the file.
        key: the columns that identify a record; none count nothing.
    """

    def __init__(self, feed: Feed, key: Sequence[str]) -> None:
        self._feed, self._key = feed, tuple(key)
        self._rows = 0
        self._records: set[str] = set()
        self._present: set[str] = set()
        self._others: dict[str, None] = {}

    @property
    def records(self) -> int | None:
        """How many there are; None where nothing identifies them."""
        return len(self._records) if self._key else None

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of a batch; a column that the file does not have is null in all of them."""
        if not self._key:
            return
        self._rows += batch.num_rows
        extra = batch.column("_extra")
        self._others |= dict.fromkeys(json.loads(extra[0].as_py() or "{}") if batch.num_rows else ())
        odd = pc.fill_null(pc.match_substring(extra, f'"{ROW_PROBLEM}"'), fill_value=False)
        sound = batch.filter(pc.invert(odd))
        self._present |= {name for name in self._feed.columns if sound.column(name).null_count < sound.num_rows}
        keys = [_codes(sound.column(name), name) for name in self._key]
        self._records.update(pc.unique(pc.drop_null(pc.binary_join_element_wise(*keys, _BETWEEN))).to_pylist())

    def problem(self, path: str, written: date) -> str | None:
        """Why the file cannot be used, or may be by a person's word only; None when nothing speaks against it.

        Args:
            path: of the file.
            written: the day it was written.
        """
        if not self._key:
            return None
        if not self._rows:
            return "it has no rows: land it again with its records"
        missing = [name for name in self._feed.missed_by(written) if name not in self._present]
        if self._present and missing:
            said = f"{MISSING}{', '.join(missing)}; its columns are {self._shown()}: rename them and land it again"
            return said + (f"; if they are gone for good, accept it with {acceptance(path)}" if self._records else "")
        if not self._records:
            rows = "its only row does not have" if self._rows == 1 else f"none of its {self._rows:,} rows has"
            return f"{rows} a {' and a '.join(self._key)}: correct it and land it again"
        return None

    def _shown(self) -> str:
        others = [name for name in self._others if not name.startswith("_row_")]
        return ", ".join([*(name for name in self._feed.columns if name in self._present), *others])[:200]


def _codes(values: pa.Array, column: str) -> pa.Array:
    """The values without space around them; null where one stands for nothing, or where the header stands once more."""
    trimmed = pc.utf8_trim(values, EDGE_SPACE)
    none = pc.or_(pc.match_substring_regex(trimmed, EMPTY_PATTERN), pc.equal(pc.utf8_lower(trimmed), column.lower()))
    return pc.if_else(none, pa.scalar(None, pa.string()), trimmed)
