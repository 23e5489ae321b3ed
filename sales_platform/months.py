"""The calendar: months as dates (first of the month), and half-open ranges of them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from sales_platform.errors import UserError

MONTH_COLUMN = "month"
"""The partition column of every table but the ledger's: first of the month."""
_MONTH_TEXT = re.compile(r"([0-9]{4})-([0-9]{2})(-01)?")


def parse_month(text: str) -> date:
    """Read ``2025-07`` (or ``2025-07-01``) as the first of that month.

    Raises:
        UserError: the text is not a month.
    """
    match = _MONTH_TEXT.fullmatch(text.strip())
    if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:  # noqa: PLR2004
        raise UserError(f"'{text}' is not a month: write it as YYYY-MM, for example 2025-07.")
    return date(int(match[1]), int(match[2]), 1)


def month_of(day: date) -> date:
    """The first of the month a day is in."""
    return date(day.year, day.month, 1)


def add_months(month: date, count: int) -> date:
    """The month ``count`` months after (before, when negative) the given one."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def format_month(month: date) -> str:
    """A month as people and partition-range options write it: ``2025-07``."""
    return f"{month:%Y-%m}"


def partition_key(month: date) -> str:
    """The Dagster partition key of a month: ``2025-07-01``."""
    return month.isoformat()


@dataclass(frozen=True, order=True)
class MonthRange:
    """The months from ``start`` up to, not including, ``end`` (both first of the month)."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"empty month range: {self.start} to {self.end}")

    @classmethod
    def of(cls, first: date, last: date) -> "MonthRange":
        """The range from month ``first`` to month ``last``, both included."""
        return cls(first, add_months(last, 1))

    @property
    def last(self) -> date:
        """The last month inside the range."""
        return add_months(self.end, -1)

    def whole_years(self, within: "MonthRange") -> "MonthRange":
        """All months of the years that the range has a part in, as far as they are in the given range."""
        start, end = date(self.start.year, 1, 1), date(self.last.year + 1, 1, 1)
        return MonthRange(max(start, within.start), min(end, within.end))

    def __contains__(self, month: object) -> bool:
        return isinstance(month, date) and self.start <= month < self.end

    def __iter__(self) -> Iterator[date]:
        return iter(_months(self.start, self.end))

    def __str__(self) -> str:
        first, last = format_month(self.start), format_month(self.last)
        return first if first == last else f"{first} to {last}"


@lru_cache(maxsize=1 << 12)
def _months(start: date, end: date) -> tuple[date, ...]:
    count = (end.year - start.year) * 12 + end.month - start.month
    return tuple(add_months(start, step) for step in range(count))


def contiguous_ranges(months: Iterable[date]) -> list[MonthRange]:
    """Cover the months by as few ranges as possible, in order, without any month in between."""
    ranges: list[MonthRange] = []
    for month in sorted(set(months)):
        if ranges and ranges[-1].end == month:
            ranges[-1] = MonthRange(ranges[-1].start, add_months(month, 1))
        else:
            ranges.append(MonthRange.of(month, month))
    return ranges


def covering(ranges: Sequence[MonthRange]) -> MonthRange | None:
    """The months from the first to the last of some ranges that are in order; None when there are none."""
    return MonthRange(ranges[0].start, ranges[-1].end) if ranges else None


def calendar(first_month: date, today: date | None = None) -> MonthRange:
    """All months of the platform: from the first month of the calendar to the running month, both included.

    Raises:
        UserError: the first month is still to come.
    """
    running = month_of(today or datetime.now(tz=UTC).date())
    if first_month > running:
        raise UserError(f"SALES_FIRST_MONTH is {format_month(first_month)}, which is still to come: set an earlier month.")
    return MonthRange.of(first_month, running)


def month_chunks(months: MonthRange, rows: Mapping[date, int], limit: int) -> list[MonthRange]:
    """Split a range into consecutive ranges of at most ``limit`` rows each, as far as single months allow."""
    chunks: list[MonthRange] = []
    start, weight = months.start, 0
    for month in months:
        here = rows.get(month, 0)
        if month != start and weight + here > limit:
            chunks.append(MonthRange(start, month))
            start, weight = month, 0
        weight += here
    return [*chunks, MonthRange(start, months.end)]
