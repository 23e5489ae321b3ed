"""The sensor on a real landing and a real Dagster instance; its runs are run."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from dagster import DagsterRunStatus

from sales_platform.automation import new_files as decisions
from sales_platform.automation.new_files import Memory
from sales_platform.automation.requests import REASON_TAG
from sales_platform.definitions import defs
from sales_platform.errors import UserError
from sales_platform.storage import landing_zone
from sales_platform.storage.lock import lake_lock
from sales_platform_tests.automation.sensor_place import AUGUST, JULY, OCTOBER, Place


def test_new_files_are_taken_in_once_by_the_months_they_touch(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    place.land("orders_2025_08_01.csv", "B")
    assert place.tick() == [(JULY, AUGUST)]
    assert place.requests[0].tags[REASON_TAG] == (
        "sensor: 2 new or changed files: sports_bar/orders/orders_2025_07_01.csv, sports_bar/orders/orders_2025_08_01.csv"
    )
    place.run()
    assert place.order_ids() == ["A", "B"]
    assert place.tick() == []
    assert place.skipped == f"2 files in landing: every month is up to date. (Landing: {place.orders.parents[1]})"


def changed_in_the_same_second(place: Place) -> None:
    path = place.orders / "orders_2025_07_01.csv"
    times = path.stat().st_mtime_ns
    place.land(path.name, "C")
    os.utime(path, ns=(times, times))


def deleted_and_uploaded_again(place: Place) -> None:
    (place.orders / "orders_2025_07_01.csv").unlink()
    place.land("orders_2025_07_01.csv", "C")


def deleted_seen_and_uploaded_again(place: Place) -> None:
    (place.orders / "orders_2025_07_01.csv").unlink()
    assert place.tick() == []
    place.land("orders_2025_07_01.csv", "C")


def landed_with_an_old_time_while_nobody_looked(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "C")
    os.utime(place.orders / "orders_2025_07_01.csv", (1_000_000_000, 1_000_000_000))
    place.cursor = None  # a daemon that starts anew


@pytest.mark.parametrize(
    "change",
    [
        changed_in_the_same_second,
        deleted_and_uploaded_again,
        deleted_seen_and_uploaded_again,
        landed_with_an_old_time_while_nobody_looked,
    ],
)
def test_a_file_with_other_content_is_never_missed(place: Place, change: Callable[[Place], None]) -> None:
    place.land("orders_2025_07_01.csv", "A")
    place.tick()
    place.run()
    change(place)
    assert place.tick() == [(JULY, JULY)]
    place.run()
    assert place.order_ids() == ["C"]
    assert place.tick() == []


def test_files_that_land_during_a_run_go_with_the_next_tick(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    run = place.instance.create_run_for_job(defs.resolve_job_def("refresh"), status=DagsterRunStatus.STARTED)
    with lake_lock(place.lake.root):
        assert place.tick() == []
        assert place.skipped == f"The run {run.run_id} is in progress; files that land meanwhile are ingested after it."
    place.instance.report_run_canceled(run)
    assert place.tick() == [(JULY, JULY)]


def test_a_run_that_was_killed_is_reported_as_failed_and_its_months_are_taken_up(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "LOCK_LIMIT", timedelta(0))  # it began long ago
    place.land("orders_2025_07_01.csv", "A")
    run = place.instance.create_run_for_job(defs.resolve_job_def("refresh"), status=DagsterRunStatus.STARTED)
    assert place.tick() == []
    assert place.tick() == [(JULY, JULY)]
    ended = place.instance.get_run_by_id(run.run_id)
    assert ended is not None
    assert ended.status is DagsterRunStatus.FAILURE


def test_a_failed_run_is_tried_again_up_to_a_limit_and_a_new_file_tries_everything_again(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    assert place.tick() == [(JULY, JULY)]
    assert place.tick() == []
    assert "The last run did not bring 2025-07 up to date; the next attempt is after" in place.skipped
    attempts = 1
    while attempts < 10:
        memory = Memory.from_cursor(place.cursor)
        place.cursor = Memory(memory.mark, memory.attempts, memory.at - 1e6).to_cursor()
        if not place.tick():
            break
        attempts += 1
    assert attempts == 5
    assert "so no more are started automatically" in place.skipped
    place.land("orders_2025_10_01.csv", "B")
    assert place.tick() == [(JULY, OCTOBER)]


def test_hidden_and_half_written_files_are_left_until_they_are_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=60))
    for name in (".orders_2025_07_01.csv", "_orders_2025_07_01.csv", "orders_2025_07_01.csv.part", ".tmp/orders_2025_07_01.csv"):
        place.land(name, "A")
        old = (datetime.now(tz=UTC) - timedelta(hours=1)).timestamp()
        os.utime(place.orders / name, (old, old))
    growing = place.land("orders_2025_08_01.csv", "B")
    assert place.tick() == []
    os.utime(growing, (old, old))
    assert place.tick() == [(AUGUST, AUGUST)]


def test_a_listing_that_fails_is_not_an_empty_one(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    place.tick()
    place.run()
    shutil.move(place.orders.parent.parent, place.orders.parent.parent.with_name("gone"))
    with pytest.raises(UserError, match="does not exist: create it or name another one"):
        place.tick()


def test_an_empty_landing_requests_nothing(place: Place) -> None:
    assert place.tick() == []
    assert place.skipped == f"0 files in landing: every month is up to date. (Landing: {place.orders.parents[1]})"
