"""The program ``sales-platform`` with a clock in it: where its seconds go, as JSON in a file.

Called as ``timed_platform.py FILE ARGUMENT...``. A stage that is entered from within another one is taken out of that one,
but for questions to Delta tables, which belong to whatever asks them. What is left is Dagster's and that of plain Python.
"""

import builtins
import importlib
import json
import sys
import time
from pathlib import Path
from types import FunctionType
from typing import Any

from stage_clock import CHECKS, ENGINE, IMPORTS, PLAN, QUESTIONS, STAGES, START, WRITES, Clock

REST = "Dagster and the rest"
_FUNCTIONS = {
    "sales_platform.planning.plan.plan_refresh": PLAN,
    "sales_platform.engine.session": START,
    "sales_platform.engine.stop": START,
    "sales_platform.engine.arrow_schema": ENGINE,
    "sales_platform.engine.stream": ENGINE,
    "sales_platform.read_ahead.read_ahead": ENGINE,
    "sales_platform.storage.writes.replace_rows": WRITES,
    "sales_platform.storage.merge.merge_months": WRITES,
    "sales_platform.storage.lake.query_tables": QUESTIONS,
    "sales_platform.assets.checks._findings": CHECKS,
}
_METHODS = {
    ("pyspark.sql.connect.client", "SparkConnectClient", "_analyze"): ENGINE,
    ("pyspark.sql.connect.client", "SparkConnectClient", "_execute_and_fetch_as_iterator"): ENGINE,
    ("sales_platform.storage.lake", "Lake", "_load"): QUESTIONS,
}


class Hook:
    """Counts what is loaded from now on, and puts the clock into what is loaded: nothing is loaded for the clock's own sake."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._plain, self._depth = clock, builtins.__import__, 0
        self._functions, self._methods = dict(_FUNCTIONS), dict(_METHODS)
        builtins.__import__ = self._load
        importlib.import_module = clock.timed(importlib.import_module, IMPORTS)

    def _load(self, name: str, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as it is given
        if name in sys.modules:
            return self._plain(name, *arguments, **options)
        self._depth += 1
        try:
            with self._clock.stage(IMPORTS):
                return self._plain(name, *arguments, **options)
        finally:
            self._depth -= 1
            if self._depth == 0:  # whatever was loaded is whole
                self._put_clock()

    def _put_clock(self) -> None:
        """Into each function and method that is there by now, wherever it is known by a name."""
        replaced = {}
        for path in [each for each in self._functions if each.rpartition(".")[0] in sys.modules]:
            owner, _, name = path.rpartition(".")
            function = getattr(sys.modules[owner], name)
            replaced[function] = self._clock.timed(function, self._functions.pop(path))
        if replaced:
            for module in [each for name, each in sys.modules.items() if name.startswith("sales_platform")]:
                for name, value in list(vars(module).items()):
                    if isinstance(value, FunctionType) and value in replaced:
                        setattr(module, name, replaced[value])
        for path, kind, name in [each for each in self._methods if each[0] in sys.modules]:
            client = getattr(sys.modules[path], kind)
            setattr(client, name, self._clock.timed(getattr(client, name), self._methods.pop((path, kind, name))))


def main() -> None:
    path, *sys.argv[1:] = sys.argv[1:]
    clock = Clock()
    started = (time.perf_counter(), time.process_time())
    Hook(clock)
    from sales_platform.cli import main as command  # noqa: PLC0415 - now it is counted

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
