"""Landed files that are packed: which kind they are by their first bytes, whatever their name, and the CSV inside."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, BinaryIO

from sales_platform.landing.refusal import FileRefusedError

_CHUNK = 1 << 20
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 1
_BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError)


class Packing(Enum):
    """How the rows of a file are packed."""

    NONE = auto()
    GZIP = auto()
    ZIP = auto()
    WORKBOOK = auto()


def packing(open_file: Callable[[], BinaryIO]) -> Packing:
    """What a file is.

    Raises:
        FileRefusedError: it is a workbook that cannot be read, or an archive without exactly one CSV file.
    """
    with open_file() as stream:
        mark = stream.read(len(_OLD_OFFICE))
    if mark.startswith(b"\x1f\x8b"):
        return Packing.GZIP
    if mark == _OLD_OFFICE:
        raise FileRefusedError("the workbook has a password or the format before 2007; save it as .xlsx without a password")
    if mark[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return Packing.NONE
    with _archive(open_file()) as archive:
        return Packing.WORKBOOK if "[Content_Types].xml" in archive.namelist() else Packing.ZIP


def unpacked(open_file: Callable[[], BinaryIO], packed: Packing) -> Callable[[], BinaryIO]:
    """The text of a file, from its beginning; what breaks off is refused when it is read."""
    if packed is Packing.NONE:
        return open_file
    inside = _gunzipped if packed is Packing.GZIP else _only_member

    def opened() -> BinaryIO:
        stream = open_file()
        return io.BufferedReader(_Unpacked(inside(stream), stream), _CHUNK)

    return opened


def _gunzipped(stream: BinaryIO) -> BinaryIO:
    return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]


def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except _BROKEN:
        raise _broken() from None


def _only_member(stream: BinaryIO) -> BinaryIO:
    archive = _archive(stream)
    names = [member for member in archive.infolist() if not member.is_dir() and not _is_of_the_system(member.filename)]
    if len(names) != 1 or not names[0].filename.lower().endswith(".csv"):
        shown = ", ".join(member.filename for member in names[:3]) or "nothing"
        raise FileRefusedError(f"the archive needs exactly one CSV file in it, and has {len(names)} files: {shown}")
    if names[0].flag_bits & _ENCRYPTED:
        raise FileRefusedError("the archive is protected by a password; pack it without one and land it again")
    try:
        return archive.open(names[0])  # type: ignore[return-value]
    except _BROKEN:
        raise _broken() from None


def _broken() -> FileRefusedError:
    return FileRefusedError("the archive is broken; pack it anew and land it again")


def _is_of_the_system(name: str) -> bool:
    """What the archive of a Mac has beside the files, and hidden files."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith((".", "_", "~"))


class _Unpacked(io.RawIOBase):
    """The bytes inside of an archive."""

    def __init__(self, stream: BinaryIO, archive: BinaryIO) -> None:
        self._stream, self._archive = stream, archive

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._stream.close()
        super().close()

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - any buffer
        try:
            data = self._stream.read(len(buffer))
        except _BROKEN:
            raise _broken() from None
        if not data:
            self._archive.seek(0, io.SEEK_END)
            self._archive.read(1)  # a landed file that has changed since it was listed says so at its end
        buffer[: len(data)] = data
        return len(data)
