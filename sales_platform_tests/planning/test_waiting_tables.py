"""Targets and stock need not be delivered: their tables are made once something of them has landed, and nothing else anew."""

from datetime import date

import pytest

from sales_platform import run_view
from sales_platform.catalog import TABLES
from sales_platform.entities import STOCK, TARGETS
from sales_platform.months import MonthRange
from sales_platform_tests.planning.former_ledger import put_former_ledger
from sales_platform_tests.planning.place import AUGUST, FILES, JULY, Place, assert_same_rows
from sales_platform_tests.refreshes import materialize

OF_TARGETS = {table.text for table in TABLES if table.needs == TARGETS}
OF_STOCK = {table.text for table in TABLES if table.needs == STOCK}
TARGETS_OF_JULY = "month,product_code,category,target_quantity,target_inr\n2025-07-01,A1,,8,\n2025-07-01,,Bats,20,\n"
STOCK_OF_JULY = "date,product_code,stock_quantity,on_order_quantity\n2025-07-31,A1,3,\n"
NEW = "atlon/targets/targets.csv"


def test_without_targets_and_stock_there_are_no_tables_of_them(place: Place) -> None:
    assert not {*place.versions()} & (OF_TARGETS | OF_STOCK)
    assert place.plan().tables == tuple(table for table in TABLES if table.needs is None)
    assert not {*place.run(MonthRange.of(JULY, JULY))} & (OF_TARGETS | OF_STOCK)


def test_the_first_targets_make_their_tables_and_no_other_but_the_list_of_files(place: Place) -> None:
    place.land(NEW, TARGETS_OF_JULY)
    stale = place.stale()
    assert {*stale} == {*OF_TARGETS, FILES}
    assert place.reasons("gold/plan_variance", JULY) == (f"file new: {NEW}", "first time")
    before = place.versions()
    place.run()
    after = place.versions()
    assert {table for table, version in before.items() if after[table] != version} == {
        FILES,
        "ledger/files",
        "ledger/fingerprints",
    }
    assert {*after} - {*before} == OF_TARGETS
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())
    found = place.table("gold/plan_variance", "TRUE")
    assert found.column("sold_quantity").to_pylist() == [10, 10]


def test_the_second_company_s_targets_touch_their_month_only(place: Place) -> None:
    place.land(NEW, TARGETS_OF_JULY)
    place.run()
    place.land("sports_bar/targets/t.csv", "month,category,product_id,target_qty,target_value\n2025-08-01,,25891101,5,\n")
    stale = place.stale()
    assert stale.pop("gold/plan_variance") == [AUGUST]
    assert {table: months for table, months in stale.items() if months != [AUGUST]} == {}
    place.run()
    assert_same_rows(place, place.from_nothing())


def test_stock_is_covered_by_the_forecast_and_changes_no_table_of_sales(place: Place) -> None:
    place.land("atlon/stock/stock.csv", STOCK_OF_JULY)
    assert {*place.stale()} == {*OF_STOCK, FILES}
    place.run()
    assert place.table("gold/stock_cover", "TRUE").column("at_hand").to_pylist() == [3]
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())


def test_a_file_of_the_feed_that_is_of_no_use_makes_no_table_and_is_listed(place: Place) -> None:
    place.land(NEW, "nothing,of,the,contract\n1,2,3,4\n")
    place.run()
    assert not {*place.versions()} & OF_TARGETS
    assert [row["_file"] for row in place.table(FILES, "TRUE").to_pylist()] == [NEW]
    assert place.plan().stale == []


def test_a_lake_of_an_earlier_release_gets_the_tables_without_another_one_being_touched(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = {table.text: table.logic_version for table in TABLES if table.needs is None}
    monkeypatch.setattr("sales_platform.fingerprints.former._former", lambda: now)
    put_former_ledger(place)
    assert place.plan().stale == []
    place.land(NEW, TARGETS_OF_JULY)
    place.land("atlon/stock/stock.csv", STOCK_OF_JULY)
    assert {*place.stale()} == {*OF_TARGETS, *OF_STOCK, FILES}
    place.run()
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())


def test_what_a_person_computes_without_anything_landed_is_empty_and_up_to_date(place: Place) -> None:
    materialize(place.instance, MonthRange.of(JULY, JULY))
    place.run()
    assert place.plan().stale == []
    assert place.table("gold/plan_variance", "TRUE").num_rows == 0


def test_a_target_of_a_month_ahead_waits_in_quarantine_and_counts_once_its_month_has_begun(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def until(last: date) -> None:
        monkeypatch.setattr(run_view, "calendar", lambda first: MonthRange.of(first, last))

    until(JULY)
    place.land(NEW, TARGETS_OF_JULY + "2025-08-01,A1,,9,\n")
    place.run()
    waiting = place.table("quarantine/targets", "TRUE").to_pylist()
    assert [(row["month"] < AUGUST, row["reasons"]) for row in waiting] == [(True, ["outside_calendar"])]
    until(AUGUST)
    place.run()
    assert place.table("quarantine/targets", "TRUE").num_rows == 0
    counted = place.table("silver/targets", "TRUE").to_pylist()
    assert sorted((row["month"], row["target_quantity"]) for row in counted) == [(JULY, 8), (JULY, 20), (AUGUST, 9)]
    assert place.plan().stale == []
