"""How the platform says that it is."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sales_platform.alerts.lake_matters import lake_matters
from sales_platform.alerts.limits import read_limits
from sales_platform.months import format_month
from sales_platform.operating_lines import status_lines
from sales_platform.reports.status import Status, platform_status
from sales_platform.run_view import reading_view
from sales_platform.settings import Settings
from sales_platform.storage.lock import Holder, lake_lock, lock_holder
from sales_platform_tests.planning.conftest import instance, place, up_to_date
from sales_platform_tests.planning.place import JULY, ORDERS, SALES, Place, orders
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.s3_servers import S3Server
from sales_platform_tests.small_lake import SmallLake
from sales_platform_tests.storage.s3_bucket import LAKE, use

__all__ = ["instance", "place", "up_to_date"]


def status_of(place: Place) -> Status:
    with reading_view(place.settings) as view:
        return platform_status(view)


def test_all_is_well_after_a_run_and_each_month_has_its_last_success(place: Place) -> None:
    found = status_of(place)
    assert found.is_well
    july = next(one for one in found.months if one.month == JULY)
    assert july.last_success is not None
    assert datetime.now(tz=UTC) - july.last_success < timedelta(hours=1)
    assert july.stale == ()
    tables = {table.table: table for table in found.tables}
    delta = place.lake.reopen("gold", "fact_sales")
    assert (tables["gold/fact_sales"].version, tables["gold/fact_sales"].files) == (delta.version(), len(delta.file_uris()))
    assert json.loads(json.dumps(found.as_json()))["lake_bytes"] == sum(table.bytes for table in found.tables)


def test_a_time_that_is_to_come_is_no_last_success_and_is_told(place: Place) -> None:
    with reading_view(place.settings) as view:
        made = view.made
        made.put({key: replace(one, at=one.at + timedelta(days=40)) for key, one in made.all.items() if key[1] == JULY})
        made.flush()
    july = next(one for one in status_of(place).months if one.month == JULY)
    assert (july.last_success, july.stale) == (None, ())
    said = [one.what for one in lake_matters(place.lake, read_limits({}), "http://page", datetime.now(tz=UTC)).matters]
    assert len(said) == 1
    assert said[0].startswith("Months of gold bear the time ")


def test_what_waits_and_what_is_stale_is_named(place: Place) -> None:
    new = ORDERS.format("2025_07_09")
    place.land(new, orders("N,2025-07-09,789001,25891101,1"))
    found = status_of(place)
    assert not found.is_well
    assert found.as_json()["waiting_files"] == [new]
    july = next(one for one in found.months if one.month == JULY)
    assert set(SALES) - {"quarantine/sales"} <= set(july.stale)
    assert july.last_success is not None


def test_people_are_told_a_table_with_a_few_of_its_reasons_and_a_machine_all(place: Place) -> None:
    for day in range(10, 20):
        place.land(ORDERS.format(f"2025_07_{day}"), orders(f"N{day},2025-07-{day},789001,25891101,1"))
    found = status_of(place)
    [line] = [line for line in status_lines(found) if line.startswith(f"Stale: {SALES[0]} ")]
    assert line.count("file new: ") == 3
    assert line.endswith("; and 7 more reasons")
    [stale] = [one for one in found.as_json()["stale"] if one["table"] == SALES[0]]
    assert len(stale["reasons"]) == 10


def test_while_a_run_is_at_it_all_is_well_and_who_it_is_stands_there(place: Place) -> None:
    place.land(ORDERS.format("2025_07_09"), orders("N,2025-07-09,789001,25891101,1"))
    with lake_lock(place.lake.root):
        found = status_of(place)
    assert found.is_well
    assert found.holder is not None
    assert found.holder.process == os.getpid()
    assert found.holder.since is not None
    assert status_of(place).holder is None


def test_a_lock_that_another_release_took_says_less(tmp_path: Path) -> None:
    assert Holder.from_text("") == Holder("unknown", 0, None)
    assert Holder.from_text('{"machine": "host boot pid", "process": 7, "released": false}') == Holder("host", 7, None)
    assert lock_holder(str(tmp_path / "nothing")) is None
    assert not (tmp_path / "nothing").exists()


def test_the_holder_of_a_lock_in_a_bucket_is_named(moto: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, moto.empty())
    with lake_lock(LAKE):
        holder = lock_holder(LAKE)
        assert holder is not None
        assert (holder.process, holder.since is not None) == (os.getpid(), True)
    assert lock_holder(LAKE) is None


def test_the_command_prints_it_and_its_exit_code_is_for_monitors(sound: SmallLake, broken: SmallLake) -> None:
    workplace: Workplace = broken.place
    well = workplace.command("status")
    assert (well.returncode, "Every month of every table is up to date." in well.stdout) == (0, True), well.stdout + well.stderr
    said = json.loads(workplace.command("status", "--json").stdout)
    assert said["is_well"] is True
    assert said["platform_version"]
    empty = sound.place.command("status", "--lake", str(workplace.folder / "other"))
    assert empty.returncode == 1
    assert "Waiting: " in empty.stdout
    assert not (workplace.folder / "other").exists()
    assert workplace.command("status", "--landing", "gone").returncode == 2


def test_a_month_that_was_never_made_has_no_last_success(place: Place) -> None:
    other = Settings.from_environment({**place.variables, "SALES_LAKE": str(place.folder / "other")})
    with reading_view(other) as view:
        found = platform_status(view)
    assert {one.last_success for one in found.months} == {None}
    assert "2025-07" in [format_month(one.month) for one in found.months]
