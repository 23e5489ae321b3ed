"""How the text of a landed CSV file is laid out: its encoding, its separator, its header and where its rows begin."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from sales_platform.feeds import Feed
from sales_platform.landing.headers import Header, candidates, matched
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.values.invisible import EDGE_SPACE

_HEAD_BYTES = 1 << 20
_HEADER_LINES = 100
_SEPARATORS = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMED_SEPARATOR = re.compile(r"""["']?sep=([^\w\s"]|\t)["']?[,;\t| ]*""", re.IGNORECASE)
"""The line by which Excel is told the separator."""
_BESIDE_SEPARATOR = EDGE_SPACE.replace("\t", "")


@dataclass(frozen=True)
class Layout:
    """How the text of one file is laid out.

    Attributes:
        encoding: of the text.
        separator: between fields.
        header: its columns.
        start: how many bytes of the text, in UTF-8, stand before the first data row.
    """

    encoding: str
    separator: str
    header: Header
    start: int


def read_layout(open_file: Callable[[], BinaryIO], feed: Feed) -> Layout:
    """Find out a file's layout from its beginning. Blank lines, and a line such as ``sep=;``, may stand before the header.

    Raises:
        FileRefusedError: it is empty, not text, or its first line has no column of the contract or one twice.
    """
    encoding, text = _head(open_file)
    lines = io.StringIO(text, newline="")
    before, first, named = 0, "", ""
    for line in lines:
        mark = _NAMED_SEPARATOR.fullmatch(line.strip(_BESIDE_SEPARATOR)) if not named else None
        named = mark[1] if mark else named
        if not mark and line.strip(EDGE_SPACE + "".join(_SEPARATORS) + '"'):
            first = line
            break
        before += len(line)
    if not first:
        raise FileRefusedError("the file is empty")
    start = [first, *islice(lines, _HEADER_LINES)]
    found = {mark: _header(start, mark, feed) for mark in dict.fromkeys([*named, *_SEPARATORS])}
    separator = max(found, key=lambda mark: len(candidates(found[mark][0], feed)))
    names, length = found[separator]
    return Layout(encoding, separator, matched(names, feed), len(text[: before + length].encode()))


def _head(open_file: Callable[[], BinaryIO]) -> tuple[str, str]:
    """The encoding and the beginning of the text."""
    with open_file() as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.strip():
        raise FileRefusedError("the file is empty")
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if head.startswith(mark)), "utf-8")
    if encoding != "utf-16" and b"\0" in head:
        raise FileRefusedError("the file is not text (binary or compressed)")
    try:
        return encoding, codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        raise not_text(encoding) from None


def not_text(encoding: str) -> FileRefusedError:
    """Bytes that are no text in the encoding."""
    return FileRefusedError(f"the file is not {encoding.upper()} text; save it as UTF-8 and land it again")


def _header(lines: Sequence[str], separator: str, feed: Feed) -> tuple[tuple[str, ...], int]:
    """The fields of the header with a separator, and how many characters it has.

    A quotation mark that is not closed in the first line may be a stray one, which must not take rows into the header: the line
    is taken alone where it has as many columns of the contract then.
    """
    reader = csv.reader(lines, delimiter=separator)
    record = tuple(next(reader, []))
    taken = lines[: reader.line_num]
    if len(taken) > 1 or _is_open(taken, separator):
        alone = tuple(lines[0].rstrip("\r\n").split(separator))
        if len(candidates(alone, feed)) >= len(candidates(record, feed)):
            return alone, len(lines[0])
    return record, sum(map(len, taken))


def _is_open(lines: Sequence[str], separator: str) -> bool:
    reader = csv.reader([*lines, ""], delimiter=separator)
    next(reader, None)
    return reader.line_num > len(lines)
