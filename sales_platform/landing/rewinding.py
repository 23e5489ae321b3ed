"""An open file that several readers read from its beginning, one after the other."""

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

_IN_MEMORY = 16 << 20
_CHUNK = 1 << 20


@contextmanager
def rewinding(file: BinaryIO) -> Iterator[Callable[[], BinaryIO]]:
    """Yield a function that returns the open file from its beginning; only the file that it returned last may be read.

    A file that cannot be rewound, such as an object in a bucket, is copied; beyond some megabytes to an unnamed temporary file.
    """
    with ExitStack() as closing:
        source: Any = file
        if not file.seekable():
            source = closing.enter_context(SpooledTemporaryFile(_IN_MEMORY))
            shutil.copyfileobj(file, source, _CHUNK)

        def rewound() -> BinaryIO:
            source.seek(0)
            return io.BufferedReader(_LeftOpen(source), _CHUNK)

        yield rewound


class _LeftOpen(io.RawIOBase):
    """The bytes of an open file; closing it leaves the file open."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401 - a buffered reader, or a spooled file
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._file.seek(offset, whence)  # a spooled file returns nothing
        return self.tell()

    def tell(self) -> int:
        place: int = self._file.tell()
        return place

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401 - any buffer
        count: int | None = self._file.readinto(buffer)
        return count
