"""Which date a file is of: the one that its name gives; of several, the one that its rows bear."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from sales_platform.feeds import Feed, Months
from sales_platform.landing.versions import KnownFile
from sales_platform.months import format_month, month_of
from sales_platform.values.day_reading import readings
from sales_platform.values.file_dates import file_date, file_dates, month_in

Texts = Mapping[str, int]
"""The landed dates of a file, each with how many rows have it."""


def rows_decide(feed: Feed, path: str) -> bool:
    """Whether a file's name may give several dates, and its rows say which."""
    return feed.bears_day is not None and len(file_dates(path, feed.folder)) > 1


def needs_texts(feed: Feed, path: str) -> bool:
    """Whether the dates in a file's rows are looked at once it is read."""
    return rows_decide(feed, path) or (feed.months is Months.BY_FILE_NAME and feed.bears_day is not None)


def day_texts(batch: pa.RecordBatch, feed: Feed) -> Counter[str]:
    """The landed dates of some rows."""
    counts = pc.value_counts(batch.column(str(feed.bears_day))).to_pylist()
    return Counter({entry["values"]: entry["counts"] for entry in counts if entry["values"]})


def date_of(feed: Feed, path: str, known: KnownFile | None) -> str | None:
    """The day or month that a file is of by its name, as ``file_date`` gives it."""
    return known.dated if known is not None and known.dated is not None else file_date(path, feed.folder)


def decided(feed: Feed, path: str, texts: Texts) -> str | None:
    """The date of a file: of several in its name the one that most rows bear, else the one to take without evidence."""
    possible = file_dates(path, feed.folder)
    for length in (len("2025-07-15"), len("2025-07")):
        counts = {one: _bearing(one[:length], feed, texts) for one in possible}
        if any(counts.values()):
            return max(possible, key=lambda one: counts[one])
    return next(iter(possible), None)


def _bearing(named: str, feed: Feed, texts: Texts) -> int:
    """How many rows have a date that can mean the day, or one of the month."""
    return sum(
        count for text, count in texts.items() if any(day.isoformat().startswith(named) for day in readings(text, feed.dates))
    )


def another_year(feed: Feed, dated: str | None, texts: Texts) -> str | None:
    """Why a file cannot be of the date in its name: all dates in it are of another year. None where some row may be of it.

    Dates of the month before or after are another matter: orders of New Year's Eve may come in the file of the next day.
    """
    named = month_in(dated)
    if named is None or feed.months is not Months.BY_FILE_NAME:
        return None
    found = {text: days for text in texts if (days := readings(text, feed.dates))}
    if not found or any(_near(day, named) for days in found.values() for day in days):
        return None
    months = sorted({month_of(days[0]) for days in found.values()})
    shown = format_month(months[0]) + (f" to {format_month(months[-1])}" if months[1:] else "")
    rows = sum(texts[text] for text in found)
    every = "the one date" if rows == 1 else f"all {rows:,} dates"
    are = "is" if rows == 1 else "are"
    return (
        f"its name says {format_month(named)}, {every} in it {are} of {shown}: rename the file, or correct the dates,"
        " and land it again"
    )


def _near(day: date, month: date) -> bool:
    return day.year == month.year or abs((day.year - month.year) * 12 + day.month - month.month) <= 1
