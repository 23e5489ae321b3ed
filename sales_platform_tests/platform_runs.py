"""Run the command line as a user does, in a folder of its own, and read back what is in the lake."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from dagster import EventLogEntry
from dagster_shared.serdes import deserialize_value

from sales_platform import catalog
from sales_platform.companies.registry import SOURCES
from sales_platform.storage.lake import Lake
from sales_platform_tests.warm import run_warm

REAL_LANDING = Path(__file__).parents[2] / "shared" / "landing"
TABLES = [table.path for table in catalog.TABLES]
"""What a run makes, each after what it is made from."""
WAITING = {table.path for table in catalog.TABLES if table.needs is not None}
"""Those that are made only where something of their entity has landed."""

needs_real_landing = pytest.mark.skipif(
    not REAL_LANDING.is_dir(), reason="the two companies' extracts are not on this machine (../shared/landing)"
)


@dataclass(frozen=True)
class Workplace:
    """A folder with a landing, a lake and a Dagster home of its own.

    Attributes:
        folder: where everything is.
        landing: the landed files.
    """

    folder: Path
    landing: Path

    @property
    def lake(self) -> Lake:
        """The Delta tables."""
        return Lake(str(self.folder / "lake"))

    @property
    def variables(self) -> dict[str, str]:
        """The variables of a command: nothing of the caller's but where programs and modules are."""
        settings = {
            "SALES_LANDING": str(self.landing),
            "SALES_LAKE": str(self.folder / "lake"),
            "DAGSTER_HOME": str(self.folder / "home"),
            "SALES_FIRST_MONTH": "2024-01",
        }
        return {name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME", "PYTHONPATH") if name in os.environ} | settings

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ``sales-platform``; the caller judges the exit code."""
        return run_warm(arguments, self.variables | environment, self.folder)

    def program(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The same by the program that is installed, which loads its libraries itself."""
        return subprocess.run(
            [str(Path(sys.executable).with_name("sales-platform")), *arguments],
            env=self.variables | environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=1200,
        )

    def run(self, *arguments: str, **environment: str) -> str:
        """``sales-platform run``, which must succeed; returns what it printed."""
        done = self.command("run", *arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def versions(self) -> dict[tuple[str, str], int]:
        """The Delta version of every table."""
        return {table: opened.version() for table in TABLES if (opened := self.lake.open(*table)) is not None}

    def metadata(self, layer: str, table: str) -> dict[str, Any]:
        """The metadata of the latest materialization of a table, by name, as Dagster's history has it."""
        latest: dict[str, Any] = {}
        for history in sorted((self.folder / "home" / "history" / "runs").glob("*-*.db"), key=lambda file: file.stat().st_mtime):
            with closing(sqlite3.connect(history)) as database:
                events = database.execute(
                    "SELECT event FROM event_logs WHERE dagster_event_type = 'ASSET_MATERIALIZATION' AND asset_key = ?",
                    [json.dumps([layer, table])],
                ).fetchall()
            for (event,) in events:
                entry = deserialize_value(event, EventLogEntry)
                assert entry.asset_materialization is not None
                latest = {name: value.value for name, value in entry.asset_materialization.metadata.items()}
        return latest


def rows(lake: Lake, table: tuple[str, str], where: str = "TRUE", without: Collection[str] = ()) -> pa.Table:
    """The rows of a table, sorted, so that two of them can be compared."""
    answer = lake.query(f"SELECT * FROM rows WHERE {where}", rows=table)
    assert answer is not None, f"{table} does not exist"
    columns = [field for field in answer.schema if field.name not in without]
    keys = [(field.name, "ascending") for field in columns if not pa.types.is_nested(field.type)]
    return answer.select([field.name for field in columns]).sort_by(keys).combine_chunks()


def all_rows(lake: Lake, where: str = "TRUE", without: Collection[str] = ()) -> dict[tuple[str, str], pa.Table]:
    """The rows of all tables, sorted."""
    there = [table for table in TABLES if table not in WAITING or lake.open(*table) is not None]
    return {table: rows(lake, table, where, without) for table in there}


def accounting(lake: Lake) -> dict[tuple[str, date], tuple[int, int, int]]:
    """For each feed (but the corrections) and month: rows in bronze, in silver and in quarantine."""
    counts: dict[tuple[str, date], list[int]] = {}
    for source in SOURCES:
        feed, entity = source.feed, source.entity.name
        places = (
            (0, ("bronze", feed.name), "TRUE"),
            (1, ("silver", entity), f"company = '{feed.company}'"),
            (2, ("quarantine", entity), f"feed = '{feed.name}'"),
        )
        for place, table, where in places:
            answer = lake.query(f"SELECT month, count(*) AS n FROM rows WHERE {where} GROUP BY month", rows=table)
            for row in answer.to_pylist() if answer is not None else []:
                counts.setdefault((feed.name, row["month"]), [0, 0, 0])[place] = row["n"]
    return {key: (value[0], value[1], value[2]) for key, value in counts.items()}


def with_own_landing(workplace: Workplace, folder: Path) -> Workplace:
    """The landing in the test's own folder by links, which keep a file's times and so its version."""
    shutil.copytree(workplace.landing, folder / "landing", copy_function=_link)
    return Workplace(folder, folder / "landing")


def _link(source: str, target: str) -> None:
    Path(target).symlink_to(source)
