"""What is aimed at, each as a ratio of two programs in one run of the benchmark where that is possible, and what came of it."""

from collections.abc import Iterable, Sequence
from statistics import median

from comparison import Comparison
from contenders import DUCKDB, OURS, SPARK, SPARK_AS_IT_IS
from histories import History
from one_more_file import OneMoreFile
from report import spread, table, times_of

FASTER_THAN_SPARK = 5
SCRIPT_ONE_MORE_FILE, SCRIPT_LARGE_SAMPLE = 3, 2.5
"""At most so many times the wall time of the DuckDB script."""
LARGE_SAMPLE_BYTES = 1_500_000_000
LONGEST_HISTORY = 1.1
NOTHING_NEW_SECONDS = 1.5
Row = tuple[str, str, bool]


def aims_section(
    real: Comparison | None, large: Comparison, one_more: Sequence[OneMoreFile], histories: Sequence[History]
) -> str:
    """The table of aims.

    Args:
        real: the full runs on the real data; None where there is none.
        large: those on the large sample.
        one_more: one more file.
        histories: from the shortest to the longest.
    """
    rows = [*_of_file(one_more[0]), *(_of_real(real) if real else ()), *_of_large(large), _of_history(histories)]
    words = [(aim, measured, "yes" if reached else "**no**") for aim, measured, reached in rows]
    return "## Aims\n\n" + table(("Aim", "Measured", "Reached"), words)


def _of_file(item: OneMoreFile) -> Iterable[Row]:
    times = times_of([run.measurement for run in item.ours], item.script)
    aim = f"{item.data}, one more file: at most {SCRIPT_ONE_MORE_FILE} times the DuckDB script"
    yield aim, f"{spread(times)} times", median(times) <= SCRIPT_ONE_MORE_FILE
    seconds = [run.seconds for run in item.nothing_new]
    aim = f"{item.data}, nothing new: at most {NOTHING_NEW_SECONDS} s"
    yield aim, f"{spread(seconds)} s", median(seconds) <= NOTHING_NEW_SECONDS


def _of_real(item: Comparison) -> Iterable[Row]:
    if SPARK in item.outcomes:
        times = times_of(item.measurements(SPARK), item.measurements(OURS))
        aim = f"{item.data}: at least {FASTER_THAN_SPARK} times faster than the Apache Spark script"
        as_it_is = times_of(item.measurements(SPARK_AS_IT_IS), item.measurements(OURS))
        beside = f"; {spread(as_it_is)} with Spark's own settings" if as_it_is else ""
        yield aim, f"{spread(times)} times{beside}", median(times) >= FASTER_THAN_SPARK


def _of_large(item: Comparison) -> Iterable[Row]:
    times = times_of(item.measurements(OURS), item.measurements(DUCKDB))
    aim = f"{item.data}: at most {SCRIPT_LARGE_SAMPLE} times the DuckDB script"
    yield aim, f"{spread(times)} times", median(times) <= SCRIPT_LARGE_SAMPLE
    peak = max(run.peak_bytes for run in item.measurements(OURS))
    yield f"{item.data}: at most {LARGE_SAMPLE_BYTES / 1e9} GB", f"{peak / 1e9:.2f} GB", peak <= LARGE_SAMPLE_BYTES


def _of_history(histories: Sequence[History]) -> Row:
    short, long = histories[0], histories[-1]
    times = times_of([run.measurement for run in long.refreshes], [run.measurement for run in short.refreshes])
    aim = f"One month's refresh with {long.months} months of history: at most {LONGEST_HISTORY} times that with {short.months}"
    return aim, f"{spread(times)} times", median(times) <= LONGEST_HISTORY
