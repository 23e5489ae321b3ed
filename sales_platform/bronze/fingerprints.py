"""What each month is made of, as one text that can be compared."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa

from sales_platform.bronze.versions import FileInForce
from sales_platform.entities import PRICES
from sales_platform.feeds import Feed


def fingerprints(feed: Feed, contents: Mapping[date, Mapping[str, FileInForce]], months: Iterable[date]) -> dict[date, str]:
    """What each month of the feed is made of, as one text: it changes exactly when a file touches the month.

    A price touches every month of its year, so there a month's fingerprint covers the files of its whole year.
    """
    marks = {month: {f"{path}\0{item.file.version}" for path, item in files.items()} for month, files in contents.items()}
    if feed.entity == PRICES:
        yearly: dict[int, set[str]] = defaultdict(set)
        for month, found in marks.items():
            yearly[month.year] |= found
        return {month: _digest(yearly[month.year]) for month in months}
    return {month: _digest(marks.get(month, set())) for month in months}


def refused_fingerprints(refused: pa.Table, months: Iterable[date]) -> dict[date, str]:
    """Which files of each month are refused, as one text; the table is that of ``quarantine/files``."""
    marks: dict[date, set[str]] = defaultdict(set)
    for row in refused.to_pylist():
        marks[row["month"]].add(f"{row['_file']}\0{row['_file_version']}\0{row['reason']}")
    return {month: _digest(marks[month]) for month in months}


def combined_fingerprints(by_feed: Mapping[str, Mapping[date, str]], months: Iterable[date]) -> dict[date, str]:
    """The fingerprints of all feeds of a month as one; a month that some feed has none for is left out."""
    return {
        month: _digest(f"{name}\0{marks[month]}" for name, marks in by_feed.items())
        for month in months
        if all(month in marks for marks in by_feed.values())
    }


def correction_fingerprints(marks: Mapping[date, Iterable[str]], months: Iterable[date]) -> dict[date, str]:
    """What the corrections change in each month, as one text; see ``corrections.correction_marks``."""
    return {month: _digest(marks.get(month, ())) for month in months}


def plan_mark(touched: Mapping[date, str]) -> str:
    """The fingerprints of several months as one."""
    return _digest(f"{month}\0{mark}" for month, mark in touched.items())


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
