"""Which months of which tables are stale, and why, in plain words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from sales_platform.bronze.bronze_tables import BRONZE, REFUSED_FILES
from sales_platform.catalog import TABLES
from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.feeds import Feed
from sales_platform.fingerprints.made import Key, Made, MadeLedger, fingerprint
from sales_platform.landing.versions import KnownFile, versions_by_path
from sales_platform.planning.parts import COLUMNS, CORRECTIONS, FILES, LOGIC, Expected, months_read
from sales_platform.planning.registration import feeds_among, known_feeds, of_others, registration_changed
from sales_platform.recovery.finishing import RESTORED
from sales_platform.run_view import RunView
from sales_platform.table import Months, Table

FILE_REASONS = ("file new: ", "file changed: ")
FIRST_TIME = "first time"
OTHER_REFUSED = "the list of files that cannot be used has changed"
UNKNOWN_FILES = "the ledger does not know its files"
FOREIGN = "the table is gone, was restored, or was written by something else"
FEEDS_OF_ALL = {feed.name for feed in FEED_BY_NAME.values() if feed.company is None}
"""The feeds that no company has; silver does not read them as bronze."""
NEW_MONTH = "a new month has begun"
UNFINISHED = "the last run did not finish it"


@dataclass(frozen=True)
class Stale:
    """A month of a table that is not what it should be.

    Attributes:
        table: as ``layer/name``.
        month: of a table of months ahead, the running one.
        reasons: why, each a phrase such as ``file new: north/sales/2025_07.csv``.
    """

    table: str
    month: date
    reasons: tuple[str, ...]


def stale_months(view: RunView, expected: Expected) -> list[Stale]:
    """Every month of every table that is not made of what it would be made of now, each table after its inputs."""
    why = _Why(view, expected)
    found: dict[Key, Stale] = {}
    stale: set[str] = set()
    there = [(table, months) for table in TABLES if (months := months_of(table, expected, view.made))]
    newest = view.lake.newest_versions([table.path for table, _ in there])
    for table, months in there:
        foreign = view.made.written_by_others(table.text, newest.get(table.path))
        for month in months:
            made = view.made.get(table.text, month)
            inputs = [found[key] for key in inputs_of(table, month, expected, stale) if key in found]
            # it may have been made from what stood in the foreign table, by a run that a person asked for
            of_foreign = foreign or any(FOREIGN in one.reasons for one in inputs)
            if of_foreign or made is None or not _is_of(made, expected.parts(table, month)) or why.unknown(table, month):
                inherited = [reason for one in inputs for reason in one.reasons]
                own = [FOREIGN] if foreign else why.own(table, month, made)
                reasons = dict.fromkeys([*own, *inherited]) or why.newer_inputs(table, month, made) or [UNKNOWN_FILES]
                found[table.text, month] = Stale(table.text, month, tuple(reasons))
                stale.add(table.text)
    return list(found.values())


def months_of(table: Table, expected: Expected, ledger: MadeLedger) -> list[date]:
    """The months of a table that should be there: those with something in them, and those that were ever made."""
    if expected.state.is_waiting(table):
        return []
    made = ledger.months(table.text)
    if table.months is Months.AHEAD:
        return [expected.calendar.last] if expected.state.months or made else []
    listed = expected.state.marks(table) if table is REFUSED_FILES else ()  # a file of no feed is listed where nothing else is
    return sorted({*expected.state.months, *listed, *(month for month in made if month in expected.calendar)})


def _is_of(made: Made, parts: Mapping[str, str]) -> bool:
    """Whether a month was made of some parts; the same parts have the same fingerprint, which takes longer to make."""
    return made.finished and (made.parts == parts or made.fingerprint == fingerprint(parts))


def inputs_of(table: Table, month: date, expected: Expected, among: Collection[str]) -> list[Key]:
    """The months of some tables that a month of another one is made from."""
    reads = [read for read in table.reads if read.about is None and read.table.text in among]
    return [(read.table.text, one) for read in reads for one in months_read(read, month, expected.state, expected.calendar)]


class _Why:
    """Why a month is stale, beside what its inputs are stale for."""

    def __init__(self, view: RunView, expected: Expected) -> None:
        self._expected, self._made = expected, view.made

        @cache
        def versions(feed: Feed) -> Mapping[str, Mapping[str, KnownFile]]:
            return versions_by_path(view.files.known(feed))

        self._versions = versions

    @cached_property
    def _registration(self) -> list[str]:
        """Which companies and feeds came and went."""
        feeds = known_feeds(self._made)
        there = [feed.name for feed in FEED_BY_NAME.values() if not self._expected.state.is_waiting(BRONZE[feed.name])]
        return registration_changed({*feeds, *FEEDS_OF_ALL} if feeds else (), there)

    def own(self, table: Table, month: date, made: Made | None) -> list[str]:
        """The reasons of its own."""
        if made is None:
            begun = table.months is Months.AHEAD and self._made.months(table.text)
            return [NEW_MONTH] if begun else self._files(table, month, anywhere=True)
        if not made.finished:
            return [UNFINISHED, *self._files(table, month)]
        now = self._expected.parts(table, month)
        if made.parts and (moved := registration_changed(feeds_among(made.parts), feeds_among(now))) and table.layer != "bronze":
            others = logic_changed(*(of_others(one, feeds_among(made.parts), feeds_among(now)) for one in _both(made, table)))
            return [*(self._registration or moved), *(others if made.ingredients else ())]
        changed = sorted(name for name in now.keys() | made.parts.keys() if now.get(name) != made.parts.get(name))
        return [reason for name in changed for reason in self._changed(table, month, made, name)]

    def unknown(self, table: Table, month: date) -> bool:
        """Whether the ledger of files does not know a file of the month, though bronze may have its rows: the ledger was lost."""
        if table.layer != "bronze":
            return False
        files = self._expected.state.of(FEED_BY_NAME[table.name]).contents.get(month, {}).values()
        return any(item.known is None for item in files)

    def newer_inputs(self, table: Table, month: date, made: Made | None) -> list[str]:
        """The reasons where there is no other: an input was computed after it, by a run that did not compute this table."""
        before = {} if made is None else made.parts
        changed = [name for name, part in self._expected.parts(table, month).items() if before.get(name) != part]
        if made is None:
            return [FIRST_TIME]
        return self._registration or [f"{name} was computed after it" for name in changed]

    def _changed(self, table: Table, month: date, made: Made, part: str) -> list[str]:
        """What has changed of one part of a month; of an input nothing, for it has reasons of its own."""
        if part == FILES:
            idle = (
                OTHER_REFUSED
                if table is REFUSED_FILES
                else "a file is as it was before, or a correction names no record that landed"
            )
            return self._files(table, month) or self._registration or [idle]
        if part == COLUMNS:
            return columns_changed(made.parts.get(COLUMNS, ""), self._expected.parts(table, month).get(COLUMNS, ""))
        if part == LOGIC:
            return logic_changed(made.ingredients, table.ingredients)
        if part == RESTORED:
            return [made.parts[RESTORED]]
        return {CORRECTIONS: ["a correction is new, changed or withdrawn"]}.get(part, [])

    def _files(self, table: Table, month: date, *, anywhere: bool = False) -> list[str]:
        """The files of a month that bronze does not have as they landed: there, or anywhere (a price list is of many months)."""
        if table is REFUSED_FILES and self._expected.state.marks(table).get(month):
            return [OTHER_REFUSED]
        feed = FEED_BY_NAME.get(table.name) if table.layer == "bronze" else None
        if feed is None:
            return []
        said = []
        for path, item in sorted(self._expected.state.of(feed).contents.get(month, {}).items()):
            versions = self._versions(feed).get(path, {})
            stored = {version for version, one in versions.items() if month in one.held or (anywhere and one.held)}
            if item.file.version not in stored:
                said.append(f"{FILE_REASONS[1] if stored else FILE_REASONS[0]}{path}")
        return said


def _both(made: Made, table: Table) -> tuple[Mapping[str, str], Mapping[str, str]]:
    return made.ingredients, table.ingredients


def columns_changed(before: str, now: str) -> list[str]:
    """How the columns of a feed have changed."""
    old, new = before.split(","), now.split(",")
    said = [f"column added: {name}" for name in new if name not in old]
    return said + [f"column dropped: {name}" for name in old if name and name not in new]


def logic_changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Which parts of a table's logic have changed."""
    if not before:
        return ["its logic changed"]
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return [
        f"rule changed: {name.removeprefix('rule ')}" if name.startswith("rule ") else f"logic changed: {name}"
        for name in names
        if name != "the columns of the feed"
    ]
