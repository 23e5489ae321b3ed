"""What is landed for the benchmark: samples that plain scripts can read, and late order files."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from measure import BenchError

from sales_platform.companies.registry import FEED_BY_NAME, FEEDS
from sales_platform.entities import STOCK, TARGETS
from sales_platform.sample_data import write_sample_data
from sales_platform.sample_data.odd_files import FOLDER
from sales_platform.settings import DEFAULT_FIRST_MONTH
from sales_platform.values.file_dates import file_month

FIRST_MONTH = date.fromisoformat(f"{DEFAULT_FIRST_MONTH}-01")
DAILY_ROWS = 400
"""Of a daily order file, at most."""


def plain_sample(
    landing: Path, months: int, scale: float = 1, last_month: date | None = None, first_month: date = FIRST_MONTH
) -> None:
    """A sample without its odd files (workbooks, archives, values in other spellings), targets and stock: a few rows.

    A plain script that read them as well would be no plain one any more.
    """
    account = write_sample_data(landing, months, scale, last_month=last_month, first_month=first_month)
    for folder in sorted(landing.rglob(FOLDER)):
        shutil.rmtree(folder)
    for feed in FEEDS:
        if feed.entity in (TARGETS, STOCK):
            shutil.rmtree(landing / feed.folder, ignore_errors=True)
    refused = account["refused_files"]
    assert isinstance(refused, Mapping)
    for path in refused:
        (landing / path).unlink(missing_ok=True)


def own_copy(landing: Path, copy: Path) -> Path:
    """A copy of a landing, to which files can be added."""
    shutil.copytree(landing, copy, copy_function=shutil.copyfile)
    for path in [copy, *copy.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


def last_order_month(landing: Path) -> date:
    """The last month that an order file's name gives."""
    return max(month for path in _orders(landing).glob("*.csv") if (month := file_month(path.name)))


def land_late_orders(landing: Path, month: date, number: int) -> None:
    """One more file of a month: some orders of one of its days once more, under other order ids.

    Args:
        landing: where it lands.
        month: the first of the month.
        number: another one for each file.
    """
    columns = ",".join(FEED_BY_NAME["sports_bar_orders"].columns)
    for day in sorted(_orders(landing).glob(f"orders_{month:%Y_%m}_*.csv")):
        header, *rows = day.read_text(encoding="utf-8").splitlines()
        if header == columns and rows:
            late = [header, *(f"9{number}{row}" for row in rows[:DAILY_ROWS])]
            path = day.parent / f"orders_{month:%Y_%m}_28_late_{number}.csv"
            path.write_text("\n".join(late) + "\n", encoding="utf-8")
            return
    raise BenchError(f"No day of {month:%Y-%m} has a file that can be copied.")


def _orders(landing: Path) -> Path:
    return landing / FEED_BY_NAME["sports_bar_orders"].folder
