"""Measured runs of the platform: the command as people use it, with Dagster, Delta, checks and quarantine."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from measure import BenchError, Measurement, measure

PROJECT = Path(__file__).resolve().parent.parent
COMMAND = str(Path(sys.executable).with_name("sales-platform"))
_TIMED = str(Path(__file__).with_name("timed_platform.py"))
_SETTINGS = re.compile(r"PYTHONDONTWRITE|SALES_|DAGSTER_|SPARK_|PYSPARK_|SAIL_|S3_|AWS_|JAVA_TOOL_|JDK_JAVA_")
_REFRESHED = re.compile(r"Refreshed .* in ([0-9.]+) s")


@dataclass(frozen=True)
class Run:
    """One run, and what it says of itself.

    Attributes:
        measurement: of the whole command.
        refreshed_seconds: from the start of the Dagster run to its end, as the command prints it; start-up is not in it.
        seconds_by_layer: of that, the seconds of the steps of bronze, silver (with quarantine), gold and so on.
    """

    measurement: Measurement
    refreshed_seconds: float
    seconds_by_layer: Mapping[str, float]


@dataclass(frozen=True)
class Installation:
    """A place for one lake and its Dagster history.

    Attributes:
        folder: everything is below it.
        first_month: where the calendar starts.
        code: the folder of the platform's code.
    """

    folder: Path
    first_month: date
    code: Path = PROJECT

    @property
    def lake(self) -> str:
        """Where the Delta tables are."""
        return str(self.folder / "lake")

    @property
    def history(self) -> str:
        """Where Dagster keeps its runs."""
        return str(self.folder / "dagster")

    @property
    def environment(self) -> dict[str, str]:
        """What the command is to know: nothing of whatever is set for everyday use."""
        return {
            **clean_environment(self.folder),
            "DAGSTER_HOME": self.history,
            "PYTHONPATH": str(self.code),
            "SALES_FIRST_MONTH": f"{self.first_month:%Y-%m}",
            "SPARK_REMOTE": "",
        }

    def run(self, landing: Path) -> Run:
        """Run the platform on a landing and measure it."""
        earlier = self._histories()
        measurement = self._measured([COMMAND], landing)
        refreshed = _REFRESHED.search(measurement.output)
        if refreshed is None:
            raise BenchError(f"The run refreshed nothing:\n{measurement.output}")
        return Run(measurement, float(refreshed[1]), _seconds_by_layer(self._histories() - earlier))

    def run_nothing_new(self, landing: Path) -> Measurement:
        """Run it once more on a landing that it has dealt with.

        Raises:
            BenchError: there was something to do.
        """
        measurement = self._measured([COMMAND], landing)
        if _REFRESHED.search(measurement.output):
            raise BenchError(f"The run was to find nothing new:\n{measurement.output}")
        return measurement

    def stages(self, landing: Path) -> dict[str, tuple[float, float]]:
        """Run it with a clock in it: seconds and processor seconds by stage, see ``timed_platform``."""
        with tempfile.NamedTemporaryFile("r", suffix=".json") as answer:
            self._measured([sys.executable, _TIMED, answer.name], landing)
            return {name: (seconds, processor) for name, (seconds, processor) in json.load(answer).items()}

    def _measured(self, program: Sequence[str], landing: Path) -> Measurement:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [*program, "run", "--landing", str(landing), "--lake", self.lake]
        return measure(command, self.folder, self.environment)

    def _histories(self) -> set[Path]:
        return set((self.folder / "dagster" / "history" / "runs").glob("*-*.db"))

    def figures(self) -> dict[str, object]:
        """The figures in the lake."""
        command = [COMMAND, "kpis", "--json", "--lake", self.lake]
        answer = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=True)
        figures: dict[str, object] = json.loads(answer.stdout)
        return figures


def clean_environment(folder: Path) -> dict[str, str]:
    """The environment without what steers the platform or Spark; temporary files go below the folder."""
    kept = {name: value for name, value in os.environ.items() if not _SETTINGS.match(name)}
    return {**kept, "TMPDIR": str(folder), "S3_BUCKET_NAME": ""}


def _seconds_by_layer(histories: Iterable[Path]) -> dict[str, float]:
    """Seconds of all steps, by layer, from what Dagster has kept of the runs."""
    moments: dict[tuple[Path, str], list[float]] = defaultdict(list)
    for file in histories:
        with closing(sqlite3.connect(file)) as history:
            events = history.execute(
                "SELECT step_key, event FROM event_logs WHERE dagster_event_type IN ('STEP_START', 'STEP_SUCCESS')"
            )
            for step, event in events:
                moments[file, step].append(json.loads(event)["timestamp"])
    layers: dict[str, float] = defaultdict(float)
    for (_, step), times in moments.items():
        layers[step.split("_")[0]] += max(times) - min(times)
    return dict(layers)
