"""One run at a time writes a lake; another one waits for its turn.

Each table is safe beside other writers by itself. But a run writes twenty tables one after the other, and two runs over the
same months could leave one table of the one beside another table of the other.
"""

import fcntl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sales_platform.errors import UserError

LOCK_FILE = ".sales_platform.lock"

_held: Counter[str] = Counter()
_guard = threading.RLock()


@contextmanager
def lake_lock(root: str, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lake for one run; the lock goes with the process, however it ends.

    Args:
        root: folder of the lake; it is made when it is missing.
        on_wait: called once when another run holds it.

    Raises:
        UserError: the folder cannot be written.
    """
    with _guard:
        if _held[root]:  # this process has it already: Dagster makes a resource more than once
            with _counted(root):
                yield
            return
        with open_lock_file(root) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(file, fcntl.LOCK_EX)
            with _counted(root):
                yield


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
def _counted(root: str) -> Iterator[None]:
    _held[root] += 1
    try:
        yield
    finally:
        _held[root] -= 1
