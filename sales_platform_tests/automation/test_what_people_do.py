"""What people do with runs in the UI, and how the sensor takes it: canceled, re-executed from failure, of another lake."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from dagster import (
    DagsterRun,
    DagsterRunStatus,
    JobDefinition,
    ReexecutionOptions,
    execute_job,
    reconstructable,
)

from sales_platform.automation.requests import JOB, LAKE_TAG, step_of
from sales_platform.catalog import TABLES
from sales_platform.definitions import defs
from sales_platform.storage import landing_zone
from sales_platform.storage.lock import lake_lock
from sales_platform_tests.automation.sensor_place import AUGUST, JULY, OCTOBER, Place
from sales_platform_tests.refreshes import QUIET
from sales_platform_tests.small_lake import write

SALES_HEADER = "date,product_code,customer_code,sold_quantity\n"


def begun(place: Place, **tags: str) -> DagsterRun:
    """The run that the last tick requested, or one with these tags, has begun."""
    request = place.requests[0] if place.requests else None
    job = defs.resolve_job_def(JOB).get_subset(asset_selection=set(request.asset_selection or ())) if request else None
    return place.instance.create_run_for_job(
        job or defs.resolve_job_def(JOB),
        status=DagsterRunStatus.STARTED,
        tags={**(request.tags if request else {}), **tags},
        asset_selection=frozenset(request.asset_selection or ()) if request else None,
    )


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_what_a_person_cancels_stays_canceled_until_something_changes(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    assert place.tick() == [(JULY, JULY)]
    run = begun(place)
    with lake_lock(place.lake.root):
        assert place.tick() == []
    place.instance.report_run_canceled(run)
    for _ in range(3):
        assert place.tick() == []
        assert place.skipped.startswith(f"The run {run.run_id} over 2025-07 was canceled, so nothing is started until something")
    place.land("orders_2025_07_01.csv", "B")
    assert place.tick() == [(JULY, JULY)]
    place.run()
    assert place.tick() == []
    assert "every month is up to date" in place.skipped
    place.land("orders_2025_07_01.csv", "C")
    assert place.tick() == [(JULY, JULY)]


def test_a_canceled_run_holds_up_nothing_that_it_was_not_about(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    place.tick()
    run = begun(place)
    place.land("orders_2025_08_01.csv", "B")
    place.instance.report_run_canceled(run)
    assert place.tick() == [(JULY, AUGUST)]


def test_a_run_over_other_months_does_not_start_again_what_was_canceled(place: Place) -> None:
    other = "2025-10-01,P,C,{}\n"
    sales = place.orders.parents[1] / "atlon/sales/sales.csv"
    place.land("orders_2025_07_01.csv", "A")
    write(sales, f"{SALES_HEADER}{other.format(1)}")
    place.tick()
    place.run()
    place.land("orders_2025_07_01.csv", "B")
    write(sales, f"{SALES_HEADER}{other.format(22)}")
    assert place.tick() == [(JULY, JULY), (OCTOBER, OCTOBER)]
    place.instance.report_run_canceled(begun(place))  # of July
    place.requests = place.requests[1:]
    place.run()
    for _ in range(2):
        assert place.tick() == []
        assert "over 2025-07 was canceled, so nothing is started until something" in place.skipped
    place.land("orders_2025_07_02.csv", "E")
    assert place.tick() == [(JULY, JULY)]


def test_a_reset_of_the_cursor_takes_up_what_was_canceled(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    place.tick()
    place.instance.report_run_canceled(begun(place))
    assert place.tick() == []
    place.cursor = None
    assert place.tick() == [(JULY, JULY)]
    place.run(succeeds=True)
    assert place.tick() == []


def test_a_run_of_another_lake_with_the_same_history_is_left_alone(place: Place) -> None:
    other = place.instance.create_run_for_job(
        defs.resolve_job_def(JOB), status=DagsterRunStatus.STARTED, tags={LAKE_TAG: "/another/lake"}
    )
    place.land("orders_2025_07_01.csv", "A")
    assert place.tick() == [(JULY, JULY)]
    for _ in range(3):
        place.tick()
    seen = place.instance.get_run_by_id(other.run_id)
    assert seen is not None
    assert seen.status is DagsterRunStatus.STARTED
    place.run()
    place.instance.report_run_canceled(other)
    place.land("orders_2025_07_01.csv", "B")
    assert place.tick() == [(JULY, JULY)]


def test_every_run_says_which_lake_it_writes(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    place.tick()
    assert place.requests[0].tags[LAKE_TAG] == place.lake.root
    place.run()
    assert [run.tags[LAKE_TAG] for run in place.instance.get_runs()] == [place.lake.root]


def test_the_steps_of_tables_are_those_of_the_job() -> None:
    steps = {node.name for node in defs.resolve_job_def(JOB).nodes}
    assert {step_of(table) for table in TABLES} == {step for step in steps if not step.startswith("check_")}


def refresh_job() -> JobDefinition:
    return defs.resolve_job_def(JOB)


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_a_run_that_was_re_executed_from_its_failure_leaves_nothing_to_do(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = place.instance
    place.land("orders_2025_07_01.csv", "A")
    place.tick()
    with monkeypatch.context() as broken:
        broken.setattr("sales_platform.storage.frame_handlers.merge_months", _fails)
        place.run(succeeds=False)
    (failed,) = instance.get_runs()
    assert failed.status is DagsterRunStatus.FAILURE
    again = ReexecutionOptions.from_failure(failed.run_id, instance)
    execute_job(
        reconstructable(refresh_job),
        instance,
        QUIET,
        failed.tags,
        reexecution_options=again,
        asset_selection=sorted(failed.asset_selection or ()),
    )
    child = instance.get_runs(limit=1)[0]
    assert (child.parent_run_id, child.status) == (failed.run_id, DagsterRunStatus.SUCCESS)
    assert place.tick() == []
    assert "every month is up to date" in place.skipped


def test_a_file_of_the_future_is_taken_and_one_that_is_just_written_is_named(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=60))
    ahead = place.land("orders_2025_07_01.csv", "A")
    later = (datetime.now(tz=UTC) + timedelta(days=3)).timestamp()
    os.utime(ahead, (later, later))
    assert place.tick() == [(JULY, JULY)]
    place.run()
    place.land("orders_2025_08_01.csv", "B")
    assert place.tick() == []
    assert "Left for the next tick, because just written: sports_bar/orders/orders_2025_08_01.csv." in place.skipped


def _fails(*_arguments: object) -> None:
    raise RuntimeError("broken for a test")
