"""The measurements as a page of Markdown."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median

import psutil  # type: ignore[import-untyped]
from comparison import Comparison
from histories import History
from large_file import LargeFile
from measure import KIND_OF_MEMORY, SAMPLE_SECONDS, Measurement
from platform_runs import Run
from spark_session import DRIVER_MEMORY

_PACKAGES = ("pysail", "pyspark", "dagster", "deltalake", "pyarrow")
_LAYERS = ("bronze", "silver", "quarantine", "gold", "ledger", "check")
FASTER, LARGEST_BYTES, LONGEST_HISTORY, CHECKS_SHARE = 5, 2_000_000_000, 1.2, 1 / 3
"""The aims: at least so many times faster, at most so much memory, a ratio that still counts as the same time, and the part of
a full run that the asset checks may take."""


def machine(load: float, java: str) -> str:
    """What the figures were measured on.

    Args:
        load: the load average when the measuring began.
        java: the version that Spark ran on.
    """
    cores, memory = len(os.sched_getaffinity(0)), psutil.virtual_memory().total / 1e9
    busy = ": **other programs were running, so wall times are too long and ratios rough**" if load > cores / 4 else ""
    system = f"{cores} cores, {memory:.0f} GB memory, {platform.system()} {platform.machine()}"
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    spark = f"local mode on {cores} cores, {DRIVER_MEMORY} driver memory, adaptive execution, {cores} shuffle partitions, no UI"
    lines = [
        f"Measured on {datetime.now(tz=UTC):%d %B %Y}.",
        f"Machine: {system}; load average at the beginning {load:.1f}{busy}.",
        f"Versions: Python {platform.python_version()}, {versions}, Java {java or 'unknown'}.",
        f"Memory is {KIND_OF_MEMORY} summed over the process tree, sampled every {SAMPLE_SECONDS} s, in units of 10^9 bytes.",
        "Wall time is the whole command's, start-up included; processor time is that of all its processes.",
        f"Apache Spark: {spark}; on the real data with Java's quick compiler alone, which makes a short run faster.",
        "Apache Spark runs the platform's own transforms from the CSV files to gold and writes parquet.",
        "Dagster, Delta, the ledger, quarantine of whole files and the checks are in the platform's time only.",
    ]
    return "# Benchmark\n\n" + "\n".join(f"- {line}" for line in lines)


def comparison_section(comparisons: Sequence[Comparison]) -> str:
    """The full runs."""
    rows = [row for comparison in comparisons for row in _comparison_rows(comparison)]
    header = ("Data", "Engine", "Wall time", "Processor time", "Peak memory", "Times faster")
    layers = [(item.data, *_layer_cells(item.ours)) for item in comparisons]
    layer_table = _table(("Data", *(name.capitalize() for name in _LAYERS), "Start-up, planning, figures"), layers)
    figures = [f"- {item.data}: {_figures(item)}" for item in comparisons]
    return "\n\n".join(
        [
            "## The full run, landing to gold",
            _table(header, rows),
            "The platform's time by layer:",
            layer_table,
            "\n".join(figures),
        ]
    )


def _comparison_rows(item: Comparison) -> Iterable[tuple[str, ...]]:
    ours = [run.measurement for run in item.ours]
    yield (item.data, "sales platform", *_cells(ours), "")
    factor = f"{'' if item.spark[-1].finished else 'more than '}{times_faster(item):.1f}"
    yield (item.data, "Apache Spark", *_cells(item.spark), factor)


def _cells(runs: Sequence[Measurement]) -> tuple[str, str, str]:
    stopped = "" if runs[-1].finished else "stopped after "
    wall = f"{stopped}{median(run.seconds for run in runs):.1f} s{_each([run.seconds for run in runs])}"
    processor = f"{median(run.processor_seconds for run in runs):.0f} s"
    return wall, processor, f"{max(run.peak_bytes for run in runs) / 1e9:.2f} GB"


def _each(seconds: Sequence[float]) -> str:
    return f" ({', '.join(f'{value:.1f}' for value in seconds)})" if len(seconds) > 1 else ""


def _layer_cells(runs: Sequence[Run]) -> list[str]:
    layers = [median(run.seconds_by_layer.get(name, 0) for run in runs) for name in _LAYERS]
    rest = max(0.0, median(run.measurement.seconds for run in runs) - sum(layers))
    return [f"{seconds:.1f} s" for seconds in (*layers, rest)]


def _figures(item: Comparison) -> str:
    words = ", ".join(f"{name.replace('_', ' ')} {value:,.0f}" for name, value in item.figures.items())
    return f"{words} ({'the same from both' if item.spark[-1].finished else 'Apache Spark was stopped before it gave any'})"


def history_section(histories: Sequence[History]) -> str:
    """One month's refresh."""
    rows = [
        (
            f"{item.months} months",
            f"{item.full.measurement.seconds:.1f} s",
            f"{refresh_seconds(item):.2f} s{_each([run.measurement.seconds for run in item.refreshes])}",
            f"{median(run.refreshed_seconds for run in item.refreshes):.2f} s",
            f"{median(run.measurement.processor_seconds for run in item.refreshes):.2f} s",
            f"{max(run.measurement.peak_bytes for run in item.refreshes) / 1e9:.2f} GB",
        )
        for item in histories
    ]
    header = ("History", "Full run", "Refresh, wall time", "of it the Dagster run", "Processor time", "Peak memory")
    words = "A new orders file of the last month lands; `sales-platform run` finds the month and refreshes it, landing to gold."
    return "\n\n".join(("## One month's refresh", words, _table(header, rows)))


