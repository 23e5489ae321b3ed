"""In which months the rows of a file are dated, where the file's name says which month they count in.

A row that is dated in another month than its file's, a stray, may repeat a row of that month: the two months are compared.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sales_platform.feeds import Feed, Months
from sales_platform.landing.versions import FileInForce
from sales_platform.months import month_of
from sales_platform.values.day_reading import Beside, read_day

Pair = tuple[date, date]
"""A month, and another one in which some of its rows are dated."""


def compares_months(feed: Feed) -> bool:
    """Whether rows of a feed may be dated in another month than the one they count in."""
    return feed.months is Months.BY_FILE_NAME and feed.day_column is not None


def day_months(texts: Iterable[str], feed: Feed, dated: str | None) -> set[date]:
    """The months in which the rows of a file are dated.

    Args:
        texts: the landed dates of its rows, each once; see ``dated.day_texts``.
        dated: the date that the file is of.
    """
    if not compares_months(feed):
        return set()
    days = (read_day(text, feed.dates, Beside(dated, feed.dated_first)).day for text in texts)
    return {month_of(day) for day in days if day is not None}


def strays(contents: Mapping[date, Mapping[str, FileInForce]]) -> frozenset[Pair]:
    """The months of a feed with the other months in which some of their rows are dated, as far as the files have been read."""
    return frozenset(
        (month, other)
        for month, files in contents.items()
        for item in files.values()
        for other in (item.known.day_months if item.known is not None else ())
        if other != month
    )


def related(month: date, pairs: Iterable[Pair], held: Iterable[date]) -> set[date]:
    """The other months with rows that may give the same records: both have rows that are dated in one month.

    Args:
        pairs: see ``strays``.
        held: the months that have rows.
    """
    dated = {month, *(other for one, other in pairs if one == month)}
    return ({one for one in held if one in dated} | {one for one, other in pairs if other in dated}) - {month}
