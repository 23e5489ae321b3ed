"""Processes of their own that do something at once, forked from one that has loaded what they need."""

import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import ForkServerContext
from typing import Any

_LOADED = ["sales_platform.storage.s3", "sales_platform_tests.storage.test_lake", "sales_platform_tests.test_home"]


def process_context() -> ForkServerContext:
    """How processes are started; they have the environment of the first one that was started in this way."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context


def all_at_once(act: Callable[..., Any], arguments: Iterable[tuple[Any, ...]]) -> list[Any]:
    """What an action returns for each of eight arguments, each in a process of its own with this process's environment."""
    # each ends when it is told that there is no more to do; multiprocessing's own pool ends them by a signal, which one that
    # was started where signals are ignored (behind nohup, in the background of a script) does not hear
    with ProcessPoolExecutor(8, process_context(), take_over, (dict(os.environ),)) as processes:
        return list(processes.map(act, *zip(*arguments, strict=True)))


def take_over(environment: dict[str, str]) -> None:
    """Have the environment of another process."""
    os.environ.clear()
    os.environ.update(environment)
