"""Ambiguous dates: both readings, and the day of the file where the other rows of the file prove it."""

import json
from collections.abc import Mapping
from datetime import date

from sales_platform.companies.company import Source
from sales_platform.feeds import Feed, bronze_column
from sales_platform.suggestions.suggestion import Rows, Suggestion
from sales_platform.values.dates import EDGE_SPACE
from sales_platform.values.day_reading import Beside, readings
from sales_platform.values.file_dates import file_dates


def days_of_files(source: Source, ambiguous: Rows, days: Mapping[str, Mapping[date, int]]) -> list[Suggestion]:
    """The day of the file for a date that can mean two days, where all other rows of the file bear that day.

    Args:
        source: of the rows.
        ambiguous: _file and raw (the landed row as JSON) of rows in quarantine.
        days: the days of the accepted rows of each file, with how many rows bear them.
    """
    column = source.feed.bears_day
    if column is None or column not in source.record.fields:
        return []
    found = []
    for row in ambiguous:
        borne = days.get(row["_file"], {})
        named = [Beside(one).day for one in file_dates(row["_file"], source.feed.folder)]
        day = next(iter(borne), None)
        if day is None or len(borne) > 1 or day not in named:
            continue
        landed = json.loads(row["raw"])
        value = _as_correction(source, column, day)
        # a file may have landed without a column, so its rows have none in their raw form
        key = "|".join((landed.get(bronze_column(part)) or "").strip(EDGE_SPACE) for part in source.record.key)
        if value is not None and source.record.month is None and column not in source.record.key:
            readings_of_it = both_readings(source.feed, row["raw"])
            evidence = (
                f"'{landed.get(bronze_column(column))}' can mean {readings_of_it}; the file's name says {day},"
                f" and so do all {borne[day]:,} accepted rows in it"
            )
            found.append(Suggestion(source.company, source.entity.name, key, column, value, evidence))
    return found


def both_readings(feed: Feed, raw: str) -> str:
    """The days that the date of a landed row can mean, for people."""
    text = json.loads(raw).get(bronze_column(str(feed.bears_day))) or ""
    return " or ".join(day.isoformat() for day in readings(text, feed.dates))


def _as_correction(source: Source, column: str, day: date) -> str | None:
    """A day as a correction of the column is written; None where none of its spellings fits."""
    shape = source.record.fields[column]
    written = [text for spelling in shape.dates for text in spelling.written(day)]
    return next((text for text in written if shape.problem(text) is None), None)
