"""Which files make up which month: pure decisions over a listing and what the ledger knows of each file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from sales_platform.feeds import Feed, Months, file_month
from sales_platform.months import MonthRange, add_months, month_of
from sales_platform.storage.landing import LandingFile


@dataclass(frozen=True)
class KnownFile:
    """What the ledger knows of one version of a file, once it has been read.

    Attributes:
        path, version, size, modified: as listed.
        rows: data rows in the file.
        named_months: rows per month (or first month of the year) that the rows name, for feeds whose months are in the rows;
            None stands for rows whose month cannot be read.
        refused: why the file could not be used, or None.
    """

    path: str
    version: str
    size: int
    modified: datetime
    rows: int
    named_months: Mapping[date | None, int]
    refused: str | None = None


@dataclass(frozen=True)
class FileInForce:
    """A version of a file that counts.

    Attributes:
        file: path and version.
        known: what the ledger knows of this version; None while it has not been read.
        landed: False for a file that has vanished from landing and lives on in bronze.
    """

    file: LandingFile
    known: KnownFile | None
    landed: bool = True


def files_in_force(landed: Iterable[LandingFile], known: Iterable[KnownFile]) -> list[FileInForce]:
    """The version of each path that counts: the landed one, or the last good one where that was refused or has vanished.

    Args:
        landed: the listing.
        known: all versions in the ledger, oldest first.
    """
    versions: dict[str, dict[str, KnownFile]] = defaultdict(dict)
    for item in known:
        versions[item.path].pop(item.version, None)  # read again: the newest reading comes last
        versions[item.path][item.version] = item
    result = []
    for file in landed:
        seen = versions.pop(file.path, {})
        current = seen.get(file.version)
        if current is None or current.refused is None:
            result.append(FileInForce(file, current))
        elif good := _last_good(seen):
            result.append(FileInForce(_as_landed(good), good, landed=False))
    vanished = filter(None, map(_last_good, versions.values()))
    result.extend(FileInForce(_as_landed(good), good, landed=False) for good in vanished)
    return sorted(result, key=lambda item: item.file.path)


def refused_files(landed: Iterable[LandingFile], known: Iterable[KnownFile]) -> list[KnownFile]:
    """The files whose landed version, or last version before they vanished, cannot be used."""
    listed = {file.path: file.version for file in landed}
    last = {item.path: item for item in known if listed.get(item.path, item.version) == item.version}
    return [item for item in last.values() if item.refused is not None]


def _last_good(versions: Mapping[str, KnownFile]) -> KnownFile | None:
    return next((known for known in reversed(list(versions.values())) if known.refused is None), None)


def _as_landed(known: KnownFile) -> LandingFile:
    return LandingFile(known.path, known.size, known.version, known.modified)


def months_of_row(feed: Feed, named: date | None, file: LandingFile, calendar: MonthRange) -> list[date]:
    """The months a row belongs to, given the month (or year) it names.

    A row that names no month, or only months outside the calendar, belongs to the month its file landed in, where silver
    quarantines it. Source: landing contract.
    """
    months = []
    if named is not None:
        span = 12 if feed.months is Months.BY_YEAR else 1
        months = [month for month in (add_months(named, step) for step in range(span)) if month in calendar]
    return months or [landed_month(file, calendar)]


def landed_month(file: LandingFile, calendar: MonthRange) -> date:
    """The month a file landed in, kept inside the calendar."""
    return min(max(month_of(file.modified.date()), calendar.start), calendar.last)


def month_contents(feed: Feed, files: Iterable[FileInForce], calendar: MonthRange) -> dict[date, dict[str, FileInForce]]:
    """For each month of the calendar, the files (by path) with rows in it. Files with rows that name months must be known."""
    if feed.months is Months.SNAPSHOT:
        return _snapshot_contents(list(files), calendar)
    contents: dict[date, dict[str, FileInForce]] = defaultdict(dict)
    for item in files:
        for month in _file_months(feed, item, calendar):
            contents[month][item.file.path] = item
    return dict(contents)


def _file_months(feed: Feed, item: FileInForce, calendar: MonthRange) -> AbstractSet[date]:
    if feed.months is Months.BY_FILE_NAME:
        return set(months_of_row(feed, file_month(item.file.path), item.file, calendar))
    if item.known is None:
        raise ValueError(f"{item.file.path} has not been read yet, its months are not known")
    return {month for named in item.known.named_months for month in months_of_row(feed, named, item.file, calendar)}


def _snapshot_contents(files: list[FileInForce], calendar: MonthRange) -> dict[date, dict[str, FileInForce]]:
    dated = {item.file.path: month for item in files if (month := file_month(item.file.path))}
    dates = sorted(set(dated.values()))
    contents = {}
    for month in calendar:
        # before the first dated file, the earliest known one holds
        current = max((day for day in dates if day <= month), default=dates[0] if dates else None)
        contents[month] = {item.file.path: item for item in files if dated.get(item.file.path, current) == current}
    return contents


def active_months(feeds: Mapping[Feed, Iterable[FileInForce]], calendar: MonthRange) -> MonthRange | None:
    """The months from the first to the last that a dated file or a row names, inside the calendar; None when there is none."""
    named: set[date] = set()
    for feed, files in feeds.items():
        for item in files:
            named.update(_named_months(feed, item))
    inside = [month for month in named if month in calendar]
    return MonthRange.of(min(inside), max(inside)) if inside else None


def _named_months(feed: Feed, item: FileInForce) -> Iterable[date]:
    if month := file_month(item.file.path) if feed.months in (Months.BY_FILE_NAME, Months.SNAPSHOT) else None:
        yield month
    for named in item.known.named_months if item.known else ():
        if named is not None:
            yield named
            yield add_months(named, 11 if feed.months is Months.BY_YEAR else 0)


def rows_in_month(feed: Feed, item: FileInForce, month: date, calendar: MonthRange) -> int:
    """How many rows of a file that has been read belong to a month."""
    if item.known is None:
        raise ValueError(f"{item.file.path} has not been read yet, its rows are not known")
    if feed.month_column is None:
        return item.known.rows
    return sum(
        count for named, count in item.known.named_months.items() if month in months_of_row(feed, named, item.file, calendar)
    )
