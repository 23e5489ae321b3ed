"""What a month of a table is made of, by parts: the fingerprints of its inputs in the months it reads, and its logic version."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from sales_platform.bronze.bronze_tables import REFUSED_FILES
from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.fingerprints.made import Key, fingerprint
from sales_platform.months import MonthRange
from sales_platform.planning.landing_state import LandingState
from sales_platform.table import Months, Reads, Table
from sales_platform.values.digest import SHORT, digest

LOGIC, FILES, COLUMNS, CORRECTIONS, RUNNING = "logic", "files", "columns", "corrections", "running month"
"""The names of parts beside the inputs' own."""

FingerprintOf = Callable[[Table, date], str | None]
"""The fingerprint of a month of a table; None where it has none."""


def parts_of(
    table: Table, month: date, state: LandingState, calendar: MonthRange, of_input: FingerprintOf
) -> dict[str, str] | None:
    """What a month of a table is made of.

    Args:
        table, month: which; of a table of months ahead, the running month stands for all of it.
        state: the landing.
        calendar: all months.
        of_input: the fingerprints of its inputs.

    Returns:
        None when an input has no fingerprint, so that nothing is known of what the month is made of.
    """
    parts = {LOGIC: table.logic_version}
    if table.layer == "bronze":
        parts[COLUMNS] = ",".join(FEED_BY_NAME[table.name].columns)
    if table.layer == "bronze" or table is REFUSED_FILES:
        parts[FILES] = digest(state.marks(table).get(month, ()))[:SHORT]
    if table.months is Months.AHEAD:
        parts[RUNNING] = month.isoformat()
    of_no_feed_only = table is REFUSED_FILES and month not in state.months  # there is no bronze of such a month
    for read in () if of_no_feed_only else table.reads:
        if state.is_waiting(read.table) and not state.is_waiting(table):
            continue
        if read.about is not None:
            parts[CORRECTIONS] = _corrections(read, read.about, month, state)
            continue
        found = {one: of_input(read.table, one) for one in months_read(read, month, state, calendar)}
        if None in found.values():
            return None
        parts[read.table.text] = _together(found)
    return parts


def _corrections(read: Reads, about: str, month: date, state: LandingState) -> str:
    others = {f"{one}\0{text}" for one in state.related(read.beside, month) for text in state.applied(about, one)}
    return digest({*state.applied(about, month), *others})[:SHORT]


def _together(found: Mapping[date, str | None]) -> str:
    if len(found) == 1:
        return str(next(iter(found.values())))[:SHORT]
    return digest(f"{month}\0{text}" for month, text in found.items())[:SHORT]


def months_read(read: Reads, month: date, state: LandingState, calendar: MonthRange) -> Collection[date]:
    """The months of a table that a month of another one is made from."""
    if read.table.months is Months.AHEAD:  # the running month stands for all of it
        return (calendar.last,)
    if read.months is Months.SAME:
        others = state.related(read.beside, month)
        return sorted({month, *others}) if others else (month,)
    if read.months is Months.WHOLE_YEARS:
        return [one for one in MonthRange.of(month, month).whole_years(calendar) if has_rows(read.table, one, state)]
    return sorted(state.months)


def has_rows(table: Table, month: date, state: LandingState) -> bool:
    """Whether a month of a table can have rows: whether a file of the feeds that it is made from, masters aside, has some.

    A table of gold may have some in every month that has something in it.
    """
    if table.layer == "bronze":
        return bool(state.marks(table).get(month))
    feeds = [read.table for read in table.reads if read.table.layer == "bronze" and not read.about]
    return any(has_rows(feed, month, state) for feed in feeds) if feeds else month in state.months


class Expected:
    """What each month of each table would be made of if it were made now."""

    def __init__(self, state: LandingState, calendar: MonthRange) -> None:
        self.state, self.calendar = state, calendar
        self._parts: dict[Key, dict[str, str]] = {}
        self._fingerprints: dict[Key, str] = {}

    def parts(self, table: Table, month: date) -> dict[str, str]:
        """By parts."""
        key = (table.text, month)
        if key not in self._parts:
            self._parts[key] = parts_of(table, month, self.state, self.calendar, self.fingerprint) or {}
        return self._parts[key]

    def fingerprint(self, table: Table, month: date) -> str:
        """As one text."""
        key = (table.text, month)
        if key not in self._fingerprints:
            self._fingerprints[key] = fingerprint(self.parts(table, month))
        return self._fingerprints[key]
