"""The text of a landed file as a stream of UTF-8, from its first data row on, and what it holds by its bytes alone."""

import codecs
import io
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np

from sales_platform.landing.csv_layout import Layout, not_text

_CHUNK = 1 << 20
_QUOTE, _LINE_FEED, _CARRIAGE_RETURN = b'"\n\r'


def data_stream(open_file: Callable[[], BinaryIO], layout: Layout) -> BinaryIO:
    """The data rows of a file as UTF-8; what is no text of its encoding is refused when it is read."""
    stream = open_file()
    if layout.encoding != "utf-8":
        stream = io.BufferedReader(_InUtf8(stream, layout.encoding), _CHUNK)
    stream.read(layout.start)
    return stream


class _InUtf8(io.RawIOBase):
    """Text of another encoding as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream, self._encoding = stream, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._stream.close()
        super().close()

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - any buffer
        while not self._ready:
            data = self._stream.read(_CHUNK)
            try:
                self._ready = self._decoder.decode(data, final=not data).encode()
            except (UnicodeDecodeError, UnicodeEncodeError):
                raise not_text(self._encoding) from None
            if not data:
                break
        taken, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


class CountedText:
    """A stream that counts what is read from it, without regard to what any parser makes of it.

    Attributes:
        quotes: quotation marks.
        lines: lines that are not empty; they end with a line feed, a carriage return, or both.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.quotes, self.lines = stream, 0, 0
        self._between_lines = True

    @property
    def closed(self) -> bool:
        return self._stream.closed

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if data:
            signs = np.frombuffer(data, np.uint8)
            self.quotes += int(np.count_nonzero(signs == _QUOTE))
            breaks = (signs == _LINE_FEED).view(np.uint8)
            if b"\r" in data:
                breaks |= (signs == _CARRIAGE_RETURN).view(np.uint8)
            begun = breaks[:-1] > breaks[1:]
            self.lines += int(np.count_nonzero(begun)) + int(self._between_lines and not breaks[0])
            self._between_lines = bool(breaks[-1])
        return data
