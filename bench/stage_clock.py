"""A clock for the stages of a run of the platform."""

import functools
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sales_platform.read_ahead import NAME as READS_AHEAD

IMPORTS, PLAN, START, ENGINE, WRITES, CHECKS, QUESTIONS = STAGES = (
    "imports",
    "plan",
    "engine's start and end",
    "engine",
    "writes",
    "checks",
    "questions",
)
_MOMENT = (0.0, 0.0)


class Clock:
    """Seconds and processor seconds of each stage; one thread at a time is in a stage that counts.

    That is the main one, and while it writes the one in which the engine's rows are fetched for the writer.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._open: list[str] = []
        self._since = _MOMENT
        self._thread = threading.get_ident()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done within to the stage."""
        if not self._counts(name):
            yield
            return
        self._count()
        self._open.append(name)
        try:
            yield
        finally:
            self._count()
            self._open.pop()

    def _counts(self, name: str) -> bool:
        if threading.current_thread().name.startswith(READS_AHEAD):  # of the engine counts what is waited for
            return False
        if threading.get_ident() != self._thread:  # its stages overlap with those of the main thread
            return name == ENGINE and self._open[-1:] == [WRITES]
        return name != QUESTIONS or not self._open

    def _count(self) -> None:
        now = (time.perf_counter(), time.process_time())
        if self._open:
            for place in (0, 1):
                self.seconds[self._open[-1]][place] += now[place] - self._since[place]
        self._since = now

    def timed(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The function as a stage; where it answers with a generator, each step of it."""

        @functools.wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever it is given
            with self.stage(name):
                answer = function(*arguments, **options)
            return self._steps(answer, name) if isinstance(answer, Iterator) and hasattr(answer, "send") else answer

        return call

    def _steps(self, answer: Iterator[Any], name: str) -> Iterator[Any]:
        while True:
            with self.stage(name):
                try:
                    step = next(answer)
                except StopIteration:
                    return
            yield step
