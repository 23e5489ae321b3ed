"""One month's refresh against histories of different lengths, all of which end with the very same months."""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from one_more_file import refreshed_one_month
from platform_runs import Installation, Run
from samples import land_late_orders, plain_sample

from sales_platform.months import add_months, calendar

LENGTHS = (6, 24, 60)
"""How many months; the longest last."""
_MONTH_OF_NAME = re.compile(r"_(20[0-9]{2})(?:_(0[1-9]|1[0-2]))?")


@dataclass
class History:
    """A lake with some months, and the refreshes of its last month.

    Attributes:
        months: how many.
        landing: its files.
        installation: its lake; the calendar starts with the first of the months.
        full: the run that filled the lake.
        refreshes: runs after one more orders file of the last month had landed.
    """

    months: int
    landing: Path
    installation: Installation
    full: Run
    refreshes: list[Run] = field(default_factory=list)


def measure_histories(folder: Path, repeats: int, lengths: Sequence[int] = LENGTHS, scale: float = 1) -> list[History]:
    """Fill a lake for each length, then refresh the last month of each in turn, several times."""
    last = last_full_month()
    land_histories(folder, lengths, scale)
    histories = [_filled(folder / f"{months}", months, first_of(last, months)) for months in lengths]
    for number in range(repeats):
        for history in histories:
            land_late_orders(history.landing, last, number)
            history.refreshes.append(refreshed_one_month(history.installation, history.landing))
    return histories


def land_histories(folder: Path, lengths: Sequence[int], scale: float = 1) -> None:
    """A landing for each length, ``folder/LENGTH/landing``: the same files, without those of months before its first one."""
    last = last_full_month()
    every, longest = folder / "every", max(lengths)
    plain_sample(every, longest, scale, last_month=last, first_month=first_of(last, longest))
    for months in lengths:
        shutil.copytree(every, folder / f"{months}" / "landing", ignore=_before(first_of(last, months)))


def last_full_month() -> date:
    """The month before the running one."""
    return add_months(calendar(date(2000, 1, 1)).last, -1)


def first_of(last: date, months: int) -> date:
    """The first month of a history of some months."""
    return add_months(last, 1 - months)


def _before(first: date) -> Callable[[str, list[str]], list[str]]:
    def older(_: str, names: list[str]) -> list[str]:
        return [name for name in names if (month := _month_of_name(name)) is not None and month < first]

    return older


def _month_of_name(name: str) -> date | None:
    """The last month that a sample file's name gives; None for one that holds for all months."""
    match = _MONTH_OF_NAME.search(name)
    return date(int(match[1]), int(match[2] or 12), 1) if match else None


def _filled(folder: Path, months: int, first: date) -> History:
    installation = Installation(folder / "installation", first)
    return History(months, folder / "landing", installation, installation.run(folder / "landing"))
