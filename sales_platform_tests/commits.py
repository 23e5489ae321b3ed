"""What happens at one of the commits of a run: something that a test wishes in this process, or the death of one of its own."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from sales_platform.storage.snapshot import LakeSnapshot
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.warm import Warm

_KILLED = """
from sales_platform_tests.commits import kill_at_commit
kill_at_commit({})
"""


@contextmanager
def at_commit(commit: int, happens: Callable[[], None] | None) -> Iterator[list[int]]:
    """Let something happen at one of the commits of a run in this process, and at those after it; yields at which it did."""
    happened: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        if happens is not None:
            patch.setattr(LakeSnapshot, "check_lock", _check(commit, happens, happened))
        yield happened


def killed_at_commit(commit: int, arguments: Sequence[str], place: Workplace, code: str) -> int:
    """Python code in a process of its own that is killed at one of its commits; returns how it ended: it may have no such one."""
    variables = {**place.variables, "PYTHONPATH": str(Path(__file__).parents[1])}  # of the tests
    return Warm(arguments, variables, place.folder, code=_KILLED.format(commit) + code).wait(300)


def kill_at_commit(commit: int) -> None:
    """Let this process be killed at one of its commits."""
    pytest.MonkeyPatch().setattr(LakeSnapshot, "check_lock", _check(commit, lambda: os.kill(os.getpid(), signal.SIGKILL), []))


def _check(commit: int, happens: Callable[[], None], happened: list[int]) -> Callable[[LakeSnapshot], None]:
    """What is called in the place of the check of the lock, before each commit."""
    seen = 0

    def check(_lake: LakeSnapshot) -> None:
        nonlocal seen
        seen += 1
        if seen > commit:
            happened.append(seen)
            happens()

    return check
