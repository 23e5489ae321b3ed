"""The section "A year" of the page of results: its aims, a table, and a picture of the growth."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from growth_picture import Line, picture
from report import table
from year import FORMER_MONTHS, WEEK, Year

PICTURE = Path(__file__).with_name("year.svg")
TITLE = "## A year"
MOST_TIMES_ACTIVE, MOST_MONTH_FILES, MOST_HISTORY_BYTES, MOST_TICK_SECONDS, MOST_TICK_REQUESTS = 3, 20, 60_000_000, 1, 130
_ROWS = 12
_WORDS = """{count} daily refreshes with `maintain` each week, after {months} months that had landed before; a file of orders a
day, of at most 20 rows. All that bears a time grows older with the days: logs, checkpoints, files, runs and ticks
(8,640 a day of `new_files`, 1,440 of `alerts`). Files of a month and history are counted before maintenance, where
they are most, the bytes of the lake after it. A tick reads an S3 server over HTTP: the first of a code server has
nothing to go by, the others (the quickest of four) read what has changed since, which is nothing. Former versions
are kept for 30 days, so a young lake, of few months, has more bytes of former versions than active ones."""


def year_section(year: Year) -> str:
    """The section; the picture is written beside the page."""
    PICTURE.write_text(year_picture(year.weeks), encoding="utf-8")
    words = _WORDS.format(count=len(year.weeks) * WEEK, months=FORMER_MONTHS).replace("\n", " ")
    header = (
        "Day",
        "Active",
        "Lake",
        "Files of the lake",
        "History",
        "Files of a month",
        "First tick",
        "Its requests",
        "Tick",
        "Requests",
        "Run",
        "Maintenance",
    )
    step = max(len(year.weeks) // _ROWS, 1)
    shown = [*year.weeks[:-1:step], year.weeks[-1]]
    aims = table(
        ("Aim", "Measured", "Reached"), [(aim, found, "yes" if yes else "**no**") for aim, found, yes in year_aims(year)]
    )
    parts = (TITLE, words, aims, f"![Growth over the year]({PICTURE.name})", table(header, map(_cells, shown)))
    cores = len(os.sched_getaffinity(0))
    busy = f": **other programs were running (load average {year.load:.1f} on {cores} cores), so seconds are too long**"
    took = f"It took {year.seconds / 60:.0f} minutes{busy if year.load > 1.5 * cores else ''}."
    return "\n\n".join([*parts, took])


def year_aims(year: Year) -> Sequence[tuple[str, str, bool]]:
    """What the year is to show: the aim, what was measured, and whether it was reached."""
    times = max(week["lake_bytes"] / week["active_bytes"] for week in year.weeks)
    files, history, requests = (_most(year, name) for name in ("month_files", "history_bytes", "first_tick_requests"))
    seconds = sorted(week["tick_seconds"] for week in year.weeks)
    middle = seconds[len(seconds) // 2]
    moved = [week["day"] for week in year.weeks if not week["figures"]]
    same = "the same" if year.same_figures else "**others**"
    return [
        (f"the lake: at most {MOST_TIMES_ACTIVE} times its active bytes", f"{times:.2f} times", times <= MOST_TIMES_ACTIVE),
        (f"files of a table: under {MOST_MONTH_FILES} a month", f"{files:.0f}", files < MOST_MONTH_FILES),
        (f"Dagster's history: under {MOST_HISTORY_BYTES / 1e6:.0f} MB", f"{history / 1e6:.1f} MB", history < MOST_HISTORY_BYTES),
        (
            f"a tick over HTTP: under {MOST_TICK_SECONDS} s",
            f"{middle:.2f} ({seconds[0]:.2f} to {seconds[-1]:.2f}) s",
            middle < MOST_TICK_SECONDS,
        ),
        (f"the first tick over HTTP: at most {MOST_TICK_REQUESTS} requests", f"{requests:.0f}", requests <= MOST_TICK_REQUESTS),
        (
            "figures: the same after each maintenance, and those of a lake made anew at the end",
            f"moved on days {moved}" if moved else same,
            year.same_figures and not moved,
        ),
    ]


def _most(year: Year, name: str) -> float:
    return float(max(week[name] for week in year.weeks))


def _cells(week: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        str(week["day"]),
        f"{week['active_bytes'] / 1e6:.1f} MB",
        f"{week['lake_bytes'] / 1e6:.1f} MB",
        f"{week['lake_files']:,}",
        f"{week['history_bytes'] / 1e6:.1f} MB",
        str(week["month_files"]),
        f"{week['first_tick_seconds']:.2f} s",
        str(week["first_tick_requests"]),
        f"{week['tick_seconds']:.2f} s",
        str(week["tick_requests"]),
        f"{week['run_seconds']:.2f} s",
        f"{week['maintenance_seconds']:.2f} s",
    )


def year_picture(weeks: Sequence[Mapping[str, Any]]) -> str:
    """The growth as SVG."""
    names = {"lake_bytes": "lake", "active_bytes": "active bytes of the lake", "history_bytes": "Dagster's history"}
    lines = [Line(words, [(week["day"], week[name] / 1e6) for week in weeks]) for name, words in names.items()]
    return picture("Lake and history over a year of daily refreshes", "days", "MB", lines)
