"""Maintenance of a lake: smaller, with the same rows and nothing stale, beside readers and runs, and whenever it is killed."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sales_platform.errors import UserError
from sales_platform.maintenance import lake_upkeep, tables
from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform.reports.as_of import lake_as_of
from sales_platform.reports.kpis import kpis
from sales_platform.settings import Settings
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import lake_lock
from sales_platform.storage.retention import kept_for
from sales_platform.storage.snapshot import lake_snapshot
from sales_platform_tests.ageing import age
from sales_platform_tests.planning.place import ORDERS, Place, orders
from sales_platform_tests.recovery.moments import killing_lock

FACT = ("gold", "fact_sales")


def land_and_run(place: Place, quantities: range) -> None:
    """One more file with an order, and a run, for each quantity."""
    for quantity in quantities:
        place.land(ORDERS.format(f"2025_07_{10 + quantity}"), orders(f"N{quantity},2025-07-01,789001,25891101,{quantity}"))
        place.run()


def days(place: Place, count: int) -> Settings:
    return Settings.from_environment({**place.variables, "SALES_RETENTION_DAYS": str(count)})


def quantity(lake: Lake) -> int:
    return int(kpis(lake)["total_quantity"])


def files_of_a_month(lake: Lake, table: tuple[str, str]) -> int:
    delta = lake.open(*table)
    assert delta is not None
    return len([uri for uri in delta.file_uris() if "month=2025-07-01" in uri])


def test_rows_and_what_is_stale_stay_and_small_files_are_put_together(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_FILES", 1)
    land_and_run(place, range(1, 4))
    before, figures = place.rows(), kpis(place.lake)
    assert files_of_a_month(place.lake, ("bronze", "sports_bar_orders")) > 1
    done = {report.table: report for report in maintain_lake(place.settings)}
    assert done["bronze/sports_bar_orders"].files_compacted > 1
    assert files_of_a_month(place.lake, ("bronze", "sports_bar_orders")) == 1
    assert done["ledger/files"].files <= 9
    assert place.stale() == {}
    assert place.rows() == before
    assert kpis(place.lake) == figures
    versions = place.versions()
    again = maintain_lake(place.settings)
    assert (place.versions(), sum(report.files_compacted + report.files_removed for report in again)) == (versions, 0)
    assert place.run() == {}


def test_what_is_older_than_the_retention_goes_and_what_is_younger_can_still_be_read(place: Place) -> None:
    land_and_run(place, range(1, 3))
    age(place.folder / "lake", 10)
    first = quantity(place.lake)
    land_and_run(place, range(3, 5))
    age(place.folder / "lake", 10)
    yesterday = datetime.now(tz=UTC) - timedelta(days=1)
    as_it_was = quantity(place.lake)
    assert as_it_was > first
    land_and_run(place, range(5, 7))
    crashed = place.folder / "lake/gold/fact_sales/month=2025-07-01/part-crashed.parquet"
    fresh, staged = crashed.with_name("part-fresh.parquet"), crashed.with_name("part-crashed.parquet#1")
    for file in (crashed, fresh, staged):
        file.write_bytes(b"half a file")
    for file in (crashed, staged):
        os.utime(file, (yesterday.timestamp() - 6 * 86400,) * 2)
    done = {report.table: report for report in maintain_lake(days(place, 5))}
    assert (crashed.exists(), staged.exists(), fresh.exists()) == (False, False, True)
    assert done["gold/fact_sales"].files_removed > 2
    assert quantity(lake_as_of(place.lake, yesterday.isoformat())) == as_it_was
    assert quantity(lake_as_of(place.lake, (yesterday - timedelta(days=3)).isoformat())) == as_it_was
    assert place.stale() == {}


def test_a_time_before_the_retention_is_said_in_one_sentence(place: Place) -> None:
    for day in range(3):
        land_and_run(place, range(day, day + 1))
        maintain_lake(days(place, 5))
        age(place.folder / "lake", 10, checkpoints=True)
    assert sum(report.log_files_removed for report in maintain_lake(days(place, 5))) > 0
    long_ago = (datetime.now(tz=UTC) - timedelta(days=25)).isoformat()
    sentence = re.escape(f"The figures of {long_ago} are no longer kept: former versions stay for 5 days (SALES_RETENTION_DAYS)")
    with pytest.raises(UserError, match=sentence):
        lake_as_of(place.lake, long_ago)
    with pytest.raises(UserError, match="Version 0 of gold/fact_sales is no longer kept: former versions stay for 5 days"):
        lake_as_of(place.lake, "0")


def test_a_vacuum_by_hand_ends_in_the_same_sentence(place: Place) -> None:
    land_and_run(place, range(1, 3))
    delta = place.lake.open(*FACT)
    assert delta is not None
    before = str(delta.version())
    land_and_run(place, range(3, 5))
    delta = place.lake.reopen(*FACT)
    delta.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
    with pytest.raises(UserError, match=r"are no longer kept in the lake .* former versions stay for 30 days"):
        kpis(lake_as_of(place.lake, before))


def test_a_table_that_was_made_later_is_no_table_that_was_removed(place: Place) -> None:
    delta = place.lake.open(*FACT)
    assert delta is not None
    with pytest.raises(UserError, match="Nothing had been run at 2020-01-01"):
        lake_as_of(place.lake, "2020-01-01")


def test_the_retention_is_written_into_new_and_old_tables(place: Place) -> None:
    delta = place.lake.open(*FACT)
    assert delta is not None
    assert kept_for(delta) == timedelta(days=30)
    maintain_lake(days(place, 90))
    delta = place.lake.open(*FACT)
    assert delta is not None
    assert kept_for(delta) == timedelta(days=90)
    assert delta.metadata().configuration["delta.logRetentionDuration"] == "interval 90 days"


def test_a_reader_goes_on_with_what_it_has_opened(place: Place) -> None:
    land_and_run(place, range(1, 3))
    with lake_snapshot(place.lake.root) as reading:
        version = reading.reopen(*FACT).version()
        before = quantity(place.lake)
        age(place.folder / "lake", 2)
        land_and_run(place, range(7, 8))
        maintain_lake(days(place, 1))
        opened = reading.open(*FACT)
        assert opened is not None
        assert (opened.version(), quantity(reading)) == (version, before)
    assert quantity(place.lake) != before


def test_it_waits_for_a_run_that_is_in_progress(place: Place) -> None:
    class Waited(Exception):  # noqa: N818 - no error
        pass

    def on_wait() -> None:
        raise Waited

    with lake_lock(place.lake.root), pytest.raises(Waited):
        maintain_lake(place.settings, on_wait)


def test_killed_at_any_moment_it_leaves_the_same_rows_and_nothing_stale(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_FILES", 1)
    land_and_run(place, range(1, 3))
    age(place.folder / "lake", 10)
    land_and_run(place, range(3, 5))
    before = place.rows()
    killed, survived = 0, False
    while not survived:
        with monkeypatch.context() as patch:
            patch.setattr(lake_upkeep, "lake_lock", killing_lock(after=killed))
            try:
                maintain_lake(days(place, 5))
                survived = True
            except KeyboardInterrupt:
                killed += 7
        if killed % 3 == 0 or survived:
            assert place.stale() == {}
            assert place.rows() == before
    assert killed > 20
    assert place.run() == {}


def test_a_commit_of_maintenance_that_the_ledger_does_not_know_makes_nothing_stale(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_FILES", 1)
    land_and_run(place, range(1, 3))
    before = place.versions()
    tables.maintain_table(place.lake, ("bronze", "sports_bar_orders"), 30)
    assert place.versions()["bronze/sports_bar_orders"] > before["bronze/sports_bar_orders"]
    assert place.stale() == {}
    land_and_run(place, range(3, 4))
    assert place.stale() == {}


def test_a_table_that_was_restored_by_hand_is_still_noticed_after_it(place: Place) -> None:
    delta = place.lake.reopen(*FACT)
    delta.restore(0)
    maintain_lake(place.settings)
    assert "gold/fact_sales" in place.stale()


def test_a_lake_of_nothing_is_maintained(tmp_path: Path) -> None:
    settings = Settings.from_environment({"SALES_LAKE": str(tmp_path / "lake"), "SALES_LANDING": str(tmp_path)})
    assert maintain_lake(settings) == []
