"""A run with its work counted, for a process of its own: ``main()`` runs and writes the counts into ``counts.json``.

It is what ``sales-platform run`` does before it prints the figures of all months. Counted are questions to Delta tables, tables
that are opened, whose files are listed or that are asked, and requests to the engine, by what they are about.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

COUNTS = "counts.json"


def counted(counts: Counter[str], kind: type, method: str, what: Callable[..., str]) -> None:
    """Count the calls of a method."""
    original = getattr(kind, method)

    def call(self: Any, *arguments: Any, **options: Any) -> Any:
        counts[what(self, *arguments, **options)] += 1
        return original(self, *arguments, **options)

    setattr(kind, method, call)


def count_everything() -> Counter[str]:
    """Count from now on."""
    from deltalake import DeltaTable, QueryBuilder  # noqa: PLC0415 - not in the tests' own process
    from pyspark.sql.connect.client import SparkConnectClient  # noqa: PLC0415

    counts: Counter[str] = Counter()
    counted(counts, DeltaTable, "__init__", lambda _self, table_uri, *_, **__: f"{_table(table_uri)} opened")
    counted(counts, DeltaTable, "get_add_actions", lambda self, *_, **__: f"{_table(self.table_uri)} listed")
    counted(counts, QueryBuilder, "register", lambda _self, _name, delta: f"{_table(delta.table_uri)} asked")
    counted(counts, QueryBuilder, "execute", lambda *_, **__: "questions")
    counted(counts, SparkConnectClient, "_analyze", lambda *_, **__: "plans that the engine analyses")
    counted(counts, SparkConnectClient, "_execute_and_fetch_as_iterator", lambda *_, **__: "plans that the engine executes")
    return counts


def _table(address: object) -> str:
    """Layer and name; of a local copy, its version and not its temporary folder."""
    return "/".join(str(address).rstrip("/").split("/")[-2:])


def main() -> None:
    """Refresh what is stale by the settings of the environment."""
    from rich.console import Console  # noqa: PLC0415

    from sales_platform.running.run_command import run_command  # noqa: PLC0415 - with the variables of the process
    from sales_platform.settings import Settings  # noqa: PLC0415

    counts = count_everything()
    run_command(Settings.from_environment(), None, Console())
    Path(COUNTS).write_text(json.dumps(counts), encoding="utf-8")
