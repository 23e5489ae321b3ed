"""quarantine/files: the landed files that could not be used as a whole."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from sales_platform.feeds import Feed
from sales_platform.landing.contents import landed_month
from sales_platform.landing.versions import KnownFile
from sales_platform.months import MonthRange
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


def refused_table(refused: Mapping[Feed, Iterable[KnownFile]], months: MonthRange, calendar: MonthRange) -> pa.Table:
    """The refused files of the months: a file is of the month in its name, else of the month it landed in.

    Returns:
        month, company, feed, _file, _file_version, size (bytes), reason.
    """
    rows = []
    for feed, files in refused.items():
        for known in files:
            landed = landed_month(known.as_landed(), calendar)
            named = file_month(known.path, feed.folder)
            month = named if named is not None and named in calendar else landed
            if month in months:
                rows.append((month, feed.company, feed.name, known.path, known.version, known.size, known.refused))
    columns = zip(*rows, strict=True) if rows else [[] for _ in REFUSED_SCHEMA]
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, REFUSED_SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=REFUSED_SCHEMA)
