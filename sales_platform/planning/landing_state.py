"""What the landing holds by the listing, as far as fingerprints need it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property

from sales_platform.bronze.bronze_tables import REFUSED_FILES
from sales_platform.bronze.correction_files import held_marks, is_taken_in, landed_marks
from sales_platform.bronze.corrections import CorrectionMarks, Marks
from sales_platform.bronze.state import FeedState, feed_state
from sales_platform.bronze.stray_files import stray_files
from sales_platform.companies.registry import FEED_BY_NAME, FEEDS
from sales_platform.feeds import CORRECTIONS, Feed, Months
from sales_platform.landing.contents import active_months, landed_month, open_edges
from sales_platform.landing.day_months import Pair, compares_months, related
from sales_platform.landing.refused import month_of_file, refused_table
from sales_platform.landing.versions import FileInForce
from sales_platform.months import contiguous_ranges
from sales_platform.run_view import RunView
from sales_platform.storage.landing_zone import SEED_PREFIX
from sales_platform.table import Table


class LandingState:
    """The landing and what the ledger knows of it; each part is computed when it is first needed.

    New files whose months are in their rows are read for it. Any access may raise UserError: the landing cannot be listed or
    read.

    Args:
        view: of the run.
        read: read the new files of months whose list of unusable files was made, so that those that cannot be used are known.
        held: the corrections that are applied are those that bronze holds, not those that have landed: what a run makes is made
            from them.
    """

    def __init__(self, view: RunView, *, read: bool = False, held: bool = False) -> None:
        self._view, self._read = view, read
        self._held: dict[date, Mapping[str, Marks]] | None = {} if held else None
        self._states: dict[Feed, FeedState] = {}
        self._marks: dict[str, Marks] = {}
        self._landed: dict[str, bool] = {}
        self._strays: dict[str, frozenset[Pair]] = {}

    def of(self, feed: Feed) -> FeedState:
        """What the months of a feed should hold."""
        if feed not in self._states:
            state = feed_state(self._view, feed, None)
            for months in contiguous_ranges(self._to_read(state) | self._to_compare(feed, state)):
                state = feed_state(self._view, feed, months)
            self._states[feed] = state
        return self._states[feed]

    def forget(self, feed: Feed) -> None:
        """Compute what concerns a feed anew when it is next asked for: bronze has another content of it."""
        self._states.pop(feed, None)
        for known in (self._strays, self._marks, self._landed):
            known.clear()
        for name in ("corrections", "months"):
            vars(self).pop(name, None)  # of cached_property
        if self._held is not None:
            self._held = {}

    def read_edges(self) -> None:
        """Read the new files that alone name the first or the last month: one that is of no use opens no months up to its own."""
        while edges := open_edges({feed: self.of(feed).named for feed in FEEDS}, self._view.calendar):
            for feed, months in edges.items():
                for some in contiguous_ranges(months):
                    self._states[feed] = feed_state(self._view, feed, some)

    def _to_read(self, state: FeedState) -> set[date]:
        made = self._view.made.months(REFUSED_FILES.text) if self._read else set()
        return {month for month in made for item in state.contents.get(month, {}).values() if item.known is None}

    def _to_compare(self, feed: Feed, state: FeedState) -> set[date]:
        """The months of new files whose rows may be dated in months that were made; the first run makes all of them anyway."""
        if not compares_months(feed) or not self._view.made.all:
            return set()
        read = {(known.path, known.version) for known in self._view.files.known(feed)}
        return {
            month
            for month, files in state.contents.items()
            if any((path, item.file.version) not in read for path, item in files.items())
        }

    def strays(self, feed: str) -> frozenset[Pair]:
        """The months of a feed with the other months in which some of their rows are dated."""
        if feed not in self._strays:
            moved = self.corrections.moved.get(feed, frozenset())
            self._strays[feed] = self.of(FEED_BY_NAME[feed]).strays | moved
        return self._strays[feed]

    def related(self, feeds: Sequence[str], month: date) -> set[date]:
        """The other months whose rows are compared with those of a month, by the feeds that are compared."""
        contents = {feed: self.of(FEED_BY_NAME[feed]).contents for feed in feeds if self.strays(feed)}
        if not contents:
            return set()
        return {one for feed, held in contents.items() for one in related(month, self.strays(feed), held)}

    def is_waiting(self, table: Table) -> bool:
        """Whether a table waits for an entity that no company need deliver, and of which nothing has landed."""
        return table.needs is not None and not self._has_landed(table.needs)

    def _has_landed(self, entity: str) -> bool:
        """Whether bronze has, or should have, a file of the entity; tables that a person makes before are empty, and wait."""
        if entity not in self._landed:
            feeds = [feed for feed in FEEDS if feed.entity == entity]
            self._landed[entity] = any(any(self.of(feed).contents.values()) for feed in feeds)
        return self._landed[entity]

    def marks(self, table: Table) -> Marks:
        """What each month of a table of bronze, or of the refused files, is made of, as texts."""
        if table.text not in self._marks:
            self._marks[table.text] = (
                self._refused_marks() if table is REFUSED_FILES else self._feed_marks(FEED_BY_NAME[table.name])
            )
        return self._marks[table.text]

    def _feed_marks(self, feed: Feed) -> Marks:
        marks: dict[date, set[str]] = defaultdict(set)
        for month, files in self.of(feed).contents.items():
            marks[month] |= {f"{path}\0{item.file.version}{self._ahead(item, month)}" for path, item in files.items()}
        if feed == CORRECTIONS:
            for month, texts in self.corrections.idle.items():
                marks[month] |= texts
        return dict(marks)

    def _ahead(self, item: FileInForce, month: date) -> str:
        """Which months that have not begun a file names, where their rows wait in this month: they leave it one by one."""
        last = self._view.calendar.last
        named = [one for one in (item.known.named_months if item.known is not None else ()) if one is not None and one > last]
        if not named or month != landed_month(item.file, self._view.calendar):
            return ""
        return "".join(f"\0{one}" for one in sorted(named))

    def _refused_marks(self) -> Marks:
        marks: dict[date, set[str]] = defaultdict(set)
        calendar = self._view.calendar
        refused = {feed: self.of(feed).refused for feed in FEEDS}
        for row in refused_table(refused, stray_files(self._view), calendar, calendar).to_pylist():
            marks[row["month"]].add(f"{row['_file']}\0{row['_file_version']}\0{row['reason']}")
        return dict(marks)

    def applied(self, entity: str, month: date) -> AbstractSet[str]:
        """The corrections that are applied to the records of an entity in a month."""
        if self._held is None:
            return self.corrections.of(entity, month)
        self.hold([month])
        return self._held[month].get(entity, {}).get(month, frozenset())

    def hold(self, months: Iterable[date]) -> None:
        """Read at once which corrections bronze holds in months that are about to be asked for."""
        if self._held is not None:
            for some in contiguous_ranges(month for month in months if month not in self._held):
                self._held |= dict.fromkeys(some, held_marks(self._view, some))

    @cached_property
    def corrections(self) -> CorrectionMarks:
        """What the corrections that have landed change in each month."""
        others = [item for feed in FEEDS if feed != CORRECTIONS for item in self.of(feed).files]
        others_new = any(item.landed and not is_taken_in(item) for item in others)
        return landed_marks(self._view, self.of(CORRECTIONS).contents, others_new=others_new)

    @cached_property
    def months(self) -> frozenset[date]:
        """The months that have something in them; a file of no feed opens none."""
        calendar = self._view.calendar
        active = active_months((self.of(feed).named for feed in FEEDS), calendar) or ()
        with_rows = {month for feed in FEEDS if feed.months is not Months.SNAPSHOT for month in self.of(feed).contents}
        refused = {month_of_file(one.as_landed(), calendar, feed.folder) for feed in FEEDS for one in self.of(feed).refused}
        months = {*active, *with_rows, *refused, *self.corrections.idle}
        return frozenset(month for month in months if month in calendar)

    @property
    def landed_files(self) -> int:
        """How many files of feeds are in landing, whether they can be used or not; the platform's own seeds are not counted."""
        files = [file for feed in FEEDS for file in self._view.landing.files(feed)]
        return sum(not file.path.startswith(SEED_PREFIX) for file in files)
