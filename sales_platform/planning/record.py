"""What a run has written, noted at its end as fingerprints: of what was really read, not of what should have been."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from sales_platform.bronze.bronze_tables import REFUSED_FILES
from sales_platform.catalog import BY_TEXT, TABLES
from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.fingerprints.made import Key, Made, fingerprint
from sales_platform.months import MonthRange, contiguous_ranges
from sales_platform.planning.landing_state import LandingState
from sales_platform.planning.parts import FingerprintOf, parts_of
from sales_platform.planning.takeover import take_over
from sales_platform.run_view import RunView
from sales_platform.table import Months, Table

AHEAD = tuple(table for table in TABLES if table.months is Months.AHEAD)


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
        self._provisional: dict[Key, str] = {}
        self._state = LandingState(view, held=True)
        self._before: dict[str, int | None] = {}

    def begin(self, tables: Iterable[Table], months: MonthRange) -> None:
        """Note in the ledger which months are about to be written: if the run is interrupted, they are stale."""
        every = list(tables)
        for table in every:
            self._before[table.text] = newest = self._view.lake.newest_version(*table.path)
            if not self._view.made.written_by_others(table.text, newest):
                for version in {made.version for made in self._view.made.rows_of(table.text).values()}:
                    self._view.made.moved(table.text, version, newest)  # what a run that did not end has written
        keys = [(table.text, month) for table in every for month in written_months(table, months, self._view.calendar)]
        self._view.made.begin([key for key in keys if self._only is None or key in self._only], self._run)

    def ranges(self, table: tuple[str, str], months: MonthRange) -> list[MonthRange]:
        """The parts of a range that are to be written: all of it, or what is stale.

        A file may turn out to be of no use, and be listed in another month, when it is read.
        """
        if self._only is None or BY_TEXT["/".join(table)] in (REFUSED_FILES, *AHEAD):
            return [months]
        return contiguous_ranges(month for month in months if ("/".join(table), month) in self._only)

    def strays(self, feed: str, months: Collection[date]) -> set[tuple[date, date]]:
        """The months among these, each with the other months in which some of its rows of a feed are dated."""
        return {pair for pair in self._state.strays(feed) if pair[0] in months}

    def related(self, feeds: Sequence[str], months: MonthRange) -> set[date]:
        """The other months whose rows are compared with those of some months."""
        return {one for month in months for one in self._state.related(feeds, month)} - {*months}

    def written(self, table: tuple[str, str], ranges: Sequence[MonthRange]) -> None:
        """The months of a table are committed."""
        declared = BY_TEXT.get("/".join(table))
        if declared is None:
            return
        if declared.layer == "bronze":  # what the corrections are about may have landed with it
            self._state.forget(FEED_BY_NAME[declared.name])
        months = {month for some in ranges for month in some}
        if declared.months is Months.AHEAD and months:
            months = {self._view.calendar.last}
        self._written[declared.text] |= months
        for month, parts in self._parts(declared, months, self._known).items():
            self._provisional[declared.text, month] = fingerprint(parts)

    def fingerprints(self, table: tuple[str, str], months: MonthRange) -> dict[date, str]:
        """What months of a table are made of now, as far as it is known: the blocking checks of the run are still to come."""
        declared = BY_TEXT.get("/".join(table))
        if declared is None:
            return {}
        place = (
            dict.fromkeys(months, self._view.calendar.last) if declared.months is Months.AHEAD else {one: one for one in months}
        )
        return {month: found for month, key in place.items() if (found := self._known(declared, key)) is not None}

    def _known(self, table: Table, month: date) -> str | None:
        return self._provisional.get((table.text, month)) or self._recorded(table, month)

    def _parts(self, table: Table, months: Collection[date], of_input: FingerprintOf) -> dict[date, dict[str, str]]:
        """What months of a table were made of, as far as it is known."""
        if any(read.about for read in table.reads):
            self._state.hold(months)
        made = {month: parts_of(table, month, self._state, self._view.calendar, of_input) for month in months}
        return {month: parts for month, parts in made.items() if parts is not None}

    def passed(self, table: tuple[str, str]) -> None:
        """All checks of the table that block have passed in this run."""
        self._passed.add("/".join(table))

    def finish(self) -> None:
        """Note what was written, and has passed its checks, in the ledger."""
        made = self._view.made
        for table in TABLES:
            if table.text not in self._written or (blocking(table) and table.text not in self._passed):
                continue
            parts = self._parts(table, self._written[table.text], self._recorded)
            made.put({(table.text, month): Made(one, table.ingredients, self._run) for month, one in parts.items()})
        made.forget_unfinished(self._written, self._run)
        for name in self._written:
            after = self._view.lake.newest_version(*BY_TEXT[name].path)
            made.moved(name, self._before.get(name), after)
            made.moved(name, None, after)
        self._view.files.flush()  # first: once the months are finished, what is known of their files is there as well
        made.flush()
        self._view.files.compact()

    def _recorded(self, table: Table, month: date) -> str | None:
        made = self._view.made.get(table.text, month)
        return made.fingerprint if made is not None and made.finished else None


@contextmanager
def recording(view: RunView, run: str, only: frozenset[Key] | None = None) -> Iterator[Record]:
    """A record of what a run writes, noted in the ledger at its end, however it ends; see ``Record``."""
    take_over(view, LandingState(view))
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
