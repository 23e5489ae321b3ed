"""What is written in the landed rows of a source, asked of the engine in one question before they are judged.

Files are few, dates are a few thousand texts, and nearly all codes and numbers are plain. So files are put in order and dates are
read here, once each and not row by row; and what puts codes and numbers in order is planned only where somebody wrote what needs
it, because a plan costs by its expressions, however few the rows.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

import pyarrow as pa

from sales_platform.companies.company import Source
from sales_platform.feeds import Feed, bronze_name
from sales_platform.silver.as_in_files import groups_no_thousands, usual_number
from sales_platform.silver.file_order import FILES, files_of, in_order, with_files
from sales_platform.values.codes import is_code, is_plain_code
from sales_platform.values.day_columns import DAY, NOTE
from sales_platform.values.day_reading import Beside, read_day
from sales_platform.values.number_columns import is_plain_number
from sales_platform.values.spark import Column, DataFrame, F

_DAY_TEXT = "_day_text"
DAYS_AT_MOST = 50_000
"""So many dates of files are read here; where there are more, such as those with a time of day, the engine reads them."""
_KEY = ("month", "_file")
_FILES, _DAYS = pa.schema(FILES), pa.schema([*FILES, (_DAY_TEXT, pa.string()), (DAY, pa.date32()), (NOTE, pa.string())])


@dataclass(frozen=True)
class Seen:
    """What is written in some landed rows.

    Attributes:
        files: see ``file_order.files_of``; with ``days`` a row for each text of a date in it, and the day that it means.
        days: whether the dates have been read.
        odd_codes: the columns in bronze with a code that may have to be put in order.
        wrong_codes: those with a code that may be none.
        odd_numbers: whether a number may have to be put in order, or is below zero.
    """

    files: Sequence[Mapping[str, Any]]
    days: bool
    odd_codes: frozenset[str]
    wrong_codes: frozenset[str]
    odd_numbers: bool

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(int(row["_rows"]) for row in self.files)

    def of(self, months: AbstractSet[date]) -> Self:
        """The same of some months only."""
        return replace(self, files=[row for row in self.files if row["month"] in months])


NOTHING_SEEN = Seen((), days=False, odd_codes=frozenset(), wrong_codes=frozenset(), odd_numbers=False)
"""Of no rows."""


def seen_in(bronze: DataFrame, source: Source, *, corrected: bool = False) -> Seen:
    """Ask what is written.

    Args:
        bronze: landed rows of the feed.
        source: which columns hold what.
        corrected: some rows are corrected afterwards, so their dates, codes and numbers are not what is seen here.
    """
    by_day, asked = source.feed.bears_day is not None and not corrected, _asked(source)
    found = files_of(bronze, {_DAY_TEXT: _day_text(source.feed)} if by_day else {}, asked, DAYS_AT_MOST + 1 if by_day else None)
    if by_day and len(found) > DAYS_AT_MOST:
        by_day, found = False, files_of(bronze, {}, asked)
    odd = {name for name in asked if any(row[name] for row in found)}
    codes = [bronze_name(source.feed, column) for column in source.codes]
    return Seen(
        files=[{**row, **_read(row, source.feed)} for row in found] if by_day else found,
        days=by_day,
        odd_codes=frozenset(name for name in codes if f"_odd_{name}" in odd),
        wrong_codes=frozenset(name for name in codes if corrected or f"_wrong_{name}" in odd),
        odd_numbers=corrected or "_odd" in odd,
    )


def with_seen(bronze: DataFrame, feed: Feed, seen: Seen, *, across: bool = False) -> DataFrame:
    """The rows with what is known of their files (``file_order.FILES``), and their ``day_read`` and ``day_note`` where seen.

    Args:
        bronze: landed rows of the feed.
        feed: whose rows they are.
        seen: what is written in them.
        across: see ``file_order.in_order``.
    """
    files = in_order(seen.files, across=across)
    if not seen.days:
        return with_files(bronze, files, _FILES, _KEY)
    return with_files(bronze.withColumn(_DAY_TEXT, _day_text(feed)), files, _DAYS, (*_KEY, _DAY_TEXT))


def _asked(source: Source) -> dict[str, Column]:
    """By name, whether any row of a group needs a look: one above nothing."""
    plain: dict[str, Column] = {}
    for column, pattern in source.codes.items():
        name = bronze_name(source.feed, column)
        plain[f"_odd_{name}"] = is_plain_code(F.col(name), pattern)
        plain[f"_wrong_{name}"] = is_code(F.col(name), pattern, name, others=not source.entity.masters)
    if source.landed.number is not None:
        number = F.col(bronze_name(source.feed, source.landed.number))
        plain["_odd"] = is_plain_number(usual_number(source, number)) & ~groups_no_thousands(source, number)
    return {name: F.max(F.when(column, F.lit(0)).otherwise(F.lit(1))) for name, column in plain.items()}


def _day_text(feed: Feed) -> Column:
    return F.coalesce(F.col(bronze_name(feed, str(feed.bears_day))), F.lit(""))


def _read(row: Mapping[str, Any], feed: Feed) -> dict[str, Any]:
    read = read_day(row[_DAY_TEXT], feed.dates, Beside(row["_dated"], feed.dated_first))
    return {DAY: read.day, NOTE: read.note or None}
