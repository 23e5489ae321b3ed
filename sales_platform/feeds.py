"""What a feed is: one folder of the landing, the columns of its files, and how its rows find their month.

Source: the landing contract agreed with the companies (README, "Landing"). Each company declares its own feeds in
``sales_platform.companies``; the corrections are everybody's.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sales_platform.values.dates import AGREED, DateSpelling


class Months(StrEnum):
    """How a row of a feed finds the months it belongs to."""

    BY_FILE_NAME = "by file name"
    """The date in the file's name; every row of the file is of that month."""
    BY_ROW = "by row"
    """A date in the row; the row is of that month."""
    BY_YEAR = "by year"
    """A year in the row; the row is of every month of that year."""
    SNAPSHOT = "snapshot"
    """The whole file is in force: undated, for every month; dated, from its month until the next dated file."""


@dataclass(frozen=True)
class Column:
    """A column of a feed that not every file has.

    Attributes:
        name: as in the header.
        required: a file without it is pointed out.
        since: a file that was written before this day is not at fault for lacking it.
    """

    name: str
    required: bool = True
    since: date | None = None


RESERVED = (
    *("month", "company", "feed", "repairs", "reasons", "raw"),
    *("corrected", "row_problem", "named_month", "by_file_name", "product_known", "customer_known"),
    *("day_read", "day_note"),
)
"""Names that the platform's own columns have; a landed column of such a name is ``month_as_landed`` in bronze."""
_NOT_OF_A_NAME = re.compile("[^a-z0-9]+")


def bronze_column(column: str) -> str:
    """The name of a company's landed column in bronze: "Sold On" is ``sold_on`` there, "Price (INR)" ``price_inr``.

    So the table can be asked in any SQL without quotes, and read by any engine.
    """
    plain = _NOT_OF_A_NAME.sub("_", column.lower()).strip("_")
    if not plain or plain[0].isdigit():
        plain = f"column_{plain}"
    return f"{plain}_as_landed" if plain in RESERVED else plain


@dataclass(frozen=True)
class Feed:
    """One folder of the landing: what its files hold and how their rows find their month.

    Attributes:
        name: the bronze table, the company's name and then what it delivers.
        company: the company it comes from; None for the corrections.
        entity: what its rows become: customers, products, prices or sales; None for the corrections.
        folder: the folder below the landing root; files at any depth below it belong to the feed.
        contract: the columns of its files, in order; a plain name is a required column.
        months: how a row finds its months.
        description: one sentence for people.
        month_column: the column read for that, where the rule is by row or by year.
        dates: the spellings of that column, and of ``day_column``.
        daily: where the month is in the file's name, whether every day should have a file; a day without one is pointed out.
        free_text: the columns whose values may run over several lines in quotation marks, such as names; in a code, a date or a
            number a line break is never sound.
        day_column: the column of the day in a row, where the month is in the file's name; by row it is ``month_column``. It is
            read for the company (see ``values.day_reading``), and decides where the name of a file gives several dates.
        dated_first: the days in the rows are the first of a month, which decides between two readings of a date.
    """

    name: str
    company: str | None
    entity: str | None
    folder: str
    contract: tuple[str | Column, ...]
    months: Months
    description: str = field(metadata={"logic": False})
    month_column: str | None = None
    dates: tuple[DateSpelling, ...] = AGREED
    daily: bool = False
    free_text: tuple[str, ...] = ()
    day_column: str | None = None
    dated_first: bool = False

    @property
    def bears_day(self) -> str | None:
        """The column of the day in a row, where the feed has one."""
        return self.day_column or (self.month_column if self.months is Months.BY_ROW else None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the contract's columns, in order."""
        return tuple(column if isinstance(column, str) else column.name for column in self.contract)

    def missed_by(self, written: date) -> tuple[str, ...]:
        """The columns that a file written on a day must have."""
        declared = [column if isinstance(column, Column) else Column(column) for column in self.contract]
        return tuple(one.name for one in declared if one.required and (one.since is None or one.since <= written))


def bronze_name(feed: Feed, column: str) -> str:
    """The name of a feed's column in bronze; those of the corrections are the platform's own and stay."""
    return column if feed.company is None else bronze_column(column)


CORRECTIONS = Feed(
    name="corrections",
    company=None,
    entity=None,
    folder="corrections",
    contract=("company", "entity", "key", "field", "value", "confirmed_by", "confirmed_on", "note"),
    months=Months.SNAPSHOT,
    description="Corrections the business has confirmed: one field of one record each.",
    free_text=("value", "note"),
)
