"""A lock in a bucket: numbered objects made by conditional writes; the newest one holds, while it is renewed.

To take the lock is to make the next number, which only one can. Its holder renews it every few seconds; one that is released, or
not renewed for a while, or whose process has died on this machine, may be followed. A holder that was followed nevertheless
finds out at its next renewal and writes no more.
"""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from sales_platform.errors import UserError
from sales_platform.storage.s3 import S3Address, create_object, s3_client, s3_errors_as_sentences

LEASE_SECONDS = 30
_RENEWALS = 6
"""How often a lease is renewed in its time."""
_FOLDER = ".sales_platform/lock/"


class Lease:
    """The lock of one lake in a bucket.

    Attributes:
        lost: set when another run has taken the lock over.
    """

    def __init__(self, address: S3Address, seconds: float = LEASE_SECONDS) -> None:
        self._client, self._address, self._seconds = s3_client(), address, seconds
        self._key = ""
        self._ended = threading.Event()
        self.lost = threading.Event()

    @contextmanager
    def held(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Hold the lock; ``on_wait`` is called once when another run has it."""
        with s3_errors_as_sentences(f"the lake in the bucket '{self._address.bucket}'"):
            self._acquire(on_wait)
        renewal = threading.Thread(target=self._renew, daemon=True)
        renewal.start()
        try:
            yield
        finally:
            self._ended.set()
            renewal.join()
            if not self.lost.is_set():
                self._write(released=True)

    def is_held(self) -> bool:
        """Whether some run holds the lock now."""
        with s3_errors_as_sentences(f"the lake in the bucket '{self._address.bucket}'"):
            newest = self._newest()
            return newest is not None and not self._may_be_followed(*newest)

    def check(self) -> None:
        """Raise UserError when the lock was taken over."""
        if self.lost.is_set():
            raise UserError("Another run took this lake over, for this one could not renew its lock in time: run again.")

    def _acquire(self, on_wait: Callable[[], None]) -> None:
        waited = False
        while True:
            newest = self._newest()
            if newest is None or self._may_be_followed(*newest):
                number = 1 + (int(newest[0].rsplit("/", 1)[-1]) if newest else 0)
                self._key = self._address.key(f"{_FOLDER}{number:012d}")
                if create_object(self._client, self._address.bucket, self._key, _body(released=False)):
                    if newest:
                        self._client.delete_object(Bucket=self._address.bucket, Key=newest[0])
                    return
                continue
            if not waited:
                on_wait()
                waited = True
            time.sleep(min(1.0, self._seconds / _RENEWALS))

    def _newest(self) -> tuple[str, float] | None:
        """Key and age in seconds, by the server's clock, of the newest number."""
        prefix = self._address.key(_FOLDER)
        answer = self._client.list_objects_v2(Bucket=self._address.bucket, Prefix=prefix)
        found = max(answer.get("Contents", ()), key=lambda item: item["Key"], default=None)
        if found is None:
            return None
        said = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        now = parsedate_to_datetime(said) if said else datetime.now(tz=UTC)
        return found["Key"], (now - found["LastModified"]).total_seconds()

    def _may_be_followed(self, key: str, age: float) -> bool:
        if age > self._seconds:
            return True
        try:
            body = json.loads(self._client.get_object(Bucket=self._address.bucket, Key=key)["Body"].read())
        except (ClientError, ValueError):  # followed and removed in between, or not ours to read: look again
            return False
        return bool(body["released"]) or (body["machine"] == _machine() and not _is_alive(body["process"]))

    def _renew(self) -> None:
        renewed = time.monotonic()
        while not self._ended.wait(self._seconds / _RENEWALS):
            try:
                newest = self._newest()
                if newest is None or newest[0] != self._key:
                    self.lost.set()
                    return
                self._write(released=False)
                renewed = time.monotonic()
            except (ClientError, BotoCoreError):
                if time.monotonic() - renewed > self._seconds:
                    self.lost.set()
                    return

    def _write(self, *, released: bool) -> None:
        self._client.put_object(Bucket=self._address.bucket, Key=self._key, Body=_body(released=released))


def _body(*, released: bool) -> bytes:
    return json.dumps({"machine": _machine(), "process": os.getpid(), "released": released}).encode()


def _machine() -> str:
    """What processes must share to see each other: the host, its start, and the process namespace."""
    start, namespace = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    if not start.exists():
        return f"{socket.gethostname()} {os.getpid()}"
    return f"{socket.gethostname()} {start.read_text().strip()} {namespace.readlink()}"


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
