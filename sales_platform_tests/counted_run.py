"""``sales-platform`` with its work counted, for a process of its own: ``main()`` writes the counts into ``counts.json``.

Counted are questions to Delta tables, tables that are opened, requests to the engine, commits, and rows that the engine is
given, each by what it is about.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deltalake import DeltaTable, QueryBuilder
from pyspark.sql.connect.client import SparkConnectClient

COUNTS = "counts.json"
counts: Counter[str] = Counter()


def counted(kind: type, method: str, what: Callable[..., str]) -> None:
    """Count the calls of a method."""
    original = getattr(kind, method)

    def call(self: Any, *arguments: Any, **options: Any) -> Any:
        counts[what(self, *arguments, **options)] += 1
        return original(self, *arguments, **options)

    setattr(kind, method, call)


def _table(address: object) -> str:
    return "/".join(str(address).rstrip("/").split("/")[-2:])


def count_everything() -> None:
    """Count from now on."""
    counted(DeltaTable, "__init__", lambda _self, table_uri, *_rest, **_options: f"open {_table(table_uri)}")
    counted(DeltaTable, "get_add_actions", lambda self, **_options: f"list files of {_table(self.table_uri)}")
    counted(QueryBuilder, "register", lambda _self, _name, delta: f"ask {_table(delta.table_uri)}")
    counted(QueryBuilder, "execute", lambda *_: "questions")
    counted(SparkConnectClient, "_analyze", lambda *_arguments, **_options: "engine: analyses")
    counted(SparkConnectClient, "_execute_and_fetch_as_iterator", lambda *_arguments, **_options: "engine: executions")


def main() -> None:
    """The command of the process's arguments."""
    from sales_platform.cli import main as command  # noqa: PLC0415 - after the libraries, with the variables of the process

    count_everything()
    try:
        command()
    finally:
        Path(COUNTS).write_text(json.dumps(counts), encoding="utf-8")
