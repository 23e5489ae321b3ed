"""One feed as it should be: what its months hold by the listing and the ledger."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

from sales_platform.companies.registry import SOURCE_OF_FEED
from sales_platform.entities import CUSTOMERS, PRICES, PRODUCTS
from sales_platform.errors import LandingChangedError
from sales_platform.feeds import Feed, Months
from sales_platform.landing.contents import NamedMonths, lost_files, month_contents, named_months
from sales_platform.landing.dated import rows_decide
from sales_platform.landing.day_months import Pair, strays
from sales_platform.landing.masters import Master, judged
from sales_platform.landing.reading_version import reading_version
from sales_platform.landing.versions import FileInForce, KnownFile, files_in_force, refused_files
from sales_platform.months import MonthRange
from sales_platform.run_view import RunView
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import quoted

Contents = Mapping[date, Mapping[str, FileInForce]]


@dataclass(frozen=True)
class FeedState:
    """One feed as it should be.

    Attributes:
        feed: which.
        contents: month -> path -> file in force, over the whole calendar.
        files: all files in force.
        refused: the files whose version in landing cannot be used, and those that vanished before they were stored.
    """

    feed: Feed
    files: list[FileInForce]
    contents: Contents
    refused: list[KnownFile]

    @cached_property
    def named(self) -> NamedMonths:
        """The months that its files name."""
        return named_months(self.feed, self.files)

    @cached_property
    def strays(self) -> frozenset[Pair]:
        """Its months with the other months in which some of their rows are dated."""
        return strays(self.contents)


def feed_state(view: RunView, feed: Feed, months: MonthRange | None) -> FeedState:
    """What each month of the feed should hold. Files whose rows decide it are read, and noted in the ledger.

    Args:
        months: learn all files with rows in these months; None learns just those whose rows decide it.

    Raises:
        UserError: the landing cannot be listed or read, or changes faster than it can be read.
    """
    changed = retry_if_exception_type(LandingChangedError)
    list_again = partial(view.landing.list_again, feed)
    again = Retrying(
        retry=changed, stop=stop_after_attempt(5), wait=wait_fixed(0.2), before_sleep=lambda _: list_again(), reraise=True
    )
    return again(_kept_or_new, view, feed, months)


def _kept_or_new(view: RunView, feed: Feed, months: MonthRange | None) -> FeedState:
    """The state that the view keeps, while neither the listing nor the ledger has changed and it has what is asked for."""
    kept: FeedState | None = view.states.get(feed, landed := view.landing.files(feed), view.files.count(feed))
    if kept is not None and all(item.known for month in months or () for item in kept.contents.get(month, {}).values()):
        return kept
    known, lost = view.files.known(feed), list[KnownFile]()
    if asked := lost_files(feed, landed, known, view.calendar):  # the ledger may be behind: a run can end before it notes this
        known = _with_stored(known, view.lake, feed, {item.path for item in asked})
        lost = lost_files(feed, landed, known, view.calendar)
    state = _feed_state(view, feed, months, known, lost, None if asked else kept)
    if not asked:  # of those, the lake says what it holds, which the ledger may never do
        view.states.keep(feed, landed, view.files.count(feed), state)
    return state


def _feed_state(
    view: RunView,
    feed: Feed,
    months: MonthRange | None,
    known: list[KnownFile],
    lost: list[KnownFile],
    kept: FeedState | None,
) -> FeedState:
    calendar, landed, reading, master = view.calendar, view.landing.files(feed), reading_version(feed), master_of(feed)
    while True:
        files = files_in_force(landed, known, reading) if kept is None else kept.files
        unread = [item.file for item in files if item.known is None]
        contents: Contents | None = None if kept is None else kept.contents
        if feed.months in (Months.BY_FILE_NAME, Months.SNAPSHOT):
            contents = contents or month_contents(feed, files, calendar)
            wanted = {path for month in months or () for path in contents.get(month, {})}
            of_months = [file for file in unread if file.path in wanted or rows_decide(feed, file.path)]
            unread = unread if of_months and master else of_months  # a master is judged by those before it
        if not unread:
            held = month_contents(feed, files, calendar) if contents is None else contents
            return FeedState(feed, files, held, refused_files(landed, known) + lost)
        learned = view.reader(feed).learn_all(unread, master.key if master else ())
        if master:
            learned = judged(master, learned, known, landed)
        view.files.add(feed, learned)
        known, kept = [*known, *learned], None


def master_of(feed: Feed) -> Master | None:
    """What a feed lists, and by what its records are told apart; None for all that is no list in force: sales, targets, stock."""
    source = SOURCE_OF_FEED.get(feed.name)
    if source is None or source.entity.name not in (CUSTOMERS, PRODUCTS, PRICES):
        return None
    return Master(source.entity.name, source.record.key, snapshot=feed.months is Months.SNAPSHOT, folder=feed.folder)


def _with_stored(known: list[KnownFile], lake: Lake, feed: Feed, paths: AbstractSet[str]) -> list[KnownFile]:
    """The known files, those of the given paths with the months where bronze really holds them."""
    where = f"_file IN ({', '.join(quoted(path) for path in sorted(paths))})"
    held = lake.query(f"SELECT DISTINCT month, _file, _file_version FROM held WHERE {where}", held=("bronze", feed.name))
    months: dict[tuple[str, str], set[date]] = defaultdict(set)
    for row in held.to_pylist() if held is not None else ():
        months[row["_file"], row["_file_version"]].add(row["month"])
    return [replace(item, stored=item.stored | months[item.path, item.version]) for item in known]


def note_stored(view: RunView, feed: Feed, state: FeedState, paths: AbstractSet[str], months: MonthRange) -> None:
    """Note in the ledger that bronze has stored the files of the months, where that is not noted yet.

    Args:
        paths: the files whose rows have been replaced just now.
    """
    named: dict[str, set[date]] = defaultdict(set)
    for month in months:
        for path in state.contents.get(month, {}):
            named[path].add(month)
    stored = [
        replace(item.known, stored=item.known.stored | set(months))
        for item in state.files
        if item.landed and item.known and (item.file.path in paths or named[item.file.path] - item.known.stored)
    ]
    written_anew = [
        replace(item.known, stored=named[item.file.path] | (item.known.held - item.outdated), reading=reading_version(feed))
        for item in state.files
        if not item.landed and item.known and item.file.path in paths and item.outdated & set(months)
    ]
    view.files.add(feed, [*stored, *written_anew])


def read_by_month(state: FeedState, files_read: Collection[str], months: MonthRange) -> dict[date, dict[str, int]]:
    """For each month: how many files have rows in it, how many of them this run has read or skipped, and the bytes read."""
    result = {}
    for month in months:
        files = [item.file for item in state.contents.get(month, {}).values()]
        read = [file for file in files if file.path in files_read]
        result[month] = {
            "files": len(files),
            "files_read": len(read),
            "files_skipped": len(files) - len(read),
            "bytes_read": sum(file.size for file in read),
        }
    return result
