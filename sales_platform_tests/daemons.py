"""A real daemon with its code server, and what its storage says of ticks and runs."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 240
DEFINITIONS = "sales_platform_tests.quick_definitions"


@dataclass(frozen=True)
class Daemon:
    """A running daemon.

    Attributes:
        home: its Dagster home, with SQLite files.
        log: the file of all that it, its code server and its runs print.
    """

    home: Path
    log: Path

    def ticks_since(self, moment: float) -> list[tuple[str, str]]:
        """The ticks of ``new_files`` that began after a moment and have ended, oldest first: status, and what is kept of it."""
        found = self._rows(
            "schedules/schedules.db",
            "SELECT status, tick_body FROM job_ticks WHERE status != 'STARTED' AND tick_body LIKE '%\"new_files\"%'"
            " AND CAST(json_extract(tick_body, '$.timestamp') AS REAL) > ? ORDER BY id",
            moment,
        )
        return [(str(status), str(body)) for status, body in found]

    def runs(self, status: str) -> list[str]:
        """The ids of runs with a status, oldest first."""
        return [
            str(run) for (run,) in self._rows("history/runs.db", "SELECT run_id FROM runs WHERE status = ? ORDER BY id", status)
        ]

    def wait(self, what: str, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.1)
        raise AssertionError(f"{what} did not come:\n{self.log.read_text()[-5000:]}")

    def _rows(self, database: str, question: str, value: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.home / database, timeout=30)) as connection:
            return connection.execute(question, (value,)).fetchall()


@contextmanager
def daemon(environment: Mapping[str, str], folder: Path) -> Iterator[Daemon]:
    """``dagster-daemon`` with the platform, until the context ends; ``DAGSTER_HOME`` is prepared."""
    log = folder / "daemon.log"
    paths = os.pathsep.join(filter(None, [str(Path(__file__).parents[1]), environment.get("PYTHONPATH")]))
    command = [str(Path(sys.executable).with_name("dagster-daemon")), "run", "-m", DEFINITIONS]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            env={**environment, "PYTHONPATH": paths},
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Daemon(Path(environment["DAGSTER_HOME"]), log)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
