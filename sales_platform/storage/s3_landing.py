"""The landing zone in a bucket."""

import io
from bisect import bisect_left
from collections.abc import Collection, Iterable
from typing import Any, BinaryIO

from botocore.exceptions import ClientError

from sales_platform.errors import LandingChangedError
from sales_platform.storage.landed_names import hidden_folder, is_hidden
from sales_platform.storage.landing_zone import LandingFile
from sales_platform.storage.listing_landing import ListingLanding
from sales_platform.storage.listing_s3 import beyond, listed
from sales_platform.storage.s3 import CUT, S3Address, connection_retries, s3_client, s3_errors_as_sentences

_GONE = {"404", "412", "NoSuchKey", "PreconditionFailed"}


class S3Landing(ListingLanding):
    """A landing zone in a bucket, all of which is listed at once; a file's version is its etag."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = S3Address.parse(address)
        self._client = s3_client()
        self._every: list[LandingFile] | None = None
        self._given: set[str] = set()

    def _below(self, folder: str) -> Iterable[LandingFile]:
        """From the listing of all that landed, the first time; a folder that is asked for again is listed anew."""
        within = f"{folder}/"
        if folder in self._given:
            return self._listed(within)
        self._given.add(folder)
        first = bisect_left(every := self._all(), within, key=_path)
        return every[first : bisect_left(every, beyond(folder), lo=first, key=_path)]

    def _apart(self, folders: Collection[str]) -> Iterable[LandingFile]:
        feeds = tuple(f"{folder}/" for folder in folders)
        return [file for file in self._all() if not file.path.startswith(feeds)]

    def _all(self) -> list[LandingFile]:
        if self._every is None:
            self._every = sorted(self._listed(""), key=_path)
        return self._every

    def _listed(self, within: str) -> list[LandingFile]:
        """The files below a folder; what a hidden folder has beyond the rest of an answer is not listed."""
        with s3_errors_as_sentences(f"the landing in the bucket '{self._address.bucket}'"):
            found = listed(self._address, within, _out_of_hidden, client=self._client)
            return [
                LandingFile(path, item["Size"], item["ETag"].strip('"'), item["LastModified"])
                for path, item in found
                if not path.endswith("/") and not is_hidden(path)
            ]

    def open(self, file: LandingFile) -> BinaryIO:
        """The bytes of one file in the version that was listed."""
        return io.BufferedReader(_ListedObject(self._client, self._address, file), 1 << 20)


def _path(file: LandingFile) -> str:
    return file.path


def _out_of_hidden(path: str) -> str:
    folder = hidden_folder(path)
    return path if folder is None else beyond(folder)


class _ListedObject(io.RawIOBase):
    """An object read in the version that was listed; after a cut connection, reading goes on at the same byte."""

    def __init__(self, client: Any, address: S3Address, file: LandingFile) -> None:  # noqa: ANN401 - boto3's client
        self._client, self._address, self._file = client, address, file
        self._read = 0
        self._body: Any = None
        with s3_errors_as_sentences(f"the landed file '{file.path}'"):
            self._open()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - any buffer
        with s3_errors_as_sentences(f"the landed file '{self._file.path}'"):
            data: bytes = connection_retries()(self._read_on, len(buffer))
        buffer[: len(data)] = data
        self._read += len(data)
        return len(data)

    def _read_on(self, size: int) -> bytes:
        if self._read >= self._file.size:
            return b""
        if self._body is None:
            self._open()
        try:
            data = bytes(self._body.read(size))
        except CUT:
            self._body = None
            raise
        if not data:
            self._body = None
            raise ConnectionError("the connection ended before the file")
        return data

    def _open(self) -> None:
        options = {"Range": f"bytes={self._read}-"} if self._read else {}
        try:
            answer = self._client.get_object(
                Bucket=self._address.bucket,
                Key=self._address.key(self._file.path),
                IfMatch=f'"{self._file.version}"',
                **options,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                raise self._changed() from None
            raise
        if answer["ETag"].strip('"') != self._file.version:  # not every server knows If-Match
            raise self._changed()
        self._body = answer["Body"]

    def _changed(self) -> LandingChangedError:
        return LandingChangedError(
            f"The landed file '{self._file.path}' changed or vanished while it was read: let it be whole, and try again."
        )
