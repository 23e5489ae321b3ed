"""Who is measured on a landing: the platform, and plain scripts with DuckDB and on Apache Spark."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol

from measure import BenchError, Measurement, measure
from platform_runs import Installation, Run, clean_environment
from samples import FIRST_MONTH

HERE = Path(__file__).parent
EXACT = ("total_revenue_inr", "total_quantity", "unique_customers", "fact_rows")
AVERAGE, PLACES = "average_selling_price", 6
"""An average of doubles differs in its last digits with the order of the rows."""
OURS, DUCKDB, SPARK = "sales platform", "DuckDB script", "Apache Spark script"
SPARK_AS_IT_IS = f"{SPARK}, Spark's own settings"


SetFor = Literal["short", "long", ""]
"""What Apache Spark is set for."""


@dataclass(frozen=True)
class Outcome:
    """What one of them took, and what it found.

    Attributes:
        measurement: of the whole command.
        figures: none when it was stopped.
        run: of the platform, what it says of itself.
        java: that Apache Spark ran on.
    """

    measurement: Measurement
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    run: Run | None = None
    java: str = ""


class Contender(Protocol):
    """One of them."""

    @property
    def name(self) -> str:
        """What the tables call it."""

    def run(self, landing: Path, folder: Path) -> Outcome:
        """From the files to the figures, from nothing.

        Args:
            landing: the files.
            folder: a new one for everything that is written.
        """


@dataclass(frozen=True)
class Platform:
    """``sales-platform run``, as people use it; the calendar is the usual one."""

    name: str = OURS

    def run(self, landing: Path, folder: Path) -> Outcome:
        """A new lake."""
        installation = Installation(folder, FIRST_MONTH)
        run = installation.run(landing)
        return Outcome(run.measurement, figures_of(installation.figures()), run)


@dataclass(frozen=True)
class DuckDb:
    """``duckdb_figures.py``."""

    name: str = DUCKDB

    def run(self, landing: Path, folder: Path) -> Outcome:
        """All figures anew; nothing is written."""
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(HERE / "duckdb_figures.py"), "--landing", str(landing)]
        measurement = measure(command, folder, clean_environment(folder))
        return Outcome(measurement, figures_of(json.loads(measurement.output)))


@dataclass(frozen=True)
class ApacheSpark:
    """``spark_figures.py``.

    Attributes:
        limit_seconds: when it is stopped.
        set_for: a run that is "short" or "long"; "" leaves Spark's settings as they are.
    """

    limit_seconds: float
    set_for: SetFor = "short"

    @property
    def name(self) -> str:
        """What the tables call it."""
        return SPARK if self.set_for else SPARK_AS_IT_IS

    def run(self, landing: Path, folder: Path) -> Outcome:
        """Bronze, silver and gold as parquet files."""
        folder.mkdir(parents=True)
        script = [str(HERE / "spark_figures.py"), "--set-for", self.set_for]
        command = [sys.executable, *script, "--landing", str(landing), "--out", str(folder)]
        measurement = measure(command, folder, clean_environment(folder), self.limit_seconds)
        if not measurement.finished:
            return Outcome(measurement)
        answer = json.loads(measurement.output.splitlines()[-1])
        return Outcome(measurement, figures_of(answer), java=answer["java"])


def figures_of(answer: Mapping[str, object]) -> dict[str, Decimal]:
    """The figures that all of them give."""
    exact = {name: Decimal(str(answer[name])) for name in EXACT}
    return {**exact, AVERAGE: round(Decimal(str(answer[AVERAGE])), PLACES)}


def agreed(data: str, outcomes: Mapping[str, Outcome]) -> Mapping[str, Decimal]:
    """The figures that all of those agree on that were not stopped.

    Raises:
        BenchError: they differ.
    """
    figures = {name: outcome.figures for name, outcome in outcomes.items() if outcome.figures}
    first, *others = figures.values()
    if any(other != first for other in others):
        said = [f"{name}: {', '.join(f'{what} {value}' for what, value in each.items())}" for name, each in figures.items()]
        raise BenchError(f"The figures on {data} differ. {'; '.join(said)}.")
    return first
