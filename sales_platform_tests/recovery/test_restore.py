"""A lake is brought back to how it was: tables, ledger and fingerprints together; and the next run is right."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dagster import DagsterInstance
from deltalake import DeltaTable

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.errors import UserError
from sales_platform.landing.files_ledger import FilesLedger
from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform.recovery.finishing import RESTORED
from sales_platform.reports.as_of import lake_as_of, moment_of
from sales_platform.reports.kpis import kpis
from sales_platform.settings import Settings
from sales_platform_tests.ageing import age
from sales_platform_tests.planning.place import FILES, FORECAST, JULY, ORDERS, SALES, Place, assert_same_rows
from sales_platform_tests.recovery.moments import Moment, order, restore

NEW = ORDERS.format("2025_07_10")
OTHERS = ("_ingested_at", "_file_version", "_file_modified")


def test_all_tables_are_as_they_were_and_a_run_brings_them_to_now(later: tuple[Place, Moment], made_at_once: Place) -> None:
    place, before = later
    now = Moment.of(place)
    done = restore(place, before.at)
    before.assert_is_now(place)
    assert set(done.tables) == {*SALES, FILES, FORECAST}
    assert list(done.files_since) == [ORDERS.format("2025_07_01"), NEW]
    assert done.dependents == ()
    assert set(place.stale()) == {*SALES, FILES, FORECAST}
    assert set(place.reasons("bronze/sports_bar_orders", JULY)) == {
        f"file changed: {ORDERS.format('2025_07_01')}",
        f"file new: {NEW}",
    }
    assert set(place.run()) == {*SALES, FILES, FORECAST}
    assert place.plan().stale == []
    assert Moment.of(place).figures == now.figures
    assert_same_rows(place, made_at_once)


def test_the_history_of_each_table_says_which_restore_it_was(later: tuple[Place, Moment]) -> None:
    place, before = later
    done = restore(place, before.at)
    commits = [place.lake.reopen(*name.split("/")).history(1)[0] for name in done.tables]
    assert {commit["sales_platform"] for commit in commits} == {"restore"}
    assert len({commit["sales_platform_restore"] for commit in commits}) == 1
    assert {name: versions[1] for name, versions in done.tables.items()} == {
        name: version for name, version in place.versions().items() if name in done.tables
    }


def test_what_was_wrong_and_has_left_the_landing_does_not_come_back(later: tuple[Place, Moment], up_to_date: Place) -> None:
    place, before = later
    (place.landing / NEW).unlink()
    first = ORDERS.format("2025_07_01")
    (place.landing / first).unlink()
    (place.landing / first).symlink_to((up_to_date.landing / first).resolve())
    assert place.plan().stale != []
    restore(place, before.at)
    assert place.plan().stale == []
    assert place.run() == {}
    before.assert_is_now(place)


def test_a_file_whose_times_alone_have_changed_was_not_taken_in_since(later: tuple[Place, Moment]) -> None:
    place, before = later
    ledger, feed = FilesLedger(place.lake), FEED_BY_NAME["sports_bar_orders"]
    known = next(file for file in ledger.known(feed) if file.path.endswith("2025_06_01.csv"))
    ledger.add_same(feed, replace(known, version="after chmod"), known.version)
    ledger.flush()
    assert list(restore(place, before.at).files_since) == [ORDERS.format("2025_07_01"), NEW]


def test_a_restore_can_be_undone_by_another_one(later: tuple[Place, Moment]) -> None:
    place, before = later
    now = Moment.of(place)
    done = restore(place, before.at)
    restore(place, done.before)
    now.assert_is_now(place)
    assert place.plan().stale == []
    assert kpis(lake_as_of(place.lake, before.at.isoformat())) == before.figures


def test_a_version_of_the_fact_means_the_end_of_its_run(later: tuple[Place, Moment]) -> None:
    place, _ = later
    fact = place.lake.reopen("gold", "fact_sales")
    figures = dict(kpis(lake_as_of(place.lake, str(fact.version() - 1))))
    restore(place, moment_of(place.lake, str(fact.version() - 1)))
    assert dict(kpis(place.lake)) == figures
    assert place.reasons("silver/sales", JULY) == (f"file changed: {ORDERS.format('2025_07_01')}",)


def test_what_is_as_it_was_is_left_alone(later: tuple[Place, Moment]) -> None:
    place, before = later
    versions = place.versions()
    assert restore(place, datetime.now(tz=UTC)).tables == {}
    assert restore(place, before.at, "gold/dim_customers").tables == {}
    assert place.versions() == versions


def test_what_is_made_from_a_restored_table_is_stale_until_a_run(later: tuple[Place, Moment]) -> None:
    place, before = later
    now = Moment.of(place)
    done = restore(place, before.at, "gold/fact_sales")
    assert set(done.dependents) == {"gold/sales_enriched", FORECAST}
    table = ("gold", "fact_sales")
    assert Moment.of(place).rows[table].equals(before.rows[table])
    assert set(place.stale()) == {"gold/fact_sales", *done.dependents}
    assert f"gold/fact_sales was {RESTORED}" in place.reasons("gold/sales_enriched", JULY)
    place.run()
    assert place.plan().stale == []
    now.assert_is_now(place)


def test_a_table_of_bronze_brings_what_is_known_of_its_files_back(later: tuple[Place, Moment], made_at_once: Place) -> None:
    place, before = later
    feed = ("bronze", "sports_bar_orders")
    done = restore(place, before.at, "/".join(feed))
    assert list(done.files_since) == [ORDERS.format("2025_07_01"), NEW]
    assert Moment.of(place).rows[feed].equals(before.rows[feed])
    assert place.stale()["bronze/sports_bar_orders"] == [JULY]
    assert {"silver/sales", "gold/fact_sales", "gold/sales_enriched"} <= set(place.stale())
    place.run()
    assert place.plan().stale == []
    assert_same_rows(place, made_at_once)


def test_rows_of_a_file_that_has_left_the_landing_are_in_no_table_after_it(later: tuple[Place, Moment]) -> None:
    place, before = later
    (place.landing / NEW).unlink()
    restore(place, before.at, "bronze/sports_bar_orders")
    place.run()
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())


def test_several_tables_of_one_moment_fit_each_other(later: tuple[Place, Moment], made_at_once: Place) -> None:
    place, before = later
    done = restore(place, before.at, *SALES, FORECAST)
    assert set(done.dependents) == {FILES}
    before.assert_is_now(place)
    place.run()
    assert_same_rows(place, made_at_once)


def test_a_moment_in_a_run_leaves_its_months_stale(place: Place) -> None:
    order(place, 10)
    place.run()
    begun = next(entry for entry in place.lake.reopen("ledger", "fingerprints").history(2)[1:])
    silver = place.lake.reopen("silver", "sales").history(1)[0]["timestamp"]
    assert begun["timestamp"] < silver
    now = Moment.of(place)
    restore(place, datetime.fromtimestamp(silver / 1000, tz=UTC))
    reasons = ("the last run did not finish it", "file new: sports_bar/orders/orders_2025_07_10.csv")
    assert place.reasons("gold/fact_sales", JULY) == reasons
    place.run()
    assert place.plan().stale == []
    assert Moment.of(place).figures == now.figures


def test_what_something_else_had_written_then_is_still_noticed(place: Place) -> None:
    DeltaTable(f"{place.lake.root}/gold/fact_sales").delete("month = '2025-07-01'")
    moment = datetime.now(tz=UTC)
    order(place, 10)
    place.run()
    restore(place, moment)
    assert "the table is gone, was restored, or was written by something else" in place.reasons("gold/fact_sales", JULY)
    place.run()
    assert_same_rows(place, place.from_nothing())


def test_before_the_retention_nothing_is_restored(place: Place) -> None:
    settings = Settings.from_environment({**place.variables, "SALES_RETENTION_DAYS": "5"})
    for day in range(10, 13):
        order(place, day)
        place.run()
        maintain_lake(settings)
        age(place.folder / "lake", 10, checkpoints=True)
    maintain_lake(settings)
    versions = place.versions()
    long_ago = datetime.now(tz=UTC) - timedelta(days=25)
    with pytest.raises(UserError, match="are no longer kept: former versions stay for 5 days"):
        moment_of(place.lake, long_ago.isoformat())
    with pytest.raises(UserError, match=r"are no longer kept in the lake .* former versions stay for 5 days"):
        restore(place, long_ago)
    assert place.versions() == versions


def test_after_a_vacuum_by_hand_of_one_table_no_table_is_restored(later: tuple[Place, Moment]) -> None:
    place, before = later
    delta = place.lake.reopen("gold", "sales_enriched")
    delta.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
    versions = place.versions()
    with pytest.raises(UserError, match=f"The tables as they were at {before.at:%Y-%m-%d %H:%M:%S} UTC are no longer kept"):
        restore(place, before.at)
    assert place.versions() == versions


def test_a_lake_of_nothing_cannot_be_restored(tmp_path: Path, instance: DagsterInstance) -> None:
    empty = Place(tmp_path, instance)
    with pytest.raises(UserError, match=r"There are no figures in .* yet"):
        moment_of(empty.lake, "2025-01-01")
    assert restore(empty, datetime.now(tz=UTC)).tables == {}
    shutil.rmtree(tmp_path / "lake")
