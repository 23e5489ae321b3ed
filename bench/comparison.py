"""The full run of the platform, and the same transforms on Apache Spark, on the same landing."""

import json
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from measure import BenchError, Measurement, measure
from platform_runs import Installation, Run, clean_environment

from sales_platform.settings import DEFAULT_FIRST_MONTH

FIRST_MONTH = date.fromisoformat(f"{DEFAULT_FIRST_MONTH}-01")
FIGURES = ("total_revenue_inr", "total_quantity", "fact_rows")
_SCRIPT = str(Path(__file__).with_name("apache_spark.py"))


@dataclass(frozen=True)
class Comparison:
    """Both on one landing.

    Attributes:
        data: what the landing is, in words.
        ours, spark: the runs of each; Spark's last one may have been stopped.
        figures: which both agree on.
        java: the version that Spark ran on; empty when it was stopped.
    """

    data: str
    ours: list[Run]
    spark: list[Measurement]
    figures: dict[str, Decimal]
    java: str


def compare(data: str, landing: Path, folder: Path, repeats: int, *, short: bool, limit_seconds: float) -> Comparison:
    """Run both in turn, each time from nothing.

    Args:
        data: what the landing is, in words.
        landing: its folder.
        folder: a new one for everything that is written.
        repeats: how many times.
        short: whether the runs are too short for Java's optimising compiler to pay.
        limit_seconds: when Apache Spark is stopped.

    Raises:
        BenchError: the figures differ.
    """
    ours, spark, figures, java = [], [], {}, ""
    for number in range(repeats):
        installation = Installation(folder / f"ours_{number}", FIRST_MONTH)
        ours.append(installation.run(landing))
        figures = _chosen(installation.figures())
        spark.append(_spark(landing, folder / f"spark_{number}", short=short, limit_seconds=limit_seconds))
        if not spark[-1].finished:
            break
        answer = json.loads(spark[-1].output.splitlines()[-1])
        java = answer["java"]
        if figures != _chosen(answer):
            raise BenchError(f"The figures on {data} differ: {figures} here, {_chosen(answer)} on Apache Spark.")
    return Comparison(data, ours, spark, figures, java)


def _chosen(figures: dict[str, object]) -> dict[str, Decimal]:
    return {name: Decimal(str(figures[name])) for name in FIGURES}


def _spark(landing: Path, folder: Path, *, short: bool, limit_seconds: float) -> Measurement:
    folder.mkdir(parents=True)
    command = [sys.executable, _SCRIPT, "--landing", str(landing), "--out", str(folder), *(["--short"] if short else [])]
    environment = {**clean_environment(folder), "SALES_FIRST_MONTH": DEFAULT_FIRST_MONTH}
    return measure(command, folder, environment, limit_seconds)
