"""A file that is held up, and that a person lets through: exactly the version that has landed."""

import json
import re

import pytest

from sales_platform.bronze.accepting import accept
from sales_platform.bronze.state import feed_state
from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.errors import UserError
from sales_platform_tests.bronze.test_ingest import CALENDAR, Bench, bench
from sales_platform_tests.platform_runs import Workplace

__all__ = ["bench"]
FEED = "sports_bar_customers"
HEADER = "customer_id,customer_name,city"
PATH = "sports_bar/customers/customers.csv"
MANY, FEW = [f"78900{n},Fit Foods,Bengaluru" for n in range(8)], ["789001,Fit Foods,Hyderabad"]


def names(bench: Bench) -> set[object]:
    return {row[0] for row in bench.rows(FEED, "city")}


def refusals(bench: Bench) -> list[str]:
    return [str(item.refused) for item in feed_state(bench.view(), FEED_BY_NAME[FEED], CALENDAR).refused]


@pytest.fixture
def shrunk(bench: Bench) -> Bench:
    """A master of eight customers that is followed by one of a single one, which is held up."""
    bench.land(PATH, HEADER, *MANY)
    bench.ingest(FEED)
    bench.land(PATH, HEADER, *FEW)
    bench.ingest(FEED)
    return bench


def test_the_last_good_version_stays_in_force_until_a_person_accepts_the_new_one(shrunk: Bench) -> None:
    assert (len(shrunk.rows(FEED, "customer_id")), names(shrunk)) == (8 * 12, {"Bengaluru"})
    said = "customers.csv has 1 customer, its version before had 8: if that is right, accept it with `sales-platform accept"
    assert refusals(shrunk) == [f"{said} sports_bar/customers/customers.csv`"]
    assert accept(shrunk.view(), PATH, " Meera ").accepted == "Meera"
    assert refusals(shrunk) == []
    shrunk.ingest(FEED)
    assert (len(shrunk.rows(FEED, "customer_id")), names(shrunk)) == (12, {"Hyderabad"})


def test_the_command_says_who_has_accepted_which_file(shrunk: Bench) -> None:
    place = Workplace(shrunk.landing.parent, shrunk.landing)
    done = place.command("accept", f"landing/{PATH}", "--by", "Meera [x]")
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout == f"{PATH} is accepted by Meera [x]. Take it in: sales-platform run\n"
    assert refusals(shrunk) == []


def test_a_dated_file_that_is_held_up_leaves_the_one_before_in_force_from_its_month_on(bench: Bench) -> None:
    bench.land("sports_bar/customers/customers_2025_07.csv", HEADER, *MANY)
    bench.land("sports_bar/customers/customers_2025_08.csv", HEADER, *FEW)
    bench.ingest(FEED)
    assert len(bench.rows(FEED, "month, customer_id")) == 8 * 12
    accept(bench.view(), "sports_bar/customers/customers_2025_08.csv", "Meera")
    bench.ingest(FEED)
    assert len(bench.rows(FEED, "month, customer_id")) == 8 * 7 + 5


@pytest.mark.parametrize("first", ["2025_07", "2025_08"])
def test_a_run_of_the_later_month_alone_reads_the_files_that_are_displaced_as_well(bench: Bench, first: str) -> None:
    months = {"2025_07": MANY, "2025_08": FEW}
    for month in sorted(months, key=lambda name: name != first):
        bench.land(f"sports_bar/customers/customers_{month}.csv", HEADER, *months[month])
    august = next(month for month in CALENDAR if month.month == 8)
    bench.ingest(FEED, type(CALENDAR).of(august, august))
    assert len(bench.rows(FEED, "customer_id")) == 8


def test_a_file_may_be_named_by_where_it_is(shrunk: Bench) -> None:
    assert accept(shrunk.view(), str(shrunk.landing / PATH), "Meera").path == PATH


