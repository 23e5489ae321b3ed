"""What the checks of bronze look for: every landed file is in, its columns are the agreed ones, no day or month is missing."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sales_platform.bronze.ingest import held_rows, stale_paths
from sales_platform.bronze.state import feed_state
from sales_platform.companies.registry import sources_of
from sales_platform.entities import SALES
from sales_platform.feeds import Feed, bronze_name
from sales_platform.landing.csv_files import ROW_PROBLEM
from sales_platform.landing.identified import ACCEPT
from sales_platform.months import MonthRange, format_month
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import EXAMPLES, Rows, ask, rows_per_month
from sales_platform.values.counted import counted
from sales_platform.values.day_reading import Beside
from sales_platform.values.file_dates import file_date


def every_file_is_in(feed: Feed, scope: Scope) -> Finding:
    """Bronze holds every file of the months that the run has listed, in the version that is in force, with all its rows.

    Files that land later belong to the next run.
    """
    state = feed_state(scope.view, feed, scope.months)
    held = held_rows(scope.lake, feed, scope.months)
    wrong: dict[date, int] = {}
    examples = []
    for month in scope.months:
        stale = stale_paths(feed, state.contents, _of_month(held, month), MonthRange.of(month, month), scope.calendar)
        if stale:
            wrong[month] = len(stale)
            examples += [{"month": month, "_file": path} for path in sorted(stale)]
    files = len({path for month in scope.months for path in state.contents.get(month, {})})
    many = sum(wrong.values())
    sentence = f"{counted(many or files, 'file is', 'files are')} {'not ' if many else ''}in bronze as they landed."
    return Finding(sentence, wrong, examples[:EXAMPLES], {"files": files})


def _of_month(held: pa.Table | None, month: date) -> pa.Table | None:
    return held.filter(pc.equal(held.column("month"), pa.scalar(month))) if held is not None else None


def no_column_missing(feed: Feed, scope: Scope) -> Finding:
    """Every file has the columns of the contract, in whatever order, case or padding; a missing one is null in all rows."""
    counts = ", ".join(f'count("{bronze_name(feed, column)}") AS "has_{column}"' for column in feed.columns)
    files = _files(feed, f"{counts}, max(_file_modified) AS written", scope)
    lacking = [(row, [name for name in feed.missed_by(row["written"].date()) if row[f"has_{name}"] == 0]) for row in files]
    examples: list[dict[str, Any]] = [_example(row, missing=", ".join(columns)) for row, columns in lacking if columns]
    named = ", ".join(f"{row['_file']} ({row['missing']})" for row in examples[:EXAMPLES])
    sentence = (
        f"{counted(len(examples), 'file is', 'files are')} without an agreed column: {named}."
        if examples
        else "Every file has the agreed columns."
    )
    return Finding(sentence, Counter(row["month"] for row in examples), examples[:EXAMPLES])


def no_column_added(feed: Feed, scope: Scope) -> Finding:
    """No file has columns that the contract does not have; bronze keeps them in ``_extra``."""
    files = _files(feed, f"max(CASE WHEN _extra NOT LIKE '%\"{ROW_PROBLEM}\"%' THEN _extra END) AS extra", scope)
    examples = [_example(row, extra=row["extra"][:200]) for row in files if row["extra"] is not None]
    named = ", ".join(f"{row['_file']} ({row['extra'][:60]})" for row in examples[:EXAMPLES])
    sentence = (
        f"{counted(len(examples), 'file has', 'files have')} columns that are not agreed: {named}."
        if examples
        else "No file has other columns."
    )
    return Finding(sentence, Counter(row["month"] for row in examples), examples[:EXAMPLES])


def _files(feed: Feed, figures: str, scope: Scope) -> Rows:
    sql = f"SELECT min(month) AS month, _file, {figures} FROM rows GROUP BY _file ORDER BY month, _file"
    return ask(scope.lake, sql, scope.months, rows=("bronze", feed.name))


def _example(row: Mapping[str, Any], **problem: str) -> dict[str, Any]:
    return {"month": row["month"], "_file": row["_file"], **problem}


def no_month_missing(feed: Feed, scope: Scope) -> Finding:
    """From the feed's first month on, every month up to the last one with sales has rows."""
    counts = rows_per_month(scope.lake, ("bronze", feed.name), scope.calendar)
    selling = [("bronze", source.feed.name) for source in sources_of(SALES)]
    last = max(month for table in selling for month in (*rows_per_month(scope.lake, table, scope.calendar), date.min))
    between = [month for month in scope.months if counts and min(counts) < month <= last]
    missing = {month: 1 for month in between if not counts[month]}
    named = ", ".join(format_month(month) for month in missing)
    return Finding(f"No rows landed for {named}." if missing else "Every month has rows.", missing)


