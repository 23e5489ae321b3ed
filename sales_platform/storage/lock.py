"""One run at a time writes a lake; another one waits for its turn.

Each table is safe beside other writers by itself. But a run writes twenty tables one after the other, and two runs over the
same months could leave one table of the one beside another table of the other.
"""

import fcntl
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sales_platform.errors import UserError
from sales_platform.settings import is_s3

LOCK_FILE = ".sales_platform.lock"

Check = Callable[[], None]
"""Raises UserError when the lock is no longer held; to be called before each commit."""


def lake_lock(root: str, on_wait: Callable[[], None] = lambda: None) -> AbstractContextManager[Check]:
    """Hold the lock of a lake; it goes with the process, however that ends (in a bucket: some seconds later).

    A second thread of the same process waits as another process does.

    Args:
        root: folder of the lake, which is made when it is missing, or ``s3://`` address.
        on_wait: called once when another run holds the lock.

    Raises:
        UserError: the lake cannot be written.
    """
    return _bucket_lock(root, on_wait) if is_s3(root) else _folder_lock(root, on_wait)


def is_locked(root: str) -> bool:
    """Whether a run, of any process, holds the lock of the lake now."""
    if is_s3(root):
        from sales_platform.storage.lease import Lease  # noqa: PLC0415 - boto3 is for those who use it
        from sales_platform.storage.s3 import S3Address  # noqa: PLC0415

        return Lease(S3Address.parse(root)).is_held()
    with open_lock_file(root) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@dataclass(frozen=True)
class Holder:
    """The process that holds the lock of a lake.

    Attributes:
        machine: where it runs.
        process: its id there.
        since: when it took the lock.
    """

    machine: str
    process: int
    since: datetime | None

    @classmethod
    def from_text(cls, text: str) -> "Holder":
        """Read what the holder has noted; a note of an earlier release, or half of one, says less."""
        try:
            said = json.loads(text)
            since = datetime.fromisoformat(said["since"]) if "since" in said else None
            return cls(str(said["machine"]).split(" ")[0], int(said["process"]), since)
        except (ValueError, KeyError, TypeError):
            return cls("unknown", 0, None)


def lock_holder(root: str) -> Holder | None:
    """Who holds the lock of a lake now; None when nobody does. Nothing is made, and nobody is held up."""
    if is_s3(root):
        from sales_platform.storage.lease import Lease  # noqa: PLC0415 - boto3 is for those who use it
        from sales_platform.storage.s3 import S3Address  # noqa: PLC0415

        note = Lease(S3Address.parse(root)).holder()
        return None if note is None else Holder.from_text(note)
    try:
        with Path(root, LOCK_FILE).open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Holder.from_text(file.read())
    except OSError:  # no run has ever written it, or this user may not look
        pass
    return None


def open_lock_file(root: str) -> IO[str]:
    """The file that is locked, in the lake's folder, which is made when it is missing.

    Raises:
        UserError: the folder cannot be written.
    """
    try:
        Path(root).mkdir(parents=True, exist_ok=True)
        return Path(root, LOCK_FILE).open("a+")  # not "w": who holds it has noted that there
    except OSError as error:
        raise UserError(f"The lake '{root}' cannot be written ({error.strerror}): fix it or name another.") from None


@contextmanager
def _folder_lock(root: str, on_wait: Callable[[], None]) -> Iterator[Check]:
    with open_lock_file(root) as file:  # a lock of the open file, not of the process: it holds back other threads as well
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        since = datetime.now(tz=UTC).isoformat()
        file.write(json.dumps({"machine": socket.gethostname(), "process": os.getpid(), "since": since}))
        file.flush()
        yield lambda: None


@contextmanager
def _bucket_lock(root: str, on_wait: Callable[[], None]) -> Iterator[Check]:
    from sales_platform.storage.lease import Lease  # noqa: PLC0415 - boto3 is for those who use it
    from sales_platform.storage.s3 import S3Address  # noqa: PLC0415

    lease = Lease(S3Address.parse(root))
    with lease.held(on_wait):
        yield lease.check
