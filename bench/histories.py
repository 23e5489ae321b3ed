"""One month's refresh against histories of different lengths, all of which end with the very same months."""

import re
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from measure import BenchError
from platform_runs import Installation, Run

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.months import add_months, calendar
from sales_platform.sample_data import write_sample_data

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


def measure_histories(folder: Path, repeats: int) -> list[History]:
    """Fill a lake for each length, then refresh the last month of each in turn, several times."""
    last = add_months(calendar(date(2000, 1, 1)).last, -1)
    first = add_months(last, 1 - LENGTHS[-1])
    write_sample_data(folder / "all", LENGTHS[-1], last_month=last, first_month=first)
    histories = [_filled(folder / f"{months}", folder / "all", months, add_months(last, 1 - months)) for months in LENGTHS]
    for number in range(repeats):
        for history in histories:
            _land_late_orders(history.landing, last, number)
            history.refreshes.append(_refresh(history))
    return histories


def _filled(folder: Path, landing: Path, months: int, first: date) -> History:
    """The same files as the others have, without those of months before the first."""

    def older(_: str, names: list[str]) -> list[str]:
        return [name for name in names if (month := _month_of_name(name)) is not None and month < first]

    shutil.copytree(landing, folder / "landing", ignore=older)
    installation = Installation(folder / "installation", first)
    return History(months, folder / "landing", installation, installation.run(folder / "landing"))


def _month_of_name(name: str) -> date | None:
    """The last month that a sample file's name gives; None for one that holds for all months."""
    match = _MONTH_OF_NAME.search(name)
    return date(int(match[1]), int(match[2] or 12), 1) if match else None


def _land_late_orders(landing: Path, month: date, number: int) -> None:
    """One more file of the month: the orders of one of its days once more, under other order ids."""
    feed = FEED_BY_NAME["sports_bar_orders"]
    for day in sorted((landing / feed.folder).glob(f"orders_{month:%Y_%m}_*.csv")):
        header, *rows = day.read_text(encoding="utf-8").splitlines()
        if header == ",".join(feed.columns) and rows:
            late = [header, *(f"9{number}{row}" for row in rows)]
            (day.parent / f"orders_{month:%Y_%m}_28_late_{number}.csv").write_text("\n".join(late) + "\n", encoding="utf-8")
            return
    raise BenchError(f"No day of {month:%Y-%m} has a file that can be copied.")


def _refresh(history: History) -> Run:
    run = history.installation.run(history.landing)
    if "Refreshed 1 month " not in run.measurement.output:
        raise BenchError(f"One month was to be refreshed:\n{run.measurement.output}")
    return run
