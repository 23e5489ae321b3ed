"""What the commands that keep the platform running print, as lines of text."""

from collections.abc import Iterator, Mapping
from typing import Any

from sales_platform.months import contiguous_ranges
from sales_platform.planning.plan import named_files
from sales_platform.rendering import stale_in_words
from sales_platform.reports.status import Status
from sales_platform.values.counted import counted


def maintenance_sentence(done: Mapping[str, Any], days: int) -> str:
    """What maintenance has done, in one sentence; former versions are kept for the days."""
    removed = counted(done["files_removed"] + done["log_files_removed"], "file")
    together, freed = counted(done["files_compacted"], "small file"), done["history_bytes_given_back"] / 1_000_000
    lake = f"the lake has {done['bytes'] / 1_000_000:.1f} MB in {counted(done['files'], 'file')}"
    return (
        f"Maintained {counted(len(done['tables']), 'table')}: {together} put together, {removed} removed that nothing of the last"
        f" {counted(days, 'day')} needs; {lake}. Dagster's history: {counted(done['runs_removed'], 'run')} removed,"
        f" {freed:.1f} MB given back."
    )


def status_lines(status: Status) -> Iterator[str]:
    """How the platform is."""
    yield f"Landing {status.landing}, lake {status.lake}"
    if status.holder is not None:
        since = f" since {status.holder.since:%Y-%m-%d %H:%M:%S} UTC" if status.holder.since else ""
        yield f"Process {status.holder.process} of {status.holder.machine} writes the lake{since}."
    else:
        yield "No run is in progress."
    for when, months in _by_day(status).items():
        yield f"Last success {when}: {', '.join(map(str, contiguous_ranges(months)))}"
    if status.plan.new_files:
        yield f"Waiting: {named_files(status.plan.new_files)}"
    for table, stale, why in stale_in_words(status.plan):
        yield f"Stale: {table} {stale}: {why}"
    if not status.plan.stale:
        yield "Every month of every table is up to date."
    files, size = sum(table.files for table in status.tables), sum(table.bytes for table in status.tables) / 1_000_000
    yield f"{counted(len(status.tables), 'table')}, {counted(files, 'file')}, {size:.1f} MB"


def _by_day(status: Status) -> dict[str, list[Any]]:
    """The months by the day of their last success, the latest first."""
    days: dict[str, list[Any]] = {}
    for one in sorted(status.months, key=lambda one: str(one.last_success), reverse=True):
        if one.last_success is not None:
            days.setdefault(f"{one.last_success:%Y-%m-%d}", []).append(one.month)
    return days
