"""Processes of their own that do something at once, forked from one that has loaded what they need."""

import multiprocessing
import os
from collections.abc import Callable, Iterable
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
    with process_context().Pool(8, take_over, (dict(os.environ),)) as pool:
        return pool.starmap(act, arguments, chunksize=1)


def take_over(environment: dict[str, str]) -> None:
    """Have the environment of another process."""
    os.environ.clear()
    os.environ.update(environment)
