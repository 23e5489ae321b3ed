"""What a run has written, noted at its end as fingerprints: of what was really read, not of what should have been."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from sales_platform.catalog import BY_TEXT, TABLES
from sales_platform.fingerprints.made import Key, Made
from sales_platform.months import MonthRange, contiguous_ranges
from sales_platform.planning.landing_state import landing_state
from sales_platform.planning.parts import parts_of
from sales_platform.run_view import RunView
from sales_platform.table import Months, Table


class Record:
    """The months that a run writes.

    Args:
        view: of the run.
        run: its id.
        only: the stale months that the run is for; None when a person asked for all of it.
    """

    def __init__(self, view: RunView, run: str, only: frozenset[Key] | None = None) -> None:
        self._view, self._run, self._only = view, run, only
        self._written: dict[str, set[date]] = defaultdict(set)
        self._passed: set[str] = set()

    def begin(self, tables: Iterable[Table], months: MonthRange) -> None:
        """Say in the ledger which months are about to be written: should the run end before its end, they are stale."""
        keys = [(table.text, month) for table in tables for month in written_months(table, months, self._view.calendar)]
        self._view.made.begin([key for key in keys if self._only is None or key in self._only], self._run)

    def ranges(self, table: tuple[str, str], months: MonthRange) -> list[MonthRange]:
        """The parts of a range that are to be written: all of it, or what is stale."""
        if self._only is None or BY_TEXT["/".join(table)].months is Months.AHEAD:
            return [months]
        return contiguous_ranges(month for month in months if ("/".join(table), month) in self._only)

    def written(self, table: tuple[str, str], months: MonthRange) -> None:
        """The months of a table are committed."""
        self._written["/".join(table)] |= set(months)

    def passed(self, table: tuple[str, str]) -> None:
        """All checks of the table that block have passed in this run."""
        self._passed.add("/".join(table))

    def finish(self) -> None:
        """Note what was written, and has passed its checks, in the ledger."""
        if self._written:
            state, calendar, made = landing_state(self._view), self._view.calendar, self._view.made
            for table in TABLES:
                if table.text not in self._written or (blocking(table) and table.text not in self._passed):
                    continue
                months = {calendar.last} if table.months is Months.AHEAD else self._written[table.text]
                noted = {}
                for month in months:
                    parts = parts_of(table, month, state, calendar, self._recorded)
                    if parts is not None:
                        noted[table.text, month] = Made(parts, table.ingredients, self._run)
                made.put(noted)
        self._view.made.flush()
        self._view.files.flush()

    def _recorded(self, table: Table, month: date) -> str | None:
        made = self._view.made.get(table.text, month)
        return made.fingerprint if made is not None and made.finished else None


@contextmanager
def recording(view: RunView, run: str, only: frozenset[Key] | None = None) -> Iterator[Record]:
    """A record of what a run writes, noted in the ledger at its end, however it ends; see ``Record``."""
    view.record = record = Record(view, run, only)
    try:
        yield record
    finally:
        view.record = None
        record.finish()


def blocking(table: Table) -> bool:
    """Whether the table has a check that blocks."""
    return bool(table.key) or any(check.blocking for check in table.checks)


def written_months(table: Table, asked: MonthRange, calendar: MonthRange) -> MonthRange:
    """The months that a run of some months writes of a table; of months ahead, the running one stands for them."""
    if table.months is Months.AHEAD:
        return MonthRange.of(calendar.last, calendar.last)
    if table.months is Months.EVERY:
        return calendar
    return asked.whole_years(calendar) if table.months is Months.WHOLE_YEARS else asked
