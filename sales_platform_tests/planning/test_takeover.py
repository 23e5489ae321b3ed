"""A lake of release 0.1.0 is taken over: its ledger is read, its figures stay, and only what is another one now is computed."""

import shutil

import pytest
from deltalake import DeltaTable

from sales_platform.catalog import TABLES
from sales_platform.fingerprints.former import former_logic
from sales_platform.months import MonthRange
from sales_platform_tests.planning.former_ledger import put_former_ledger
from sales_platform_tests.planning.place import FILES, FORECAST, JULY, NEW, PRICES, SALES, YEAR, Place, assert_same_rows
from sales_platform_tests.refreshes import materialize

ALWAYS = [table for table in TABLES if table.needs is None]
"""Those that wait for nothing: that release had no others."""


def stale_by_logic() -> set[str]:
    """The tables whose logic is another one than in that release, and what is made from them."""
    found: set[str] = set()
    for table in ALWAYS:
        if former_logic(table.text) != table.logic_version or any(read.table.text in found for read in table.reads):
            found.add(table.text)
    return found


@pytest.fixture(params=["its own logic", "the logic of now"])
def former(place: Place, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The lake as that release left it, made by its own logic or, as if nothing had changed since, by that of now."""
    if request.param == "the logic of now":
        now = {table.text: table.logic_version for table in TABLES}
        monkeypatch.setattr("sales_platform.fingerprints.former._former", lambda: now)
    put_former_ledger(place)
    return place


def test_that_release_had_every_table() -> None:
    assert all(former_logic(table.text) for table in ALWAYS)


def test_nothing_is_stale_but_what_has_another_logic_now(former: Place) -> None:
    assert set(former.stale()) == stale_by_logic()


def test_a_run_writes_no_other_table_and_the_figures_stay(former: Place, up_to_date: Place) -> None:
    before = former.versions()
    assert set(former.run()) == stale_by_logic()
    after = former.versions()
    written = {table for table in before if after[table] != before[table]}
    assert written - {"ledger/files"} <= stale_by_logic()
    assert after["ledger/fingerprints"] >= 0
    assert_same_rows(former, up_to_date)
    assert former.plan().stale == []


def test_a_new_file_in_such_a_lake_touches_just_its_month(former: Place, with_an_order: Place) -> None:
    former.take(NEW, with_an_order)
    stale = {table: months for table, months in former.stale().items() if table not in stale_by_logic() | {FORECAST}}
    assert stale == {table: [JULY] for table in (*SALES, FILES) if table not in stale_by_logic()}
    former.run()
    assert former.plan().stale == []
    assert_same_rows(former, with_an_order)


def test_a_changed_price_list_in_such_a_lake_touches_its_year(former: Place, with_other_prices: Place) -> None:
    former.take(PRICES, with_other_prices)
    stale = former.stale()
    assert stale["bronze/sports_bar_gross_price"] == YEAR
    assert ("bronze/sports_bar_orders" in stale) == ("bronze/sports_bar_orders" in stale_by_logic())
    former.run()
    assert_same_rows(former, with_other_prices)


def test_a_lake_whose_last_refresh_was_cut_off_is_taken_up(former: Place, with_an_order: Place) -> None:
    """Bronze had the file already, and nothing else."""
    former.take(NEW, with_an_order)
    shutil.rmtree(former.folder / "lake/bronze/sports_bar_orders")
    shutil.copytree(with_an_order.folder / "lake/bronze/sports_bar_orders", former.folder / "lake/bronze/sports_bar_orders")
    months = DeltaTable(f"{former.lake.root}/ledger/months")
    months.update(updates={"fingerprint": "'of the new file'"}, predicate="step = 'sports_bar_orders' AND month = '2025-07-01'")
    assert JULY in former.stale()["gold/fact_sales"]
    former.run()
    assert former.plan().stale == []
    assert_same_rows(former, with_an_order)


def test_a_lake_whose_first_refresh_was_cut_off_is_refreshed(former: Place, up_to_date: Place) -> None:
    DeltaTable(f"{former.lake.root}/ledger/months").delete("step = 'refreshed'")
    assert set(former.stale()) == {table.text for table in ALWAYS}
    former.run()
    assert_same_rows(former, up_to_date)


def test_what_a_person_computes_first_does_not_make_the_rest_stale(former: Place) -> None:
    materialize(former.instance, MonthRange.of(JULY, JULY), "gold/dim_products")
    assert set(former.stale()) - {"gold/dim_products"} == stale_by_logic() - {"gold/dim_products"}
