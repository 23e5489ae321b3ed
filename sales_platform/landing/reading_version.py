"""How the files of a feed are read, as a version: a file that was read in another way is read again."""

from functools import cache

from sales_platform.feeds import Feed
from sales_platform.fingerprints.logic import logic_version
from sales_platform.landing.contract_change import under_contract
from sales_platform.landing.csv_files import read_rows
from sales_platform.landing.dated import another_year, decided
from sales_platform.landing.day_months import day_months
from sales_platform.landing.rows import named_months, placed_again, with_provenance


def reading_parts(feed: Feed) -> dict[str, object]:
    """What decides the rows of a feed's table, beside its files, by names for people."""
    return {
        "the columns of the feed": feed.columns,
        "which months a row is of": (feed.months, feed.month_column, feed.dates, feed.day_column, feed.dated_first),
        "which date a file is of": (decided, another_year),
        "in which months rows are dated": day_months,
        "how files are read": (read_rows, named_months, with_provenance, placed_again, under_contract),
    }


@cache
def reading_version(feed: Feed) -> str:
    """The digest of how the files of a feed are read."""
    return logic_version(list(reading_parts(feed).items()))