def large_file_section(item: LargeFile) -> str:
    """One large file."""
    same = "exact" if item.figures["total_quantity"] == item.units else "**not** those of the file"
    words = (
        f"One file of Atlon's sales, {item.size / 1e9:.2f} GB with {item.rows:,} rows, lands in an empty lake:"
        f" {item.run.measurement.seconds:.0f} s, {item.run.measurement.peak_bytes / 1e9:.2f} GB at most; the units are {same}."
    )
    return f"## One large file\n\n{words}"


def checks_share(item: Comparison) -> float:
    """The part of a full run's wall time that its asset checks take."""
    return median(run.seconds_by_layer.get("check", 0) / run.measurement.seconds for run in item.ours)


def aims_section(comparisons: Sequence[Comparison], histories: Sequence[History]) -> str:
    """What was aimed at, and what came of it."""
    rows = [
        (
            f"{item.data}: at least {FASTER} times faster than Apache Spark",
            f"{times_faster(item):.1f} times",
            times_faster(item) >= FASTER,
        )
        for item in comparisons
    ]
    rows += [
        (f"{item.data}: the checks take less than a third of a full run", f"{share:.0%}", share < CHECKS_SHARE)
        for item in comparisons
        for share in (checks_share(item),)
    ]
    peak = max(run.measurement.peak_bytes for run in comparisons[-1].ours)
    rows.append((f"{comparisons[-1].data}: under 2 GB of memory", f"{peak / 1e9:.2f} GB", peak < LARGEST_BYTES))
    ratio = refresh_seconds(histories[-1]) / refresh_seconds(histories[0])
    lengths = f"{histories[-1].months} months against {histories[0].months}"
    rows.append((f"One month's refresh takes the same time: {lengths}", f"{ratio:.2f} times", ratio <= LONGEST_HISTORY))
    return "## Aims\n\n" + _table(("Aim", "Measured", "Reached"), [(*words, "yes" if met else "**no**") for *words, met in rows])


def times_faster(item: Comparison) -> float:
    """Apache Spark's median wall time as a multiple of ours."""
    return median(run.seconds for run in item.spark) / median(run.measurement.seconds for run in item.ours)


def refresh_seconds(item: History) -> float:
    """The median wall time of a refresh."""
    return median(run.measurement.seconds for run in item.refreshes)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows))
