"""Which day brings how many order rows, and which day's file is out of the ordinary."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sales_platform.months import MonthRange
from sales_platform.sample_data.demand import busyness
from sales_platform.sample_data.mess import Mess, deal

ODD_SHARES = {
    Mess.DAY_MISSING: 0.015,
    Mess.FILE_HEADER_ONLY: 0.006,
    Mess.FILE_EXTRA_COLUMN: 0.012,
    Mess.FILE_COLUMN_ORDER: 0.012,
    Mess.FILE_HEADER_SPELLING: 0.012,
    Mess.FILE_CRLF: 0.012,
    Mess.FILE_BOM: 0.012,
}
EMPTY = frozenset({Mess.DAY_MISSING, Mess.FILE_HEADER_ONLY})
BOM = b"\xef\xbb\xbf"
EXTRA_COLUMN, EXTRA_CELL = "order_source", "phone"


@dataclass(frozen=True)
class Day:
    """One day of orders.

    Attributes:
        day: the date.
        elapsed: how many months its month is after the sample's first one.
        rows: how many order rows it brings, before any of them lands twice.
        oddity: what is out of the ordinary about its file, if anything.
        copies_next: whether the next day has a file of the same month, in which rows may land again.
    """

    day: date
    elapsed: int
    rows: int
    oddity: Mess | None
    copies_next: bool

    @property
    def line_end(self) -> str:
        """What ends the lines of the day's file."""
        return "\r\n" if self.oddity is Mess.FILE_CRLF else "\n"

    def column_names(self, columns: tuple[str, ...]) -> list[str]:
        """The columns of the day's file, given those of the contract, in the file's order."""
        names = list(columns)
        if self.oddity is Mess.FILE_EXTRA_COLUMN:
            names.insert(3, EXTRA_COLUMN)
        return names[::-1] if self.oddity is Mess.FILE_COLUMN_ORDER else names

    def header(self, columns: tuple[str, ...]) -> bytes:
        """The first line of the day's file, given the columns of the contract."""
        names = self.column_names(columns)
        if self.oddity is Mess.FILE_HEADER_SPELLING:
            names = [f" {name.upper()}" if place % 2 else f"{name.title()} " for place, name in enumerate(names)]
        text = ",".join(names) + self.line_end
        return (BOM if self.oddity is Mess.FILE_BOM else b"") + text.encode()


def plan_days(rng: np.random.Generator, months: MonthRange, rows: int) -> list[Day]:
    """Spread the rows over all days of the months; every day with a filled file has at least one."""
    days = [months.start + timedelta(days=number) for number in range((months.end - months.start).days)]
    oddities = {place: kind for kind, places in deal(rng, range(len(days)), ODD_SHARES).items() for place in places}
    elapsed = [(day.year - months.start.year) * 12 + day.month - months.start.month for day in days]
    shares = np.array([busyness(day, since) for day, since in zip(days, elapsed, strict=True)])
    filled = np.array([oddities.get(place) not in EMPTY for place in range(len(days))])
    total = np.rint(np.cumsum(shares * filled) / (shares * filled).sum() * rows).astype(np.int64)
    counts = np.maximum(np.diff(total, prepend=0), 1) * filled
    return [
        Day(
            day=day,
            elapsed=elapsed[place],
            rows=int(counts[place]),
            oddity=oddities.get(place),
            copies_next=place + 1 < len(days) and bool(filled[place + 1]) and days[place + 1].month == day.month,
        )
        for place, day in enumerate(days)
    ]