def no_day_missing(feed: Feed, scope: Scope) -> Finding:
    """Every day of a month that has files, up to yesterday, has one."""
    found: dict[date, set[date]] = {}
    for row in ask(scope.lake, "SELECT DISTINCT month, _file_date FROM rows", scope.months, rows=("bronze", feed.name)):
        found.setdefault(row["month"], set()).update(_day(row["_file_date"]))
    missing = missing_days(found, datetime.now(tz=UTC).date())
    by_month = Counter(day.replace(day=1) for day in missing)
    named = ", ".join(map(str, missing[:EXAMPLES])) + (f" and {len(missing) - EXAMPLES} more" if missing[EXAMPLES:] else "")
    examples = [{"month": day.replace(day=1), "day": day} for day in missing[:EXAMPLES]]
    listed = ask(scope.lake, "SELECT DISTINCT _file FROM files ORDER BY _file", scope.months, files=("quarantine", "files"))
    unused = [row["_file"] for row in listed if _day(file_date(row["_file"], feed.folder)) & {*missing}]
    beside = f" Landed for such a day, but of no use (see quarantine/files): {', '.join(unused[:EXAMPLES])}." if unused else ""
    return Finding(f"No file landed for {named}.{beside}" if missing else "Every day has a file.", by_month, examples)


def missing_days(found: Mapping[date, set[date]], today: date) -> list[date]:
    """The days before today without a file, in the months that have files of single days."""
    days = []
    for month, present in sorted(found.items()):
        end = MonthRange.of(month, month).end
        every = [month + timedelta(days=step) for step in range((end - month).days)]
        days += [day for day in every if present and day not in present and day < today]
    return days


def _day(dated: str | None) -> set[date]:
    day = Beside(dated).day
    return set() if day is None else {day}


def no_file_refused(scope: Scope) -> Finding:
    """Every landed file of a feed could be used, of whatever month: one without a date in its name is of that of its landing."""
    sql = "SELECT month, feed, _file, reason FROM files WHERE feed IS NOT NULL ORDER BY _file"
    rows = ask(scope.lake, sql, scope.calendar, files=("quarantine", "files"))
    by_month = Counter(row["month"] for row in rows)
    rows = sorted(rows, key=lambda row: (ACCEPT not in row["reason"], row["_file"]))  # those that a person may let through first
    if not rows:
        return Finding("Every file could be used.")
    named = "; ".join(f"{row['_file']}: {row['reason']}" for row in rows[:EXAMPLES])
    more = f"; and {len(rows) - EXAMPLES:,} more" if rows[EXAMPLES:] else ""
    them = "it" if len(rows) == 1 else "them"
    sentence = f"{counted(len(rows), 'landed file')} could not be used: correct {them} and land {them} again. {named}{more}."
    return Finding(sentence, by_month, rows[:EXAMPLES])


def every_file_is_of_a_feed(scope: Scope) -> Finding:
    """Every file in the landing is of a feed. All that are not are named, of whatever month: nothing else speaks of them."""
    sql = "SELECT month, _file, reason FROM files WHERE feed IS NULL ORDER BY _file"
    rows = ask(scope.lake, sql, scope.calendar, files=("quarantine", "files"))
    if not rows:
        return Finding("Every file in landing belongs to a feed.")
    named = ", ".join(row["_file"] for row in rows[:EXAMPLES]) + (f" and {len(rows) - EXAMPLES} more" if rows[EXAMPLES:] else "")
    one = len(rows) == 1
    sentence = (
        f"{len(rows):,} {'file' if one else 'files'} in landing {'belongs' if one else 'belong'} to no feed: {named}."
        f" Nothing of {'it' if one else 'them'} is in the figures; quarantine/files says what to do with each."
    )
    return Finding(sentence, Counter(row["month"] for row in rows), rows[:EXAMPLES])
