"""What one run, one command or one tick of the sensor works on: made once, at its start, and handed down."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from sales_platform.feeds import Feed
from sales_platform.fingerprints.made import MadeLedger
from sales_platform.landing.feed_reader import FeedReader
from sales_platform.landing.files_ledger import FilesLedger
from sales_platform.landing.same_content import recognised
from sales_platform.months import MonthRange, calendar
from sales_platform.recovery.ready import make_ready
from sales_platform.settings import Settings, is_s3
from sales_platform.storage.answering import Answering
from sales_platform.storage.batch_store import BatchStore
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake
from sales_platform.storage.landing_zone import LandingFile, LandingZone, landing_zone
from sales_platform.storage.listed_landing import ListedLanding
from sales_platform.storage.lock import lake_lock
from sales_platform.storage.snapshot import lake_snapshot

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from sales_platform.landing.cluster.executors import Executors

ROWS_IN_MEMORY = 64 << 20
"""In bytes, of parsed files; what is beyond goes to a temporary file."""
READ_HERE = 16 << 20
"""In bytes of landed files: a command that only looks reads as much by itself, and needs no engine for it."""

Table = tuple[str, str]
"""Layer and name."""
Note = Callable[[MonthRange], None]
"""What is to be noted after the months of a table were written."""


class WriteRecord(Protocol):
    """Decides which months of a table are written, and remembers those that were."""

    def ranges(self, table: Table, months: MonthRange) -> list[MonthRange]:
        """The parts of a range that are to be written."""

    def written(self, table: Table, ranges: Sequence[MonthRange]) -> None:
        """The months of a table are committed."""

    def fingerprints(self, table: Table, months: MonthRange) -> Mapping[date, str]:
        """What months of a table are made of now, as far as it is known."""

    def strays(self, feed: str, months: Collection[date]) -> set[tuple[date, date]]:
        """The months among these, each with the other months in which some of its rows of a feed are dated."""

    def related(self, feeds: Sequence[str], months: MonthRange) -> set[date]:
        """The other months whose rows are compared with those of some months."""

    def passed(self, table: Table) -> None:
        """All checks of the table that block have passed."""


class KeptStates:
    """What was made of the listing of a feed and of what the ledger knows of it, while neither has changed."""

    def __init__(self) -> None:
        self._kept: dict[Feed, tuple[Sequence[LandingFile], int, Any]] = {}

    def get(self, feed: Feed, listed: Sequence[LandingFile], known: int) -> Any:  # noqa: ANN401 - what was kept
        """What is kept of the feed; None when it was made of something else.

        Args:
            listed: the listing.
            known: how much the ledger knows.
        """
        made_of, count, state = self._kept.get(feed, ((), -1, None))
        return state if made_of is listed and count == known else None

    def keep(self, feed: Feed, listed: Sequence[LandingFile], known: int, state: object) -> None:
        """Keep it."""
        self._kept[feed] = (listed, known, state)


class RunView:
    """The landing and the lake at one moment.

    Attributes:
        settings: where they are.
        calendar: all months, the running one included.
        lake: each table is opened once.
        landing: each feed's folder is listed once.
        files: what is known of the landed files.
        made: what each month of each table was made of.
        states: what the months of each feed should hold.
        record: of what the run writes; None for a command that writes nothing.
        executors: read the landed files in the place of this process; None where it reads them.

    Args:
        rows: holds the rows of the files that are read.
    """

    def __init__(self, settings: Settings, months: MonthRange, lake: Lake, landing: ListedLanding, rows: BatchStore) -> None:
        self.settings, self.calendar, self.lake, self.landing = settings, months, lake, landing
        self.record: WriteRecord | None = None
        self.executors: Executors | None = None
        self._rows = rows
        self.files, self.made, self.states = FilesLedger(lake), MadeLedger(lake), KeptStates()
        self._readers: dict[Feed, FeedReader] = {}
        self._notes: dict[Table, list[Note]] = defaultdict(list)

    def reader(self, feed: Feed) -> FeedReader:
        """The reader of the feed's files; each file is opened at most once."""
        if feed not in self._readers:
            self._readers[feed] = FeedReader(feed, self.landing, self._rows, self.executors)
        return self._readers[feed]

    def whole_years(self, months: MonthRange) -> MonthRange:
        """All months of the years that the months are in, as far as the calendar has them."""
        return months.whole_years(self.calendar)

    def after_write(self, table: Table, note: Note) -> None:
        """Let something be noted as soon as the table is written."""
        self._notes[table].append(note)

    def ranges(self, table: Table, months: MonthRange) -> list[MonthRange]:
        """The parts of a range of months of a table that are to be written."""
        return [months] if self.record is None else self.record.ranges(table, months)

    def written(self, table: Table, ranges: Sequence[MonthRange]) -> None:
        """To be called when the months of a table are committed: what waits for it is noted, once for each range."""
        for note in self._notes.pop(table, []) if ranges else ():
            for months in ranges:
                note(months)
        if self.record is not None:
            self.record.written(table, ranges)

    def strays(self, feed: str, months: Collection[date]) -> set[tuple[date, date]]:
        """The months among these, each with the other months in which some of its rows of a feed are dated."""
        return set() if self.record is None else self.record.strays(feed, months)

    def related(self, feeds: Sequence[str], months: MonthRange) -> set[date]:
        """The other months whose rows are compared with those of some months, by the feeds that are compared."""
        return set() if self.record is None or not feeds else self.record.related(feeds, months)

    def fingerprints(self, table: Table, months: MonthRange) -> Mapping[date, str]:
        """What months of a table that is written are made of now, as far as it is known."""
        return {} if self.record is None else self.record.fingerprints(table, months)


