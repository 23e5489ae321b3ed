"""Which files make up which month."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.feeds import Feed
from sales_platform.landing.contents import (
    NamedMonths,
    active_months,
    landed_month,
    lost_files,
    month_contents,
    months_of_row,
    named_months,
    open_edges,
    rows_in_month,
)
from sales_platform.landing.versions import FileInForce, KnownFile, files_in_force, months_alike, refused_files
from sales_platform.months import MonthRange
from sales_platform.storage.landing_zone import LandingFile
from sales_platform.values.file_dates import file_month

CALENDAR = MonthRange.of(date(2024, 1, 1), date(2026, 3, 1))
JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
LANDED_AT, MOVED_AT = datetime(2025, 9, 17, 12, tzinfo=UTC), datetime(2025, 9, 18, 12, tzinfo=UTC)
ORDERS, SALES, PRICES, PRODUCTS = (
    FEED_BY_NAME[name] for name in ("sports_bar_orders", "atlon_sales", "atlon_gross_price", "sports_bar_products")
)


def landed(path: str, version: str = "v1") -> LandingFile:
    return LandingFile(path, 10, version, LANDED_AT)


def known(
    path: str,
    version: str = "v1",
    months: Mapping[date | None, int] | None = None,
    refused: str | None = None,
    stored: Iterable[date] = (),
) -> KnownFile:
    in_rows = months or {}
    return KnownFile(path, version, 10, LANDED_AT, sum(in_rows.values()), in_rows, refused, frozenset(stored))


def named(files: Mapping[Feed, Iterable[FileInForce]]) -> dict[Feed, NamedMonths]:
    return {feed: named_months(feed, some) for feed, some in files.items()}


def contents_of(feed: Feed, *files: FileInForce) -> dict[date, list[str]]:
    return {month: sorted(paths) for month, paths in month_contents(feed, files, CALENDAR).items() if paths}


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("orders_2025_07_15.csv", date(2025, 7, 1)),
        ("deep/below/orders-2025-07-15.csv", date(2025, 7, 1)),
        ("orders20250715.csv", date(2025, 7, 1)),
        ("2025_07.csv", date(2025, 7, 1)),
        ("orders_2025_13_01.csv", None),
        ("2025_07/orders.csv", date(2025, 7, 1)),
        ("orders.csv", None),
        ("orders_120250715.csv", None),
    ],
)
def test_the_month_in_a_file_name(name: str, month: date | None) -> None:
    assert file_month(name) == month


def test_the_landed_version_of_a_file_is_in_force() -> None:
    (item,) = files_in_force([landed("a", "v2")], [known("a", "v1"), known("a", "v2")])
    assert (item.file.version, item.landed, item.known) == ("v2", True, known("a", "v2"))


def test_a_version_that_has_not_been_read_is_in_force_and_unknown() -> None:
    (item,) = files_in_force([landed("a", "v2")], [known("a", "v1")])
    assert (item.file.version, item.known) == ("v2", None)


def test_what_bronze_holds_stays_in_force_while_the_landed_version_is_refused() -> None:
    history = [known("a", "v1", stored=[JULY]), known("a", "v2"), known("a", "v3", refused="empty")]
    assert [(item.file.version, item.landed) for item in files_in_force([landed("a", "v3")], history)] == [("v1", False)]


def test_a_file_that_never_was_good_is_not_in_force() -> None:
    assert files_in_force([landed("a")], [known("a", refused="empty")]) == []
    assert [item.path for item in refused_files([landed("a")], [known("a", refused="empty")])] == ["a"]


def test_a_file_that_vanished_from_landing_stays_in_force_in_the_version_that_bronze_took_in_last() -> None:
    history = [known("orders_2025_07_01.csv", version, stored=[JULY]) for version in ("v1", "v2", "v1")]
    (item,) = month_contents(ORDERS, files_in_force([], history), CALENDAR)[JULY].values()
    assert (item.file.version, item.landed) == ("v1", False)


def test_a_version_that_was_stored_in_some_months_only_leaves_the_earlier_one_in_the_others() -> None:
    months: dict[date | None, int] = {JULY: 1, AUGUST: 1}
    history = [known("s.csv", "v1", months, stored=[JULY, AUGUST]), known("s.csv", "v2", months, stored=[AUGUST])]
    contents = month_contents(SALES, files_in_force([], history), CALENDAR)
    assert {month: item["s.csv"].file.version for month, item in contents.items()} == {JULY: "v1", AUGUST: "v2"}


def test_a_later_version_without_rows_in_a_month_ends_the_earlier_one_there() -> None:
    history = [known("s.csv", "v1", {JULY: 1}, stored=[JULY, AUGUST]), known("s.csv", "v2", {AUGUST: 1}, stored=[JULY, AUGUST])]
    contents = month_contents(SALES, files_in_force([], history), CALENDAR)
    assert {month: list(files) for month, files in contents.items()} == {JULY: [], AUGUST: ["s.csv"]}


def test_a_file_that_vanished_before_its_rows_were_stored_is_named_with_the_months() -> None:
    read = known("s.csv", months={JULY: 2, AUGUST: 1}, stored=[JULY])
    (lost,) = lost_files(SALES, [], [read], CALENDAR)
    assert lost.refused == "it vanished from landing before its rows of 2025-08 were stored; land it again"
    assert lost_files(SALES, [landed("s.csv")], [read], CALENDAR) == []
    assert lost_files(SALES, [], [known("s.csv", months={JULY: 2}, stored=[JULY])], CALENDAR) == []


def test_a_vanished_snapshot_or_yearly_list_that_bronze_holds_in_one_month_is_not_lost() -> None:
    assert lost_files(PRODUCTS, [], [known("p.csv", stored=[JULY])], CALENDAR) == []
    assert lost_files(PRICES, [], [known("p.csv", months={date(2025, 1, 1): 2}, stored=[JULY])], CALENDAR) == []
    assert len(lost_files(PRODUCTS, [], [known("p.csv")], CALENDAR)) == 1


def test_a_good_version_that_comes_back_ends_the_refusal() -> None:
    history = [known("a", "v1"), known("a", "v2", refused="empty")]
    assert refused_files([landed("a", "v1")], history) == []
    assert [item.file.version for item in files_in_force([landed("a", "v1")], history)] == ["v1"]


def test_files_named_by_date_make_up_their_month_and_unnamed_ones_the_month_they_landed_in() -> None:
    files = [FileInForce(landed(path), None) for path in ("orders_2025_07_01.csv", "orders_2025_07_02.csv", "orders.csv")]
    assert contents_of(ORDERS, *files) == {
        date(2025, 7, 1): ["orders_2025_07_01.csv", "orders_2025_07_02.csv"],
        date(2025, 9, 1): ["orders.csv"],
    }


def test_rows_choose_their_months_and_unreadable_ones_the_month_they_landed_in() -> None:
    months = {date(2025, 1, 1): 3, date(2025, 2, 1): 2, None: 1, date(1999, 1, 1): 4}
    item = FileInForce(landed("sales.csv"), known("sales.csv", months=months))
    assert set(contents_of(SALES, item)) == {date(2025, 1, 1), date(2025, 2, 1), date(2025, 9, 1)}
    assert rows_in_month(SALES, item, date(2025, 1, 1), CALENDAR) == 3
    assert rows_in_month(SALES, item, date(2025, 9, 1), CALENDAR) == 5


def test_a_yearly_price_belongs_to_every_month_of_its_year_that_the_calendar_has() -> None:
    months = months_of_row(PRICES, date(2026, 1, 1), landed("p.csv"), CALENDAR)
    assert months == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]


def test_an_undated_snapshot_is_in_force_always_and_dated_ones_until_the_next() -> None:
    paths = ("products.csv", "products_2025_03.csv", "products_2025_03_20.csv", "products_2025_06.csv")
    contents = contents_of(PRODUCTS, *(FileInForce(landed(path), None) for path in paths))
    march = ["products.csv", "products_2025_03.csv", "products_2025_03_20.csv"]
    assert contents[date(2024, 1, 1)] == march, "before the first dated file, the earliest known one holds"
    assert contents[date(2025, 3, 1)] == march
    assert contents[date(2025, 5, 1)] == march
    assert contents[date(2025, 6, 1)] == ["products.csv", "products_2025_06.csv"]
    assert contents[date(2026, 3, 1)] == ["products.csv", "products_2025_06.csv"]


def test_the_month_a_file_landed_in_is_kept_inside_the_calendar() -> None:
    early = LandingFile("a", 1, "v", datetime(2001, 1, 1, tzinfo=UTC))
    late = LandingFile("a", 1, "v", datetime(2040, 1, 1, tzinfo=UTC))
    assert (landed_month(early, CALENDAR), landed_month(late, CALENDAR)) == (date(2024, 1, 1), date(2026, 3, 1))


def test_the_active_months_run_from_the_first_to_the_last_that_is_named() -> None:
    sales = FileInForce(landed("sales.csv"), known("sales.csv", months={date(2024, 5, 1): 1, None: 1, date(1999, 1, 1): 1}))
    orders = FileInForce(landed("orders_2025_07_01.csv"), None)
    products = FileInForce(landed("products.csv"), None)
    active = active_months(named({SALES: [sales], ORDERS: [orders], PRODUCTS: [products]}).values(), CALENDAR)
    assert active == MonthRange.of(date(2024, 5, 1), date(2025, 7, 1))
    assert active_months(named({PRODUCTS: [products]}).values(), CALENDAR) is None


@pytest.mark.parametrize("same", [{"version": "v1", "modified": MOVED_AT}, {"version": "v2"}])
def test_a_refused_file_that_has_got_another_name_is_listed_no_more_once_it_is_used(same: dict[str, Any]) -> None:
    refused = known("orders_2026_07_03.csv", "v1", refused="its name says 2026-07, all 4 dates in it are of 2025-07")
    renamed = replace(known("orders_2025_07_03.csv"), **same)
    there = [renamed.as_landed()]
    assert refused_files(there, [refused, renamed]) == []
    assert refused_files([refused.as_landed(), *there], [refused, renamed]) == [refused]
    assert refused_files(there, [refused, replace(renamed, refused="empty")])[0] == refused
    another = replace(renamed, version="v3", modified=MOVED_AT)
    assert refused_files([another.as_landed()], [refused, another]) == [refused]
    assert refused_files(there, [renamed, refused]) == [refused], "another one that was there before"


def test_the_first_and_the_last_month_are_open_as_long_as_only_files_that_were_not_read_name_them() -> None:
    unread = [FileInForce(landed(f"orders_2025_{month:02}.csv"), None) for month in (5, 7, 9)]
    sales = [FileInForce(landed("s.csv"), known("s.csv", months={JULY: 1, AUGUST: 1, date(2019, 1, 1): 3}))]
    may, september = date(2025, 5, 1), date(2025, 9, 1)
    assert open_edges(named({ORDERS: unread, SALES: sales}), CALENDAR) == {ORDERS: {may, september}}
    assert open_edges(named({ORDERS: unread[:2], SALES: sales}), CALENDAR) == {ORDERS: {may}}
    assert open_edges(named({ORDERS: unread[1:2], SALES: sales}), CALENDAR) == {}
    assert open_edges(named({ORDERS: [], SALES: []}), CALENDAR) == {}


def test_months_that_hold_the_same_versions_of_the_same_files_are_alike() -> None:
    september = date(2025, 9, 1)
    files = [
        known("old.csv", stored=[JULY, AUGUST]),
        known("new.csv", stored=[september]),
        known("new.csv", "v2", stored=[AUGUST]),
    ]
    assert months_alike(files) == {JULY: {JULY}, AUGUST: {AUGUST}, september: {september}}
    assert months_alike([known("all.csv", stored=[JULY, AUGUST, september])]) == {september: {JULY, AUGUST, september}}
