"""The sections of the page of results."""

from collections.abc import Mapping, Sequence
from statistics import median

from comparison import Comparison
from contenders import OURS
from growth import Size
from histories import History
from large_file import LargeFile
from one_more_file import OneMoreFile
from report import measured_cells, processor_times_of, spread, table, times_of

_LAYERS = ("bronze", "silver", "quarantine", "gold", "check")
Stages = Mapping[str, tuple[float, float]]


def comparison_section(comparisons: Sequence[Comparison]) -> str:
    """The full runs."""
    rows = [row for comparison in comparisons for row in _comparison_rows(comparison)]
    header = ("Data", "Program", "Wall time", "Processor time", "Peak memory", "Times ours, wall", "Times ours, processor")
    layers = [(item.data, *_layer_cells(item)) for item in comparisons]
    layer_table = table(("Data", *(name.capitalize() for name in _LAYERS), "Start-up, planning, figures"), layers)
    figures = [f"- {item.data}: {_figures(item)}" for item in comparisons]
    parts = ("## The full run, landing to gold", table(header, rows), "The platform's time by layer:", layer_table)
    return "\n\n".join([*parts, "All of them found the same figures:", "\n".join(figures)])


def _comparison_rows(item: Comparison) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    ours = item.measurements(OURS)
    for name in item.outcomes:
        runs = item.measurements(name)
        more = "" if runs[-1].finished else "more than "
        times = "" if name == OURS else f"{more}{spread(times_of(runs, ours))}"
        processor = "" if name == OURS else f"{more}{spread(processor_times_of(runs, ours))}"
        rows.append((item.data, name, *measured_cells(runs), times, processor))
    return rows


def _layer_cells(item: Comparison) -> list[str]:
    layers = [median(run.seconds_by_layer.get(name, 0) for run in item.ours) for name in _LAYERS]
    rest = median(run.measurement.seconds - sum(run.seconds_by_layer.values()) for run in item.ours)
    return [f"{seconds:.1f} s" for seconds in (*layers, rest)]


def _figures(item: Comparison) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in item.figures.items())


def one_more_file_section(items: Sequence[OneMoreFile]) -> str:
    """One more file, and nothing new."""
    rows = []
    for item in items:
        ours = [run.measurement for run in item.ours]
        rows += [
            (item.data, "one more file: sales platform", *measured_cells(ours)),
            (item.data, "one more file: DuckDB script, all figures anew", *measured_cells(item.script)),
            (item.data, "nothing new: sales platform", *measured_cells(item.nothing_new)),
        ]
    words = "A daily order file of at most 400 rows lands; `sales-platform run` refreshes its month, landing to gold."
    header = ("Data before", "Work", "Wall time", "Processor time", "Peak memory")
    return "\n\n".join(("## One more file", words, table(header, rows)))


def growth_section(sizes: Sequence[Size]) -> str:
    """The growth of a full run, one line a size."""
    rows = [
        (
            f"{size.scale:g} times",
            f"{size.landed_bytes / 1e6:,.0f} MB",
            f"{size.fact_rows:,}",
            f"{size.run.measurement.seconds:.1f} s",
            f"{size.run.measurement.processor_seconds:.1f} s",
            f"{size.run.measurement.peak_bytes / 1e9:.2f} GB",
            f"{size.written_bytes / 1e6:,.0f} MB",
            f"{size.script.seconds:.1f} s, {size.script.peak_bytes / 1e9:.2f} GB",
        )
        for size in sizes
    ]
    header = ("Sample", "Landed", "Rows of the fact", "Wall time", "Processor time", "Peak memory", "Written", "DuckDB script")
    return "\n\n".join(("## Growth of the full run", "Each size once; written is lake and history.", table(header, rows)))


def history_section(histories: Sequence[History]) -> str:
    """One month's refresh."""
    rows = [
        (
            f"{item.months} months",
            f"{item.full.measurement.seconds:.1f} s",
            *measured_cells([run.measurement for run in item.refreshes]),
            f"{spread([run.refreshed_seconds for run in item.refreshes])} s",
        )
        for item in histories
    ]
    header = ("History", "Full run", "Refresh, wall time", "Processor time", "Peak memory", "of it the Dagster run")
    words = "A new orders file of the last month lands; `sales-platform run` finds the month and refreshes it, landing to gold."
    return "\n\n".join(("## One month's refresh", words, table(header, rows)))


def stages_section(works: Mapping[str, Stages]) -> str:
    """Where the platform's time goes, one column for each work."""
    stages = list(dict.fromkeys(name for each in works.values() for name in each))
    rows = [(name, *(_of_stage(each[name]) for each in works.values())) for name in stages]
    sums = [[sum(each[place] for each in some.values()) for place in (0, 1)] for some in works.values()]
    words = (
        "One more run of each with a clock in the process: seconds, and processor seconds of all threads. What the writer waits"
        " for the engine is the engine's. Checks and plan have their questions to Delta tables in them."
    )
    every = ("all", *(f"{seconds:.2f} s, {processor:.2f} s" for seconds, processor in sums))
    return "\n\n".join(("## Where the platform's time goes", words, table(("Stage", *works), [*rows, every])))


def _of_stage(stage: tuple[float, float]) -> str:
    return f"{stage[0]:.2f} s, {stage[1]:.2f} s"


def large_file_section(item: LargeFile) -> str:
    """One large file."""
    same = "exact" if item.figures["total_quantity"] == item.units else "**not** those of the file"
    words = (
        f"One file of Atlon's sales, {item.size / 1e9:.2f} GB with {item.rows:,} rows, lands in an empty lake:"
        f" {item.run.measurement.seconds:.0f} s, {item.run.measurement.peak_bytes / 1e9:.2f} GB at most; the units are {same}."
    )
    return f"## One large file\n\n{words}"
