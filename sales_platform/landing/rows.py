"""The rows of bronze: text columns of the contract, the month they belong to, and where they came from."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sales_platform.feeds import Feed, Months, bronze_name
from sales_platform.landing.contents import months_of_row
from sales_platform.landing.csv_files import SEPARATOR
from sales_platform.landing.dated import date_of
from sales_platform.landing.versions import FileInForce
from sales_platform.months import MONTH_COLUMN, MonthRange, month_of
from sales_platform.storage.landing_zone import LandingFile
from sales_platform.values.dates import parse_year
from sales_platform.values.day_reading import Beside, read_day
from sales_platform.values.file_dates import file_date, file_dates, month_in

_INSTANT = pa.timestamp("us", "UTC")
FILE_DATE = "_file_date"
"""The column of the day, or the month, that the file's name gives."""


def bronze_schema(feed: Feed) -> pa.Schema:
    """The columns of a bronze table: month, the contract's columns as text, and the provenance of the row."""
    return pa.schema(
        [
            (MONTH_COLUMN, pa.date32()),
            *((bronze_name(feed, column), pa.string()) for column in feed.columns),
            ("_extra", pa.string()),
            ("_file", pa.string()),
            ("_row", pa.int64()),
            ("_file_version", pa.string()),
            ("_file_modified", _INSTANT),
            (FILE_DATE, pa.string()),
            (SEPARATOR, pa.string()),
            ("_ingested_at", _INSTANT),
        ]
    )


def named_months(batch: pa.RecordBatch, feed: Feed, dated: str | None) -> Counter[date | None]:
    """How many rows name each month (or each year, as its first month); None where it cannot be read.

    Args:
        dated: the date that the file is of.
    """
    if feed.month_column is None:
        return Counter({month_in(dated): batch.num_rows})
    counts = pc.value_counts(batch.column(feed.month_column))
    result: Counter[date | None] = Counter()
    for entry in counts.to_pylist():
        result[_named(feed, entry["values"], dated)] += entry["counts"]
    return result


def _named(feed: Feed, text: str | None, dated: str | None) -> date | None:
    if text is None:
        return None
    if feed.months is Months.BY_YEAR:
        return parse_year(text)
    day = read_day(text, feed.dates, Beside(dated, feed.dated_first)).day
    return month_of(day) if day else None


def with_provenance(
    batch: pa.RecordBatch,
    feed: Feed,
    item: FileInForce,
    first_row: int,
    wanted: Collection[date],
    calendar: MonthRange,
    ingested_at: datetime,
) -> pa.RecordBatch:
    """Bronze rows of one batch: a row appears once for each wanted month it belongs to.

    Args:
        batch: the contract's columns, ``_extra`` and ``_separator``.
        first_row: the 1-based number of the batch's first data row in its file.
        wanted: the months to keep.
    """
    file, dated = item.file, date_of(feed, item.file.path, item.known)
    rows, months = _placed(batch, feed, file, wanted, calendar, dated)
    count = len(rows)
    taken = batch.take(pa.array(rows))
    columns = [
        pa.array(months, pa.date32()),
        *(taken.column(name) for name in (*feed.columns, "_extra")),
        pa.repeat(file.path, count),
        pa.array(rows + first_row, pa.int64()),
        pa.repeat(file.version, count),
        pa.repeat(pa.scalar(file.modified, _INSTANT), count),
        pa.repeat(pa.scalar(dated, pa.string()), count),
        taken.column(SEPARATOR),
        pa.repeat(pa.scalar(ingested_at, _INSTANT), count),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=bronze_schema(feed))


def placed_again(batch: pa.RecordBatch, feed: Feed, file: LandingFile, month: date, calendar: MonthRange) -> pa.RecordBatch:
    """The rows of bronze, taken from a month that holds them, that belong to the given month as well."""
    landed = batch.select([bronze_name(feed, column) for column in feed.columns]).rename_columns(list(feed.columns))
    dated = _date_in(batch, feed, file)
    rows, months = _placed(landed, feed, file, {month}, calendar, dated)
    placed = batch.take(pa.array(rows)).set_column(0, MONTH_COLUMN, pa.array(months, pa.date32()))
    named = pa.repeat(pa.scalar(dated, pa.string()), len(rows))
    return placed.set_column(placed.schema.get_field_index(FILE_DATE), FILE_DATE, named)


def _date_in(batch: pa.RecordBatch, feed: Feed, file: LandingFile) -> str | None:
    """The date that a file is of, as its rows in bronze have it; those of an earlier release do not, or say it otherwise."""
    held = batch.column(FILE_DATE)[0].as_py() if batch.num_rows else None
    return held if held in file_dates(file.path, feed.folder) else file_date(file.path, feed.folder)


def _placed(
    batch: pa.RecordBatch,
    feed: Feed,
    file: LandingFile,
    wanted: Collection[date],
    calendar: MonthRange,
    dated: str | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Row positions and their months, by position; a row of a yearly list stands once for each month."""
    if feed.month_column is None:
        every = np.arange(batch.num_rows)
        months = sorted(wanted)
        return np.tile(every, len(months)), np.repeat(np.array(months, "datetime64[D]"), batch.num_rows)
    encoded = batch.column(feed.month_column).dictionary_encode(null_encoding="encode")
    codes = encoded.indices.to_numpy()
    positions, placed = [np.arange(0)], [np.array([], "datetime64[D]")]
    for code, text in enumerate(encoded.dictionary.to_pylist()):
        found = np.flatnonzero(codes == code)
        for month in months_of_row(feed, _named(feed, text, dated), file, calendar, dated):
            if month in wanted:
                positions.append(found)
                placed.append(np.full(len(found), month, "datetime64[D]"))
    rows = np.concatenate(positions)
    order = np.argsort(rows, kind="stable")
    return rows[order], np.concatenate(placed)[order]
