"""Which runs live: each holds a lock on a file of its own in Dagster's home, which goes with its process, however that ends.

So whoever comes next knows the runs that were killed, also where no daemon watches them, and closes them.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sales_platform.home import DEFAULT_HOME

if TYPE_CHECKING:
    from dagster import DagsterInstance

GONE = "The run's process died without reporting an end; its months are stale, and the next run computes them."
_FOLDER = ".alive"


@contextmanager
def alive(run_id: str) -> Iterator[None]:
    """As long as the context lasts, the run lives; where the home cannot be written, nobody is told."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(_held(_folder() / run_id))
        yield


@contextmanager
def _held(path: Path) -> Iterator[None]:
    path.parent.mkdir(exist_ok=True)
    unnamed = path.with_name(f".{path.name}-{os.getpid()}")
    with unnamed.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if path.exists():  # another process of the run holds it
            unnamed.unlink()
            raise FileExistsError(path)
        unnamed.rename(path)  # nobody sees it by its name before it is locked
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def dead_runs() -> list[str]:
    """The runs that have begun and whose process is gone, though it did not come to its end; a look at a folder."""
    return [path.name for path in _folder().glob("[!.]*") if _is_free(path)]


def close_dead_runs(instance: "DagsterInstance") -> None:
    """Report those of them as failed that Dagster takes for running."""
    for run_id in dead_runs():
        run = instance.get_run_by_id(run_id)
        if run is not None and not run.is_finished:
            instance.report_run_failed(run, GONE)
        (_folder() / run_id).unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    with suppress(OSError), path.open() as file:  # it may have ended meanwhile
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return True
    return False


def _folder() -> Path:
    return Path(os.environ.get("DAGSTER_HOME") or DEFAULT_HOME).expanduser().resolve() / _FOLDER
