"""Which files make up which month: pure decisions over the files in force."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from sales_platform.feeds import Feed, Months
from sales_platform.landing.dated import date_of
from sales_platform.landing.versions import FileInForce, KnownFile, versions_by_path
from sales_platform.months import MonthRange, add_months, format_month, month_of
from sales_platform.storage.landing_zone import LandingFile
from sales_platform.values.file_dates import file_month, month_in


def months_of_row(
    feed: Feed, named: date | None, file: LandingFile, calendar: MonthRange, dated: str | None = None
) -> list[date]:
    """The months a row belongs to, given the month (or year) it names.

    A row that names no month that can be read belongs to the month that its file's name gives; where that has none, or where the
    row names only months outside the calendar, to the month its file landed in. Silver quarantines it there. Source: landing
    contract.

    Args:
        dated: the date that the file is of, by its name.
    """
    months = []
    if named is not None:
        span = 12 if feed.months is Months.BY_YEAR else 1
        months = [month for month in (add_months(named, step) for step in range(span)) if month in calendar]
    elif (month := month_in(dated)) is not None and month in calendar:
        return [month]
    return months or [landed_month(file, calendar)]


def landed_month(file: LandingFile, calendar: MonthRange) -> date:
    """The month a file landed in, kept inside the calendar."""
    return min(max(month_of(file.modified.date()), calendar.start), calendar.last)


def month_contents(feed: Feed, files: Iterable[FileInForce], calendar: MonthRange) -> dict[date, dict[str, FileInForce]]:
    """For each month of the calendar, the files (by path) with rows in it. Files with rows that name months must be known."""
    if feed.months is Months.SNAPSHOT:
        return _snapshot_contents(feed, list(files), calendar)
    contents: dict[date, dict[str, FileInForce]] = defaultdict(dict)
    months_of = _months_by_name(feed, calendar) if feed.months is Months.BY_FILE_NAME else partial(_row_months, feed, calendar)
    for item in files:
        for month in () if item.landed or item.known is None else item.known.held:
            if month in contents:
                contents[month].pop(item.file.path, None)  # an earlier version no longer counts here
        for month in months_of(item):
            if item.landed or (item.known is not None and source_month(feed, item.known, month) is not None):
                contents[month][item.file.path] = item
    return dict(contents)


def _months_by_name(feed: Feed, calendar: MonthRange) -> Callable[[FileInForce], Collection[date]]:
    """The months of the rows of a file whose name says them; of many files it is the same one."""

    @cache
    def named(dated: str | None) -> Collection[date]:
        month = month_in(dated)
        return (month,) if month is not None and month in calendar else ()

    return lambda item: named(date_of(feed, item.file.path, item.known)) or _row_months(feed, calendar, item)


def _row_months(feed: Feed, calendar: MonthRange, item: FileInForce) -> AbstractSet[date]:
    if feed.months is Months.SNAPSHOT:
        return {landed_month(item.file, calendar)}
    dated = date_of(feed, item.file.path, item.known)
    if feed.months is Months.BY_FILE_NAME:
        return set(months_of_row(feed, month_in(dated), item.file, calendar, dated))
    if item.known is None:
        raise ValueError(f"{item.file.path} has not been read yet, its months are not known")
    return {month for named in item.known.named_months for month in months_of_row(feed, named, item.file, calendar, dated)}


def _snapshot_contents(feed: Feed, files: list[FileInForce], calendar: MonthRange) -> dict[date, dict[str, FileInForce]]:
    dated = {item.file.path: month for item in files if (month := file_month(item.file.path, feed.folder))}
    dates = sorted(set(dated.values()))
    contents = {}
    for month in calendar:
        # before the first dated file, the earliest known one holds
        current = max((day for day in dates if day <= month), default=dates[0] if dates else None)
        contents[month] = {item.file.path: item for item in files if dated.get(item.file.path, current) == current}
    return contents


@dataclass(frozen=True)
class NamedMonths:
    """The months that the files of a feed name, in their names or in their rows, whatever the calendar.

    Attributes:
        known: by files that have been read.
        unread: by the others.
    """

    known: AbstractSet[date]
    unread: AbstractSet[date]


def named_months(feed: Feed, files: Iterable[FileInForce]) -> NamedMonths:
    """The months that dated files and rows of a feed name; of a yearly list, the first and the last one."""
    by_name = feed.months in (Months.BY_FILE_NAME, Months.SNAPSHOT)
    span = 11 if feed.months is Months.BY_YEAR else 0
    dated: dict[bool, set[str | None]] = {True: set(), False: set()}
    rows: set[date | None] = set()
    for item in files:
        if by_name:
            dated[item.known is not None].add(date_of(feed, item.file.path, item.known))
        if item.known is not None:
            rows.update(item.known.named_months)
    in_rows = {month for named in rows if named is not None for month in (named, add_months(named, span))}
    in_names = {known: {month for one in ones if (month := month_in(one)) is not None} for known, ones in dated.items()}
    return NamedMonths(in_names[True] | in_rows, in_names[False])


def active_months(feeds: Iterable[NamedMonths], calendar: MonthRange) -> MonthRange | None:
    """The months from the first to the last that a dated file or a row names, inside the calendar; None when there is none."""
    inside = [month for named in feeds for month in named.known | named.unread if month in calendar]
    return MonthRange.of(min(inside), max(inside)) if inside else None


def open_edges(feeds: Mapping[Feed, NamedMonths], calendar: MonthRange) -> dict[Feed, AbstractSet[date]]:
    """The first and the last month that anything names, where files that have not been read name it and nothing else, by feed.

    Once they are read, they may turn out to be of no use.
    """
    known = {month for named in feeds.values() for month in named.known}
    every = {month for month in known.union(*(named.unread for named in feeds.values())) if month in calendar}
    edges = {min(every), max(every)} - known if every else set()
    return {feed: named.unread & edges for feed, named in feeds.items() if named.unread & edges}


def rows_in_month(feed: Feed, item: FileInForce, month: date, calendar: MonthRange) -> int:
    """How many rows of a file that has been read belong to a month."""
    if item.known is None:
        raise ValueError(f"{item.file.path} has not been read yet, its rows are not known")
    if feed.month_column is None:
        return item.known.rows
    dated = date_of(feed, item.file.path, item.known)
    named_months = item.known.named_months.items()
    return sum(count for named, count in named_months if month in months_of_row(feed, named, item.file, calendar, dated))


def lost_files(feed: Feed, landed: Iterable[LandingFile], known: Iterable[KnownFile], calendar: MonthRange) -> list[KnownFile]:
    """The files that vanished from landing after they were read and before bronze held all their rows, as refused ones."""
    listed = {file.path for file in landed}
    lost = []
    for versions in versions_by_path(item for item in known if item.path not in listed).values():
        last = list(versions.values())[-1]
        if last.refused is not None:
            continue
        item = FileInForce(last.as_landed(), last, landed=False)
        months = sorted(month for month in _row_months(feed, calendar, item) if source_month(feed, last, month) is None)
        if months:
            shown = format_month(months[0]) + (f" to {format_month(months[-1])}" if months[1:] else "")
            reason = f"it vanished from landing before its rows of {shown} were stored; land it again"
            lost.append(replace(last, refused=reason))
    return lost


def source_month(feed: Feed, known: KnownFile, month: date) -> date | None:
    """The month in which bronze holds the rows that a version of a file has in the given month, or None.

    A snapshot's rows are alike in every month, those of a yearly list in every month of the year.
    """
    if month in known.held:
        return month
    if feed.months is Months.SNAPSHOT:
        return max(known.held, default=None)
    if feed.months is Months.BY_YEAR:
        return max((stored for stored in known.held if stored.year == month.year), default=None)
    return None
