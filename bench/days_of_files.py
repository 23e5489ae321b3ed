"""The files of a sample, by the day on which they land."""

import os
import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import BenchError

_DAY = re.compile(r"orders_([0-9]{4}_[0-9]{2}_[0-9]{2})")
_SETTLED_SECONDS = 3600
"""A file counts as written to its end when its time is as long ago as that."""
ROWS = 20
"""Of a file that lands later, at most."""


@dataclass(frozen=True)
class Day:
    """What lands on one day.

    Attributes:
        root: of the files.
        files: below it.
        rows: at most, of each.
    """

    root: Path
    files: Sequence[Path]
    rows: int | None = None


def landed_at_first(files: Path, landing: Path, days: int) -> list[Day]:
    """Land all files but the order files of the last days; returns those, the first day first.

    Raises:
        BenchError: there are not so many days.
    """
    every = sorted(path for path in files.rglob("*") if path.is_file())
    by_day: dict[str, list[Path]] = {}
    for path in every:
        if match := _DAY.search(path.name):
            by_day.setdefault(match[1], []).append(path)
    last = sorted(by_day)[-days:]
    if len(last) < days:
        raise BenchError(f"The sample has {len(last)} days, not {days}.")
    later = {path for day in last for path in by_day[day]}
    land(Day(files, [path for path in every if path not in later]), landing)
    return [Day(files, by_day[day], ROWS) for day in last]


def land(day: Day, landing: Path) -> None:
    """Put the files of a day into the landing, as ones that were written some time ago."""
    at = time.time() - _SETTLED_SECONDS
    for path in day.files:
        landed = landing / path.relative_to(day.root)
        landed.parent.mkdir(parents=True, exist_ok=True)
        if day.rows is None:
            shutil.copyfile(path, landed)
        else:
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            landed.write_text("".join(lines[: day.rows + 1]), encoding="utf-8")
        os.utime(landed, (at, at))
