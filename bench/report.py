"""What all sections of the page of results share: the machine in words, tables, and several measurements in one cell."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median

import psutil  # type: ignore[import-untyped]
from measure import KIND_OF_MEMORY, SAMPLE_SECONDS, Measurement
from spark_session import DRIVER_MEMORY

_PACKAGES = ("pysail", "pyspark", "dagster", "deltalake", "pyarrow", "duckdb")


def machine(load: float, java: str) -> str:
    """What the figures were measured on.

    Args:
        load: the load average when the measuring began.
        java: the version that Spark ran on; empty when it did not run.
    """
    cores, memory = len(os.sched_getaffinity(0)), psutil.virtual_memory().total / 1e9
    busy = ": **other programs were running, so wall times are too long and ratios rough**" if load > cores / 4 else ""
    system = f"{cores} cores, {memory:.0f} GB memory, {platform.system()} {platform.machine()}"
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    spark = f"local mode on {cores} cores, {DRIVER_MEMORY} driver memory, adaptive execution, {cores} shuffle partitions, no UI"
    lines = [
        f"Measured on {datetime.now(tz=UTC):%d %B %Y}.",
        f"Machine: {system}; load average at the beginning {load:.1f}{busy}.",
        f"Versions: Python {platform.python_version()}, {versions}{f', Java {java}' if java else ''}.",
        f"Memory is {KIND_OF_MEMORY} summed over the process tree, sampled every {SAMPLE_SECONDS} s, in units of 10^9 bytes.",
        "Wall time is the whole command's, start-up included; processor time is that of all its processes.",
        "Of several runs: the median, then the least and the greatest. They are made in turn: one of each, then again.",
        "The platform's time has everything in it: Dagster, Delta, ledgers, quarantine, checks and history.",
        "The DuckDB script reads every CSV file, keeps to the same rules as far as they decide the figures, and writes nothing.",
        "The Apache Spark script keeps to the same rules, and writes parquet in layers: no Delta, no Dagster, no checks.",
        f"Apache Spark: {spark}; on the real data with Java's quick compiler alone, which makes a short run faster.",
        "Beside it, on the real data, the same script with Spark's own settings, as a notebook has them.",
        "Samples are without their odd files (workbooks, archives), a few rows that the two scripts do not read.",
    ]
    return "# Benchmark\n\n" + "\n".join(f"- {line}" for line in lines)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows))


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """The median of some values, with the least and the greatest where there are several."""
    if len(values) == 1:
        return f"{values[0]:{form}}"
    return f"{median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def measured_cells(runs: Sequence[Measurement]) -> tuple[str, str, str]:
    """Wall time, processor time and the greatest peak of memory of some runs of one program."""
    stopped = "" if runs[-1].finished else "stopped after "
    wall = f"{stopped}{spread([run.seconds for run in runs])} s"
    peak = f"{max(run.peak_bytes for run in runs) / 1e9:.2f} GB"
    return wall, f"{spread([run.processor_seconds for run in runs])} s", peak


def times_of(first: Sequence[Measurement], second: Sequence[Measurement]) -> list[float]:
    """The wall time of each as a multiple of that of the other one in the same turn."""
    return [one.seconds / other.seconds for one, other in zip(first, second, strict=False)]


def processor_times_of(first: Sequence[Measurement], second: Sequence[Measurement]) -> list[float]:
    """The same of processor time, which other programs on the machine change less."""
    return [one.processor_seconds / other.processor_seconds for one, other in zip(first, second, strict=False)]


def median_seconds(runs: Sequence[Measurement]) -> float:
    """The median wall time."""
    return median(run.seconds for run in runs)
