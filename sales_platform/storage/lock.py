"""One run at a time writes a lake; another one waits for its turn.

Each table is safe beside other writers by itself. But a run writes twenty tables one after the other, and two runs over the
same months could leave one table of the one beside another table of the other.
"""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sales_platform.errors import UserError
from sales_platform.settings import is_s3

LOCK_FILE = ".sales_platform.lock"


@dataclass
class Kept:
    """What is kept of a lake while nobody else writes it, or while it does not matter that somebody does.

    Attributes:
        closing: of what has to be closed in the end.
        tables: by address.
        copies: of tables that are far away; made when one is first read.
    """

    closing: ExitStack
    tables: dict[str, Any] = field(default_factory=dict)
    copies: Any = None


_held: dict[str, Callable[[], None]] = {}
"""The lakes this process holds, each with what raises when it holds them no more."""
_kept: dict[str, Kept] = {}
_guard = threading.RLock()


@contextmanager
def lake_lock(root: str, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lake for one run; the lock goes with the process, however it ends (in a bucket: some seconds later).

    Args:
        root: folder of the lake, which is made when it is missing, or ``s3://`` address.
        on_wait: called once when another run holds it.

    Raises:
        UserError: the lake cannot be written.
    """
    with _guard:
        if root in _held:  # Dagster makes a resource more than once
            yield
            return
        with _bucket_lock(root, on_wait) if is_s3(root) else _folder_lock(root, on_wait) as check, one_look(root):
            _held[root] = check
            try:
                yield
            finally:
                del _held[root]


@contextmanager
def one_look(root: str) -> Iterator[None]:
    """Read the lake as it is at one moment: until the end of it, each table is opened once, and small ones are copied once."""
    with _guard, ExitStack() as closing:
        if root not in _kept:
            _kept[root] = Kept(closing)
            closing.callback(_kept.pop, root)
        yield


def check_lock(root: str) -> None:
    """To be called before each commit of a run.

    Raises:
        UserError: this process held the lake, and another one has taken it over.
    """
    if (check := _held.get(root)) is not None:
        check()


def kept_of(root: str) -> Kept | None:
    """What this process keeps of a lake while it holds it, or takes one look at it; None when it does neither."""
    return _kept.get(root)


def is_locked(root: str) -> bool:
    """Whether a run, of any process, holds the lake now."""
    if root in _held:
        return True
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
        raise UserError(f"The lake '{root}' cannot be written ({error.strerror}): mend it or name another.") from None


@contextmanager
def _folder_lock(root: str, on_wait: Callable[[], None]) -> Iterator[Callable[[], None]]:
    with open_lock_file(root) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield lambda: None


@contextmanager
def _bucket_lock(root: str, on_wait: Callable[[], None]) -> Iterator[Callable[[], None]]:
    from sales_platform.storage.lease import Lease  # noqa: PLC0415 - boto3 is for those who use it
    from sales_platform.storage.s3 import S3Address  # noqa: PLC0415

    lease = Lease(S3Address.parse(root))
    with lease.held(on_wait):
        yield lease.check