@contextmanager
def writing_view(settings: Settings, on_wait: Callable[[], None] = lambda: None) -> Iterator[RunView]:
    """The view of a run that writes the lake: it holds the lake's lock until its end, and commits nothing without it.

    Args:
        on_wait: called once when another run holds the lock.

    Raises:
        UserError: the landing or the lake cannot be used, or a newer release has written the lake.
    """
    connect(settings)
    with (
        lake_lock(settings.lake, on_wait) as check,
        lake_snapshot(settings.lake, check, settings.retention_days) as lake,
        _view(settings, lake, partial(landing_zone, settings.landing)) as view,
    ):
        view.executors = _executors(settings)
        lake.elsewhere = answered_elsewhere(settings)
        make_ready(lake, view.made)
        yield view


@contextmanager
def reading_view(
    settings: Settings, landing: Callable[[], LandingZone] | None = None, looked_at: Collection[Table] = ()
) -> Iterator[RunView]:
    """The view of a command that reads, or of a tick of the sensor: no lock is held.

    Args:
        landing: opens another landing zone than that of the settings.
        looked_at: tables of which a process that looks again and again reads what has changed only, in a bucket.
    """
    opened = landing or partial(landing_zone, settings.landing)
    with _reading(settings.lake, looked_at) as lake, _view(settings, lake, opened) as view:
        view.executors = _executors(settings, READ_HERE)
        yield view


def _reading(root: str, looked_at: Collection[Table]) -> AbstractContextManager[Lake]:
    if not looked_at or not is_s3(root):
        return lake_snapshot(root)
    from sales_platform.storage.listed_lake import listed_lake  # noqa: PLC0415 - for those who look again

    return listed_lake(root, looked_at)


@contextmanager
def _view(settings: Settings, lake: Lake, landing: Callable[[], LandingZone]) -> Iterator[RunView]:
    with closing(BatchStore(ROWS_IN_MEMORY)) as rows:
        view = RunView(settings, calendar(settings.first_month), lake, listed := ListedLanding(landing), rows)
        listed.recognise = partial(recognised, view.files, listed.open)
        yield view


def _executors(settings: Settings, least: int = 0) -> "Executors | None":
    """What reads the landed files where the engine is one of its own.

    Args:
        least: see ``Executors``.
    """
    if settings.spark_remote is None or settings.delta_writer:
        return None
    from sales_platform.landing.cluster.executors import Executors  # noqa: PLC0415 - with PySpark
    from sales_platform.storage.session import writing_session  # noqa: PLC0415 - as above

    return Executors(partial(writing_session, settings), settings.landing, least)


def answered_elsewhere(settings: Settings) -> Answering | None:
    """What answers questions to large tables where the engine is one of its own; see ``Lake.elsewhere``."""
    if settings.spark_remote is None or settings.delta_writer:
        return None
    from sales_platform.landing.cluster.shipping import executors_read  # noqa: PLC0415 - with PySpark
    from sales_platform.storage.cluster.questions import ExecutorsAnswer  # noqa: PLC0415 - as above
    from sales_platform.storage.session import writing_session  # noqa: PLC0415 - as above

    def spark() -> "SparkSession | None":
        session = writing_session(settings)
        return session if executors_read(session) else None

    return ExecutorsAnswer(spark)
