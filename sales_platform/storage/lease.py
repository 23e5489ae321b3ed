"""A lock in a bucket: numbered objects made by conditional writes; the newest number holds the lock while it is renewed.

To acquire the lock is to create the next number, which only one process can. Its holder renews it every few seconds. A number
that was released, or not renewed for the time of the lease, or whose process has died on this machine, may be followed by the
next one. The lock fails closed: a holder that was followed, or that cannot renew for whatever reason, commits nothing more.
"""

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from sales_platform.errors import LockLostError, UserError
from sales_platform.storage.s3 import S3Address, create_object, quick_client, s3_client, s3_errors_as_sentences

LEASE_SECONDS = 30
_RENEWALS = 6
"""How often a lease is renewed in its time."""
_FOLDER = ".sales_platform/lock/"


class Lease:
    """The lock of one lake in a bucket.

    Attributes:
        lost: set when the lock can no longer be relied on.
    """

    def __init__(self, address: S3Address, seconds: float = LEASE_SECONDS) -> None:
        self._client, self._address, self._seconds = s3_client(), address, seconds
        self._key, self._since = "", ""
        self._renewed = time.monotonic()
        self._released = threading.Event()
        self._why_lost = ""
        self.lost = threading.Event()

    @contextmanager
    def held(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Hold the lock; ``on_wait`` is called once when another run has it."""
        with s3_errors_as_sentences(f"the lake in the bucket '{self._address.bucket}'"):
            self._acquire(on_wait)
        self._client = quick_client()  # an answer that takes longer than the lease is of no use
        renewal = threading.Thread(target=self._renew, daemon=True)
        renewal.start()
        try:
            yield
        finally:
            self._released.set()
            renewal.join()
            if not self.lost.is_set():
                with suppress(ClientError, BotoCoreError):  # the server is gone: the lock expires by itself
                    self._write(released=True)

    def is_held(self) -> bool:
        """Whether some run holds the lock now."""
        with s3_errors_as_sentences(f"the lake in the bucket '{self._address.bucket}'"):
            newest = self._newest()
            return newest is not None and not self._may_be_followed(*newest)

    def holder(self) -> str | None:
        """What the run that holds the lock now has noted of itself; None when none does."""
        with s3_errors_as_sentences(f"the lake in the bucket '{self._address.bucket}'"):
            newest = self._newest()
            if newest is None or self._may_be_followed(*newest):
                return None
            return str(self._client.get_object(Bucket=self._address.bucket, Key=newest[0])["Body"].read().decode())

    def check(self) -> None:
        """Make sure that the lock is still held.

        Raises:
            LockLostError: it was lost.
        """
        if time.monotonic() - self._renewed > self._seconds:  # whatever the renewing thread is waiting for
            self._lose(f"it was not renewed for {self._seconds:g} seconds")
        if self.lost.is_set():
            raise LockLostError(f"Lock lost: {self._why_lost}. This run writes no more: run again.")

    def _lose(self, why: str) -> None:
        self._why_lost = self._why_lost or why
        self.lost.set()

    def _acquire(self, on_wait: Callable[[], None]) -> None:
        waited = False
        while True:
            newest = self._newest()
            if newest is None or self._may_be_followed(*newest):
                number = 1 + (int(newest[0].rsplit("/", 1)[-1]) if newest else 0)
                self._key = self._address.key(f"{_FOLDER}{number:012d}")
                self._renewed, self._since = time.monotonic(), datetime.now(tz=UTC).isoformat()
                if create_object(self._client, self._address.bucket, self._key, _body(since=self._since, released=False)):
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
        except (ClientError, ValueError):  # followed and removed in between, or not readable: list again
            return False
        return bool(body["released"]) or (body["machine"] == _machine() and not _is_alive(body["process"]))

    def _renew(self) -> None:
        """Renew the lock until it is released; whatever else ends the renewal, the lock is lost."""
        try:
            self._renew_until_released()
        finally:
            if not self._released.is_set():
                self._lose(f"its renewal failed ({sys.exception()!r})")

    def _renew_until_released(self) -> None:
        while not self._released.wait(self._seconds / _RENEWALS):
            started = time.monotonic()
            try:
                self._client = quick_client()  # credentials may have been renewed
                newest = self._newest()
                if newest is None or newest[0] != self._key:
                    self._lose("another run has taken the lake over, for this one did not renew its lock in time")
                    return
                self._write(released=False)
                self._renewed = started
            except (ClientError, BotoCoreError, UserError) as error:  # tried again for as long as the lease lasts
                if time.monotonic() - self._renewed > self._seconds:
                    self._lose(f"it could not be renewed for {self._seconds:g} seconds ({type(error).__name__})")
                    return

    def _write(self, *, released: bool) -> None:
        self._client.put_object(Bucket=self._address.bucket, Key=self._key, Body=_body(since=self._since, released=released))


def _body(*, since: str, released: bool) -> bytes:
    return json.dumps({"machine": _machine(), "process": os.getpid(), "since": since, "released": released}).encode()


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
