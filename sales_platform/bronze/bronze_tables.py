"""The tables of bronze, one a feed, and the list of files that cannot be used."""

from sales_platform import feeds
from sales_platform.bronze.bronze_checks import checks_of, refused_checks
from sales_platform.companies.registry import FEEDS
from sales_platform.entities import ENTITY
from sales_platform.feeds import Feed
from sales_platform.landing.csv_files import read_rows
from sales_platform.landing.reading_version import reading_parts
from sales_platform.landing.refused import REFUSED_SCHEMA, refused_table
from sales_platform.landing.rows import bronze_schema
from sales_platform.storage.landed_names import why_stray
from sales_platform.table import Meaning, Months, Reads, Table

_FOUND = {
    feeds.Months.BY_FILE_NAME: "its month is in its file's name",
    feeds.Months.BY_ROW: "its month is in the row",
    feeds.Months.BY_YEAR: "it holds for every month of the year in the row",
    feeds.Months.SNAPSHOT: "a file without a date in its name is in force in every month, one with a date until the next one",
}


def bronze_table(feed: Feed) -> Table:
    """The table of a feed: every row as it landed."""
    names = bronze_schema(feed).names
    own = [name for name in names if name != "month" and not name.startswith("_")]
    return Table(
        "bronze",
        feed.name,
        f"{feed.description} Every row as it landed; {_FOUND[feed.months]}.",
        columns=tuple(Meaning(name, "string", "As landed.") if name in own else name for name in names),
        logic=reading_parts(feed),
        months=_months(feed),
        checks=checks_of(feed),
        checked_with="bronze",
        needs=feed.entity if feed.entity is not None and ENTITY[feed.entity].if_landed else None,
        kinds=("csv", "deltalake"),
    )


def _months(feed: Feed) -> Months:
    """Price lists and the products that they name are kept up to date by whole years, the corrections everywhere."""
    if feed.entity is None:
        return Months.EVERY
    return Months.WHOLE_YEARS if ENTITY[feed.entity].whole_years else Months.SAME


BRONZE: dict[str, Table] = {feed.name: bronze_table(feed) for feed in FEEDS}
REFUSED_FILES = Table(
    "quarantine",
    "files",
    "Landed files that could not be used at all, each with the reason; their last good version stays in force."
    " Files in the landing that belong to no feed are listed as well, with neither company nor feed.",
    columns=tuple(REFUSED_SCHEMA.names),
    reads=tuple(map(Reads, BRONZE.values())),  # a file may turn out to be of no use when its rows are read
    months=Months.EVERY,
    logic={"how files are read": read_rows, "which month a file is of": refused_table, "files of no feed": why_stray},
    checks=refused_checks(),
    checked_with="bronze",
    kinds=("python", "deltalake"),
)
