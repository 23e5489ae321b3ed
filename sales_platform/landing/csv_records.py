"""The records of a CSV file by its physical lines: exact, whatever the shape of the rows, and no line is ever lost.

A quotation mark that somebody forgot takes the lines up to the next mark into one field. So a record of several lines counts only
where each value with a line break is free text and its lines are no rows of their own. Else the first line is a row with a stray
mark, and reading goes on with the line after it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sales_platform.landing.csv_layout import Layout, not_text
from sales_platform.landing.headers import Header
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.landing.text_stream import data_stream
from sales_platform.values.invisible import EDGE_SPACE

LONGEST_FIELD = 1_000_000
"""In bytes; a field of a record of any feed has some dozens."""
MOST_LINES = 100
"""How many lines a record may have."""
csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file.

    Attributes:
        fields: of the row; where a mark is stray, what stands between the separators of its line.
        stray: the position of the field with a stray quotation mark.
    """

    fields: Sequence[str]
    stray: int | None = None


def exact_records(open_file: Callable[[], BinaryIO], layout: Layout, skip: int = 0) -> Iterator[Record]:
    """The data rows of a file; blank ones are left out.

    Args:
        skip: how many lines that are not empty to pass over; no quotation mark may be in them.

    Raises:
        FileRefusedError: the text is not in its encoding.
    """
    with data_stream(open_file, layout) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="strict", newline="")
        try:
            while skip and (line := next(text, None)) is not None:
                skip -= line.strip("\r\n") != ""
            yield from records(text, layout.separator, layout.header)
        except UnicodeDecodeError:
            raise not_text(layout.encoding) from None
        except csv.Error as error:
            raise FileRefusedError(f"the file is not readable as CSV: {error}") from None


def records(text: Iterable[str], separator: str, header: Header) -> Iterator[Record]:
    """The rows of a text that are not blank.

    Args:
        text: physical lines.
        separator: between fields.
        header: how many fields a row has, and which values may run over several lines.
    """
    shape = _Shape(separator, header)
    lines = _Lines(text, shape)
    doubtful = 0  # how many of the next lines were part of a record that turned out to be none
    for fields in csv.reader(lines, delimiter=separator):
        taken, cut = lines.finish_record()
        several = len(taken) > 1 or cut
        if several and (cut or not _is_sound(fields, taken, shape, header.free_text)):
            lines.give_back(taken[1:])
            doubtful = max(doubtful, len(taken)) - 1
            yield shape.stray(taken[0])
            continue
        unsure, doubtful = doubtful > 0, max(doubtful - len(taken), 0)
        if unsure and not several and not shape.is_well_formed(taken[0]):
            yield shape.stray(taken[0])
        elif not is_blank(fields):
            yield Record(fields)


def is_blank(fields: Iterable[str]) -> bool:
    """Whether a row has nothing but spaces and invisible characters between its separators."""
    return not any(field.strip(EDGE_SPACE) for field in fields)


def _is_sound(fields: Sequence[str], lines: Sequence[str], shape: "_Shape", free_text: frozenset[int]) -> bool:
    """Whether several lines are one record."""
    broken = {index for index, field in enumerate(fields) if has_line_break(field)}
    if not shape.fits(fields) or not broken <= free_text or not shape.is_well_formed("".join(lines)):
        return False
    *inner, last = lines[1:]
    # the last line of a value in the first column has the fields of a row; two rows with a stray mark each have them twice
    return not (any(map(shape.may_be_row, inner)) or (shape.may_be_row(lines[0]) and shape.may_be_row(last)))


def has_line_break(field: str) -> bool:
    """Whether there is a line break inside of a value."""
    plain = field.strip(EDGE_SPACE)
    return "\n" in plain or "\r" in plain


class _Shape:
    """What a row looks like."""

    def __init__(self, separator: str, header: Header) -> None:
        self._separator, self._width, self._least = separator, header.width, header.least
        mark = re.escape(separator)
        field = f'(?:"(?:[^"]|"")*+"|[^"{mark}]*+)'
        self._well_formed = re.compile(f"{field}(?:{mark}{field})*+")

    def split(self, line: str) -> list[str]:
        """What stands between the separators of a line, quotation marks taken as they are."""
        return line.rstrip("\r\n").split(self._separator)

    def fits(self, fields: Sequence[str]) -> bool:
        """Whether a row has its fields, and none beyond them that is not empty."""
        return len(fields) >= self._least and is_blank(fields[self._width :])

    def is_well_formed(self, line: str) -> bool:
        """Whether each quotation mark of a line belongs to a quoted field of it."""
        return '"' not in line or self._well_formed.fullmatch(line.rstrip("\r\n")) is not None

    def is_row(self, line: str) -> bool:
        """Whether a line is a row of its own, its quotation marks included."""
        if '"' not in line:
            return self.fits(fields := self.split(line)) and not is_blank(fields)
        return self.is_well_formed(line) and self.fits(next(csv.reader([line], delimiter=self._separator)))

    def may_be_row(self, line: str) -> bool:
        """Whether a line could be a row with a stray quotation mark; a value that ends with a line break leaves none."""
        read = (self.split(line), next(csv.reader([line], delimiter=self._separator), []))
        return any(self.fits(fields) and not is_blank([fields[0].strip('"')]) for fields in read)

    def stray(self, line: str) -> Record:
        """A line with a stray quotation mark as a row."""
        fields = self.split(line)
        odd = (index for index, field in enumerate(fields) if field.count('"') % 2)
        return Record(fields, next(odd, next((index for index, field in enumerate(fields) if '"' in field), 0)))


class _Lines:
    """Lines of text, which end where the record that is being read cannot go on; some may be given back."""

    def __init__(self, text: Iterable[str], shape: _Shape) -> None:
        self._text, self._shape = iter(text), shape
        self._back: list[str] = []
        self._record: list[str] = []
        self._length = 0
        self._cut = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        inside = bool(self._record)
        line = self._back.pop() if self._back else next(self._text, None)
        if line is None or (inside and self._goes_too_far(line)):
            self._cut = inside
            self._back += [line] if line is not None else []
            raise StopIteration
        self._record.append(line)
        self._length += len(line)
        return line

    def _goes_too_far(self, line: str) -> bool:
        return len(self._record) >= MOST_LINES or self._length > LONGEST_FIELD or self._shape.is_row(line)

    def finish_record(self) -> tuple[list[str], bool]:
        """The lines of the record that was read, and whether it was ended before its quotation marks were."""
        record, cut = self._record, self._cut
        self._record, self._length, self._cut = [], 0, False
        return record, cut

    def give_back(self, lines: Sequence[str]) -> None:
        """Read some lines again."""
        self._back += reversed(lines)
