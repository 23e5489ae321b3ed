"""How the text of a landed CSV file is laid out: its encoding, separator and header, matched with the contract."""

import codecs
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from sales_platform.feeds import Feed

_HEAD_BYTES = 1 << 20
_SEPARATORS = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class FileRefusedError(Exception):
    """A file that cannot be used at all; the text is the reason."""


@dataclass(frozen=True)
class Layout:
    """How the text of one file is laid out.

    Attributes:
        encoding: of the text.
        separator: between fields.
        header: the first record, as it stands.
        positions: where each column of the contract is.
        extras: where each unexpected column is, under a name of its own.
    """

    encoding: str
    separator: str
    header: tuple[str, ...]
    positions: dict[str, int]
    extras: dict[str, int]


def read_layout(open_file: Callable[[], BinaryIO], feed: Feed) -> Layout:
    """Find out a file's layout from its beginning.

    Raises:
        FileRefusedError: it is empty, not text, or its first line has no column of the contract or one twice.
    """
    with open_file() as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.strip():
        raise FileRefusedError("the file is empty")
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if head.startswith(mark)), "utf-8")
    if head.startswith(b"\x1f\x8b") or (encoding != "utf-16" and b"\0" in head):
        raise FileRefusedError("the file is not text (binary or compressed)")
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    headers = {separator: _first_record(text, separator) for separator in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda mark: len(_contract_positions(headers[mark], feed)))
    header = headers[separator]
    positions = _contract_positions(header, feed)
    if not positions:
        raise FileRefusedError(
            f"no column of the contract in its first line; expected {', '.join(feed.columns)}, found {_shown(header)}"
        )
    named = [name.strip().lower() for name in header]
    doubled = sorted({name for name in positions if named.count(name.lower()) > 1})
    if doubled:
        raise FileRefusedError(f"column {', '.join(doubled)} stands more than once in the header")
    known = set(positions.values())
    extras = {
        name.strip() if name.strip() and header.count(name) == 1 else f"{name.strip()} (column {index + 1})": index
        for index, name in enumerate(header)
        if index not in known
    }
    return Layout(encoding, separator, header, positions, extras)


def _first_record(text: str, separator: str) -> tuple[str, ...]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return tuple(next((row for row in rows if row), []))
    except csv.Error:
        return ()


def _contract_positions(header: tuple[str, ...], feed: Feed) -> dict[str, int]:
    named = {name.strip().lower(): index for index, name in reversed(list(enumerate(header)))}
    return {column: named[column.lower()] for column in feed.columns if column.lower() in named}


def _shown(header: tuple[str, ...]) -> str:
    text = ", ".join(header[:8])
    return (text[:200] + "...") if len(text) > 200 or len(header) > 8 else text  # noqa: PLR2004
