"""The program ``sales-platform`` with a clock in it: where its seconds go, as JSON in a file.

Called as ``timed_platform.py FILE ARGUMENT...``. A stage that is entered from within another one is taken out of that one,
but for questions to Delta tables, which belong to whatever asks them. What is left is Dagster's and that of plain Python.
"""

import builtins
import functools
import importlib
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

IMPORTS, PLAN, START, ENGINE, WRITES, CHECKS, QUESTIONS = STAGES = (
    "imports", "plan", "engine's start and end", "engine", "writes", "checks", "questions",
)  # fmt: skip
REST = "Dagster and the rest"
_FUNCTIONS = {
    "sales_platform.planning.plan.plan_refresh": PLAN,
    "sales_platform.engine.session": START,
    "sales_platform.engine.stop": START,
    "sales_platform.engine.arrow_schema": ENGINE,
    "sales_platform.engine.stream": ENGINE,
    "sales_platform.engine.local_frame": ENGINE,
    "sales_platform.storage.writes.replace_rows": WRITES,
    "sales_platform.storage.merge.merge_months": WRITES,
    "sales_platform.storage.lake.query_tables": QUESTIONS,
}
_METHODS = {
    ("pyspark.sql.connect.client", "SparkConnectClient", "_analyze"): ENGINE,
    ("pyspark.sql.connect.client", "SparkConnectClient", "_execute_and_fetch_as_iterator"): ENGINE,
    ("sales_platform.storage.lake", "Lake", "_load"): QUESTIONS,
}
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


class TimedFind:
    """The attribute ``find`` of all checks, as a stage."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __get__(self, check: Any, kind: type) -> Any:  # noqa: ANN401 - a descriptor
        return self if check is None else self._clock.timed(check.__dict__["find"], CHECKS)

    def __set__(self, check: Any, find: Callable[..., Any]) -> None:  # noqa: ANN401 - a descriptor
        check.__dict__["find"] = find


def time_imports(clock: Clock) -> None:
    """Count what is loaded from now on."""
    plain = builtins.__import__

    def load(name: str, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as it is given
        if name in sys.modules:
            return plain(name, *arguments, **options)
        with clock.stage(IMPORTS):
            return plain(name, *arguments, **options)

    builtins.__import__ = load  # type: ignore[assignment]
    importlib.import_module = clock.timed(importlib.import_module, IMPORTS)


def time_stages(clock: Clock) -> None:
    """Put the clock into the platform, wherever a function of a stage is known by a name."""
    replaced = {}
    for path, stage in _FUNCTIONS.items():
        module, _, name = path.rpartition(".")
        function = getattr(importlib.import_module(module), name)
        replaced[function] = clock.timed(function, stage)
    for module in [each for name, each in sys.modules.items() if name.startswith("sales_platform")]:
        for name, value in list(vars(module).items()):
            if callable(value) and isinstance(value, type(time_stages)) and value in replaced:
                setattr(module, name, replaced[value])
    for (path, kind, name), stage in _METHODS.items():
        owner = getattr(importlib.import_module(path), kind)
        setattr(owner, name, clock.timed(getattr(owner, name), stage))
    from sales_platform.quality.check import Check  # noqa: PLC0415

    Check.find = TimedFind(clock)  # type: ignore[assignment]


def main() -> None:
    path, *sys.argv[1:] = sys.argv[1:]
    clock = Clock()
    started = (time.perf_counter(), time.process_time())
    time_imports(clock)
    from sales_platform.cli import main as command  # noqa: PLC0415

    time_stages(clock)
    try:
        command()
    finally:
        ended = (time.perf_counter(), time.process_time())
        every = [ended[place] - started[place] for place in (0, 1)]
        known = {name: clock.seconds[name] for name in STAGES}
        rest = [every[place] - sum(each[place] for each in known.values()) for place in (0, 1)]
        Path(path).write_text(json.dumps({**known, REST: rest}), encoding="utf-8")


if __name__ == "__main__":
    main()