@pytest.mark.parametrize(
    ("file", "by", "sentence"),
    [
        ("sports_bar/customers/none.csv", "Meera", "There is no landed file 'sports_bar/customers/none.csv' in "),
        ("elsewhere.csv", "Meera", "There is no landed file 'elsewhere.csv' in "),
        (PATH, "  ", "The option --by is empty"),
    ],
)
def test_what_cannot_be_accepted_is_said_in_one_sentence(shrunk: Bench, file: str, by: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        accept(shrunk.view(), file, by)


def test_a_file_of_no_feed_is_told_why_it_cannot_be_used(shrunk: Bench) -> None:
    shrunk.land("sports_bar/customers/more.txt", HEADER, *FEW)
    said = "'sports_bar/customers/more.txt' cannot be accepted, for it cannot be used: files of the kind .txt are not read"
    with pytest.raises(UserError, match=re.escape(said)):
        accept(shrunk.view(), "sports_bar/customers/more.txt", "Meera")


def test_a_file_that_is_not_held_up_or_was_accepted_already_is_told(shrunk: Bench) -> None:
    accept(shrunk.view(), PATH, "Meera")
    with pytest.raises(UserError, match="was accepted by Meera already, so there is nothing to accept"):
        accept(shrunk.view(), PATH, "Ravi")
    shrunk.land("sports_bar/customers/more.csv", HEADER, *FEW)
    with pytest.raises(UserError, match="has not been read yet"):
        accept(shrunk.view(), "sports_bar/customers/more.csv", "Meera")
    shrunk.ingest(FEED)
    with pytest.raises(UserError, match="is not held up, so there is nothing to accept"):
        accept(shrunk.view(), "sports_bar/customers/more.csv", "Meera")


def test_a_file_that_has_changed_since_it_was_held_up_is_judged_anew(shrunk: Bench) -> None:
    shrunk.land(PATH, HEADER, *FEW, "789009,Gym,Hyderabad")
    with pytest.raises(UserError, match="has changed since it was held up"):
        accept(shrunk.view(), PATH, "Meera")
    shrunk.ingest(FEED)
    assert refusals(shrunk)[0].startswith("customers.csv has 2 customers, its version before had 8")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ((HEADER, ",Fit Foods,Bengaluru"), "its only row does not have a customer_id"),
        (("name,customer_name,city", "1,2,3"), "columns missing: customer_id; its columns are customer_name, city, name"),
        ((HEADER,), "it has no rows"),
        (("",), "the file is empty"),
    ],
)
def test_a_useless_version_leaves_the_last_good_one_in_force_and_no_person_can_change_that(
    bench: Bench, content: tuple[str, ...], reason: str
) -> None:
    bench.land(PATH, HEADER, *MANY)
    bench.ingest(FEED)
    bench.land(PATH, *content)
    bench.ingest(FEED)
    assert len(bench.rows(FEED, "customer_id")) == 8 * 12
    assert refusals(bench)[0].startswith(reason)
    with pytest.raises(UserError, match="cannot be accepted, for it cannot be used"):
        accept(bench.view(), PATH, "Meera")


def test_a_master_whose_column_is_gone_for_good_is_accepted_without_it(bench: Bench) -> None:
    bench.land(PATH, HEADER, *MANY)
    bench.ingest(FEED)
    bench.land(PATH, "customer_id,customer_name", *(row.rsplit(",", 1)[0] for row in MANY))
    bench.ingest(FEED)
    assert "columns missing: city" in json.dumps(refusals(bench))
    accept(bench.view(), PATH, "Meera")
    bench.ingest(FEED)
    assert names(bench) == {None}


def test_a_price_list_that_lost_most_of_its_prices_leaves_the_last_good_one_in_force(bench: Bench) -> None:
    feed, path, header = "sports_bar_gross_price", "sports_bar/gross_price/prices.csv", "product_id,month,gross_price"
    bench.land(path, header, *(f"2589110{n},2025-0{month}-01,80" for n in (1, 2) for month in (6, 7, 8)))
    bench.ingest(feed)
    bench.land(path, header, "25891101,2025-08-01,80")
    bench.ingest(feed)
    assert len(bench.rows(feed, "product_id")) == 6
    (refused,) = feed_state(bench.view(), FEED_BY_NAME[feed], None).refused
    assert str(refused.refused).startswith("prices.csv has 1 price, its version before had 6: ")
