"""One run at a time writes a lake; another one waits for its turn.

Each table is safe beside other writers by itself. But a run writes twenty tables one after the other, and two runs over the
same months could leave one table of the one beside another table of the other.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
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


def open_lock_file(root: str) -> IO[str]:
    """The file that is locked, in the lake's folder, which is made when it is missing.

    Raises:
        UserError: the folder cannot be written.
    """
    try:
        Path(root).mkdir(parents=True, exist_ok=True)
        return Path(root, LOCK_FILE).open("w")
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
        yield lambda: None


@contextmanager
def _bucket_lock(root: str, on_wait: Callable[[], None]) -> Iterator[Check]:
    from sales_platform.storage.lease import Lease  # noqa: PLC0415 - boto3 is for those who use it
    from sales_platform.storage.s3 import S3Address  # noqa: PLC0415

    lease = Lease(S3Address.parse(root))
    with lease.held(on_wait):
        yield lease.check
