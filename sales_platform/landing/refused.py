"""quarantine/files: the landed files that could not be used as a whole, and those that are of no feed."""

from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa

from sales_platform.feeds import Feed
from sales_platform.landing.contents import landed_month
from sales_platform.landing.versions import KnownFile
from sales_platform.months import MonthRange
from sales_platform.storage.landing_zone import LandingFile
from sales_platform.values.file_dates import file_month

REFUSED_SCHEMA = pa.schema(
    [
        ("month", pa.date32()),
        ("company", pa.string()),
        ("feed", pa.string()),
        ("_file", pa.string()),
        ("_file_version", pa.string()),
        ("size", pa.int64()),
        ("reason", pa.string()),
    ]
)


def refused_table(
    refused: Mapping[Feed, Iterable[KnownFile]], strays: Mapping[LandingFile, str], months: MonthRange, calendar: MonthRange
) -> pa.Table:
    """The refused files of the months: a file is of the month in its name, else of the month it landed in.

    Args:
        refused: those of each feed.
        strays: the files of no feed, each with why it is of none.
        months: which months.
        calendar: all months.

    Returns:
        month, company, feed (both null for a file of no feed), _file, _file_version, size (bytes), reason.
    """
    of_feeds = [(feed.company, feed, one.as_landed(), one.refused) for feed, files in refused.items() for one in files]
    rows = []
    for company, feed, file, reason in (*of_feeds, *((None, None, file, reason) for file, reason in strays.items())):
        month = month_of_file(file, calendar, feed.folder if feed else "")
        if month in months:
            rows.append((month, company, feed.name if feed else None, file.path, file.version, file.size, reason))
    columns = zip(*rows, strict=True) if rows else [[] for _ in REFUSED_SCHEMA]
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, REFUSED_SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=REFUSED_SCHEMA)


def month_of_file(file: LandingFile, calendar: MonthRange, folder: str = "") -> date:
    """The month that a file's name gives, where the calendar has it, else the month it landed in; ``folder`` is its feed's."""
    named = file_month(file.path, folder)
    return named if named is not None and named in calendar else landed_month(file, calendar)
