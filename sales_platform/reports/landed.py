"""What has landed of a feed, month by month, by the listing and the ledger; nothing is read or written."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from sales_platform.feeds import Feed, Months
from sales_platform.landing.contents import landed_month, month_contents, rows_in_month
from sales_platform.landing.reading_version import reading_version
from sales_platform.landing.versions import FileInForce, files_in_force, refused_files
from sales_platform.months import MonthRange
from sales_platform.run_view import RunView
from sales_platform.values.file_dates import file_month


@dataclass(frozen=True)
class Landed:
    """Files and rows of one feed by month.

    Attributes:
        files: in force, archived ones included.
        rows: in those files, as counted when they were read.
        refused: files that cannot be used, by the month in their name or that they landed in.
        unread: files that have landed since the last run.
    """

    files: Counter[date] = field(default_factory=Counter)
    rows: Counter[date] = field(default_factory=Counter)
    refused: Counter[date] = field(default_factory=Counter)
    unread: Counter[date] = field(default_factory=Counter)


def landed(feed: Feed, view: RunView) -> Landed:
    """What has landed of the feed.

    Raises:
        UserError: the landing cannot be listed.
    """
    listed, known, calendar = view.landing.files(feed), view.files.known(feed), view.calendar
    in_force, found = files_in_force(listed, known, reading_version(feed)), Landed()
    readable = [item for item in in_force if item.known is not None or feed.months in (Months.BY_FILE_NAME, Months.SNAPSHOT)]
    for month, files in month_contents(feed, readable, calendar).items():
        for item in files.values():
            if item.known is None:
                found.unread[month] += 1
            elif item.known.rows == 0 or (rows := rows_in_month(feed, item, month, calendar)):
                found.files[month] += 1
                found.rows[month] += rows if item.known.rows else 0
    for item in in_force:
        if item not in readable:  # its months are in its rows
            found.unread[_month(feed, item, calendar)] += 1
    for refused in refused_files(listed, known):
        found.refused[_month(feed, FileInForce(refused.as_landed(), refused), calendar)] += 1
    return found


def _month(feed: Feed, item: FileInForce, calendar: MonthRange) -> date:
    named = file_month(item.file.path, feed.folder)
    return named if named is not None and named in calendar else landed_month(item.file, calendar)
