"""The landing zone in a bucket."""

import io
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, BinaryIO

from botocore.exceptions import ClientError

from sales_platform.errors import LandingChangedError
from sales_platform.storage.landed_names import is_hidden, is_stray_folder
from sales_platform.storage.landing_zone import LandingFile
from sales_platform.storage.listing_landing import ListingLanding
from sales_platform.storage.s3 import CUT, S3Address, connection_retries, s3_client, s3_errors_as_sentences

_GONE = {"404", "412", "NoSuchKey", "PreconditionFailed"}


class S3Landing(ListingLanding):
    """A landing zone in a bucket; a file's version is its etag."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = S3Address.parse(address)
        self._client = s3_client()

    def _below(self, folder: str) -> Iterable[LandingFile]:
        with self._said():
            return list(self._listed(f"{folder}/"))

    def _apart(self, folders: Collection[str]) -> Iterable[LandingFile]:
        with self._said():
            return list(self._outside("", folders))

    def _said(self) -> AbstractContextManager[None]:
        return s3_errors_as_sentences(f"the landing in the bucket '{self._address.bucket}'")

    def _outside(self, within: str, feeds: Collection[str]) -> Iterator[LandingFile]:
        """The files below a folder that are in no folder of a feed; one request for each folder on the way to those."""
        for page in self._pages(within, Delimiter="/"):
            yield from self._files(page)
            for found in page.get("CommonPrefixes", ()):
                folder = found["Prefix"].removeprefix(self._address.key("")).rstrip("/")
                if is_stray_folder(folder, feeds):
                    yield from self._listed(f"{folder}/")
                elif folder not in feeds:
                    yield from self._outside(f"{folder}/", feeds)

    def _listed(self, within: str) -> Iterator[LandingFile]:
        for page in self._pages(within):
            yield from self._files(page)

    def _pages(self, within: str, **options: str) -> Iterator[dict[str, Any]]:
        paginator = self._client.get_paginator("list_objects_v2")
        yield from paginator.paginate(Bucket=self._address.bucket, Prefix=self._address.key(within), **options)

    def _files(self, page: dict[str, Any]) -> Iterator[LandingFile]:
        for found in page.get("Contents", ()):
            path = found["Key"].removeprefix(self._address.key(""))
            if not path.endswith("/") and not is_hidden(path):
                yield LandingFile(path, found["Size"], found["ETag"].strip('"'), found["LastModified"])

    def open(self, file: LandingFile) -> BinaryIO:
        """The bytes of one file in the version that was listed."""
        return io.BufferedReader(_ListedObject(self._client, self._address, file), 1 << 20)


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
