"""Which runs live: each holds a lock on a file of its own in Dagster's home, which goes with its process, however that ends.

So whoever comes next knows the runs that were killed, also where no daemon watches them, and closes them. A run is over when
the ledger knows of it, which is some moments after Dagster has called it a success: one that fails then has failed.
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sales_platform.home import home_folder

if TYPE_CHECKING:
    from dagster import DagsterInstance

GONE = "The run's process died before its end; its months are stale, and the next run computes them."
NOT_NOTED = "What the run has written could not be noted in the ledger; its months are stale, and the next run computes them."
_FOLDER = ".alive"


@contextmanager
def alive(run_id: str, instance: "DagsterInstance | None") -> Iterator[None]:
    """As long as the context lasts, the run lives; where the home cannot be written, nobody is told.

    Args:
        instance: is told of an error that ends the context after it was told of a success.
    """
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(_held(_folder() / run_id))
        try:
            yield
        except GeneratorExit:
            raise
        except BaseException:
            if instance is not None:
                _report(instance, run_id, NOT_NOTED, but=("FAILURE", "CANCELED", "STARTED", "CANCELING"))
            raise


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
    """Report those of them as failed that Dagster takes for running, or for successful."""
    for run_id in dead_runs():
        _report(instance, run_id, GONE, but=("FAILURE", "CANCELED"))
        (_folder() / run_id).unlink(missing_ok=True)


def _report(instance: "DagsterInstance", run_id: str, why: str, but: Collection[str]) -> None:
    run = instance.get_run_by_id(run_id)
    if run is not None and run.status.value not in but:
        instance.report_run_failed(run, why)


def _is_free(path: Path) -> bool:
    with suppress(OSError), path.open() as file:  # it may have ended meanwhile
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return True
    return False


def _folder() -> Path:
    return home_folder() / _FOLDER
