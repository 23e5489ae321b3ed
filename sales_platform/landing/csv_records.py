"""The records of a CSV file, by Python's csv module: exact, whatever the shape of the rows."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from sales_platform.landing.csv_layout import FileRefusedError, Layout

csv.field_size_limit(1 << 30)


def exact_records(open_file: Callable[[], BinaryIO], layout: Layout) -> Iterator[list[str]]:
    """The records of a file, the header first; blank lines are left out.

    Raises:
        FileRefusedError: the text is not in its encoding, or a quotation mark is never closed.
    """
    count = -1
    with open_file() as stream:
        lines = _Lines(io.TextIOWrapper(stream, encoding=layout.encoding, errors="strict", newline=""))
        try:
            for row in csv.reader(lines, delimiter=layout.separator):
                if row:
                    count += 1
                    yield row
                lines.next_record()
        except UnicodeDecodeError:
            raise FileRefusedError("the file is not UTF-8 text; save it as UTF-8 and land it again") from None
        except csv.Error as error:
            raise FileRefusedError(f"the file is not readable as CSV: {error}") from None
        if _is_open(lines.record, layout.separator):
            raise FileRefusedError(
                f"a quotation mark opened in row {count} is never closed, so the rows after it cannot be separated"
            )


class _Lines:
    """Lines of text; keeps those of the record that is being read, and of the one before it at the end of the text."""

    def __init__(self, text: Iterable[str]) -> None:
        self._lines = iter(text)
        self._finished = False
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if self._finished:
            self.record, self._finished = [], False
        self.record.append(line)
        return line

    def next_record(self) -> None:
        """The record is complete; a further line begins the next one."""
        self._finished = True


def _is_open(record: list[str], separator: str) -> bool:
    """Whether a record ends inside quotation marks."""
    try:
        list(csv.reader(record, delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False
