"""How a landed date is read: in a declared spelling, in another one that can mean one day only, or by what stands beside it.

This is the one reader of dates: here for the landing, which places rows in months; ``values.day_columns`` does the same in Spark.
Source: docs/business-rules.md, "Dates".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sales_platform.values.dates import AGREED, DateSpelling, day_of, parse_date, without_weekday
from sales_platform.values.other_dates import (
    MONTHS,
    SERIAL,
    SHORT_DAY_FIRST,
    TWO_DIGIT_YEAR,
    Others,
    loosened,
    others_of,
)

SPELLING, MONTH_FIRST, OF_FILE, AMBIGUOUS = "spelling", "month first", "of file", "ambiguous"
"""Notes of a reading: see ``Reading``."""
SERIAL_START = date(1899, 12, 30)
_YEAR_FIRST_AT = 4
"""Where the first sign stands in 2025-07-03: such a date has one order only."""


@dataclass(frozen=True)
class Beside:
    """What stands beside a date and may say how to read it.

    Attributes:
        file: the day (2025-07-03) or the month (2025-07) that the file's name gives; None where it gives none.
        dated_first: the dates of the feed are the first of a month.
    """

    file: str | None = None
    dated_first: bool = False

    @property
    def day(self) -> date | None:
        """The day that the file's name gives."""
        parts = [int(part) for part in (self.file or "").split("-") if part]
        return day_of(parts[0], parts[1], parts[2]) if len(parts) == len(("year", "month", "day")) else None

    @property
    def known(self) -> bool:
        """Whether there is anything that could say it."""
        return self.file is not None or self.dated_first

    def proves(self, day: date) -> bool:
        """Whether something speaks for a day that is the only possible one, though in an order that nobody agreed on."""
        return day == self.day or (self.dated_first and day.day == 1) or self._month_is(day)

    def chosen(self, first: date, second: date) -> date | None:
        """The one of two days that the first thing to tell them apart speaks for; None where nothing does."""
        tests = (
            lambda day: day == self.day,
            lambda day: self.dated_first and day.day == 1,
            self._month_is,
        )
        for test in tests:
            if test(first) != test(second):
                return first if test(first) else second
        return None

    def _month_is(self, day: date) -> bool:
        return self.file is not None and self.file[:7] == day.isoformat()[:7]


@dataclass(frozen=True)
class Reading:
    """A landed date as it is read.

    Attributes:
        day: None where it is not read.
        note: what to say of it; empty for one in a declared spelling. Of those that are read ``SPELLING``, ``MONTH_FIRST``, both
            with a space between them, or ``OF_FILE``; of the others ``AMBIGUOUS``, or nothing.
    """

    day: date | None
    note: str = ""


def read_day(text: str, declared: Sequence[DateSpelling] = AGREED, beside: Beside = Beside()) -> Reading:
    """Read a landed date.

    Args:
        text: as landed.
        declared: the spellings of its feed.
        beside: what may decide between two readings.
    """
    others = others_of(declared)
    agreed, loose = parse_date(text, declared), loosened(text)
    swappable = others.either_order and re.match(SHORT_DAY_FIRST.pattern, loose) is not None
    if agreed is not None and not swappable:
        return Reading(agreed)
    first, second = _readings(loose, others)
    if first is None and second is None:
        return _of_file(loose, beside)
    in_declared = any(re.match(spelling.pattern, without_weekday(text)) for spelling in declared)
    spelled = "" if in_declared else SPELLING
    other_way = " ".join(note for note in (spelled, MONTH_FIRST) if note)
    if first is None or second is None:
        if first is not None:
            return Reading(first, spelled)
        return Reading(second, other_way) if second is not None and beside.proves(second) else Reading(None)
    chosen = beside.chosen(first, second)
    if chosen is None:
        chosen = first if first == second or (others.order_agreed and not beside.known) else None
    if chosen is None:
        return Reading(None, AMBIGUOUS)
    return Reading(chosen, spelled if chosen == first else other_way)


def readings(text: str, declared: Sequence[DateSpelling] = AGREED) -> tuple[date, ...]:
    """All days that a landed date can mean, the agreed one first."""
    others, agreed = others_of(declared), parse_date(text, declared)
    if agreed is not None and text[_YEAR_FIRST_AT : _YEAR_FIRST_AT + 1] in ("-", "/"):
        return (agreed,)
    days = (agreed, *_readings(loosened(text), others))
    return tuple(dict.fromkeys(day for day in days if day is not None))


def _readings(loose: str, others: Others) -> tuple[date | None, date | None]:
    """A text in another spelling, and the same with day and month the other way round where that is possible."""
    for spelling in others.spellings:
        if match := re.match(spelling.pattern, loose):
            year, month, day = (match[group] for group in spelling.groups)
            in_full = int(year) if len(year) > len("25") else 2000 + int(year)
            number = MONTHS.index(month[:3]) + 1 if spelling.month_name else int(month)
            swapped = day_of(in_full, int(day), number) if spelling == SHORT_DAY_FIRST else None
            return day_of(in_full, number, int(day)), swapped
    return None, None


def _of_file(loose: str, beside: Beside) -> Reading:
    """What can mean many days, or none: the day in the file's name, where it can mean that one."""
    named = beside.day
    if named is None:
        return Reading(None)
    if match := re.match(TWO_DIGIT_YEAR, loose):
        parts = tuple(int(part) for part in match.groups())
        year = named.year % 100
        fits = parts in {(named.day, named.month, year), (named.month, named.day, year), (year, named.month, named.day)}
    else:
        match = re.match(SERIAL, loose)
        fits = match is not None and SERIAL_START + timedelta(days=int(match[1])) == named
    return Reading(named, OF_FILE) if fits else Reading(None)
