"""What a feed demands of its files."""

from datetime import date

from sales_platform.companies.registry import FEEDS
from sales_platform.feeds import Column, Feed, Months, bronze_column

JUNE_30, JULY_1 = date(2025, 6, 30), date(2025, 7, 1)
FEED = Feed(
    name="north_customers",
    company="north",
    entity="customers",
    folder="north/customers",
    contract=(
        "code",
        Column("name"),
        Column("nickname", required=False),
        Column("channel", since=JULY_1),
        Column("fax", required=False, since=JULY_1),
        "month",
    ),
    months=Months.SNAPSHOT,
    description="Customers.",
)


def test_the_columns_of_a_feed_are_all_that_are_declared_in_order() -> None:
    assert FEED.columns == ("code", "name", "nickname", "channel", "fax", "month")
    assert [bronze_column(column) for column in FEED.columns][-2:] == ["fax", "month_as_landed"]


def test_a_file_misses_required_columns_and_those_that_are_agreed_since_it_was_written() -> None:
    assert FEED.missed_by(JUNE_30) == ("code", "name", "month")
    assert FEED.missed_by(JULY_1) == ("code", "name", "channel", "month")
    assert FEED.missed_by(date(2030, 1, 1)) == ("code", "name", "channel", "month")


def test_a_plain_name_is_a_required_column_since_ever() -> None:
    for feed in FEEDS:
        plain = [column for column in feed.contract if isinstance(column, str)]
        assert set(plain) <= set(feed.missed_by(date.min))
