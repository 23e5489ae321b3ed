"""Dagster's history after maintenance: smaller, and the UI and the dashboard show what they showed."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetCheckKey, DagsterEventType, DagsterInstance, DagsterRunStatus
from dagster._core.definitions.data_version import DATA_VERSION_TAG
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import (
    TickData,
    TickStatus,
)

from sales_platform.assets.checks import checks_of
from sales_platform.catalog import BY_TEXT
from sales_platform.dashboard.check_results import latest_check_results
from sales_platform.definitions import defs
from sales_platform.home import prepare_home
from sales_platform.maintenance.dagster_history import HistoryReport, purge_history
from sales_platform.months import MonthRange
from sales_platform_tests.maintenance.instigators import sensor_state
from sales_platform_tests.planning.place import AUGUST, JUNE, ORDERS, Place, orders
from sales_platform_tests.test_home import keep_in_postgres, postgres

__all__ = ["postgres"]

KINDS = ["sqlite", "postgresql"]
MATERIALIZATION = DagsterEventType.ASSET_MATERIALIZATION


@pytest.fixture(params=KINDS)
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DagsterInstance]:
    """A history in each kind of storage."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with kept_in(tmp_path / "home", server, monkeypatch) as instance:
        yield instance


@contextmanager
def kept_in(home: Path, server: Mapping[str, str] | None, patch: pytest.MonkeyPatch) -> Iterator[DagsterInstance]:
    """A history in a server of PostgreSQL, or in files."""
    patch.setenv("DAGSTER_HOME", str(home))
    patch.setenv("DAGSTER_EVENT_BATCH_SIZE", "200")
    if server:
        keep_in_postgres(home, server, patch)
    prepare_home()
    with DagsterInstance.get() as instance:
        yield instance


@dataclass(frozen=True)
class Past:
    """Runs of some time, and what a purge has done that came within the retention of all of them.

    Attributes:
        place: what was run.
        events: of each run, how many there were before that purge.
        done: what it said.
        events_left: of each run, how many there were after it.
    """

    place: Place
    events: Mapping[str, int]
    done: HistoryReport
    events_left: Mapping[str, int]


@pytest.fixture(scope="module", params=KINDS)
def past(request: pytest.FixtureRequest, up_to_date: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """A first run of every table over three months, then three of what one more file of a month changes each."""
    folder = tmp_path_factory.mktemp("past")
    server = request.getfixturevalue("postgres_server").empty("past") if request.param == "postgresql" else None
    with pytest.MonkeyPatch.context() as patch, kept_in(folder / "home", server, patch) as instance:
        place = Place(up_to_date.copy(folder).folder, instance)
        for day in range(10, 14):
            place.land(ORDERS.format(f"2025_07_{day}"), orders(f"N{day},2025-07-01,789001,25891101,{day}"))
            place.run(MonthRange.of(JUNE, AUGUST) if day == 10 else None)
        before = events_of(instance)
        done = purge_history(instance, datetime.now(tz=UTC) - timedelta(days=30))
        yield Past(place, before, done, events_of(instance))


def events_of(instance: DagsterInstance) -> dict[str, int]:
    """How many events each run has, in the order of the runs."""
    return {run: len(instance.all_logs(run)) for run in run_ids(instance)}


def shown(instance: DagsterInstance) -> dict[str, Any]:
    """What the UI and the dashboard show of assets, their months, data versions and checks."""
    events, keys = instance.event_log_storage, instance.all_asset_keys()
    checks = [
        AssetCheckKey(key, check.name)
        for key in keys
        if "/".join(key.path) in BY_TEXT
        for check in checks_of(BY_TEXT["/".join(key.path)])
    ]
    return {
        "latest": {key: entry and entry.run_id for key, entry in instance.get_latest_materialization_events(keys).items()},
        "months": {key: events.get_latest_storage_id_by_partition(key, MATERIALIZATION) for key in keys},
        "versions": {key: events.get_latest_tags_by_partition(key, MATERIALIZATION, [DATA_VERSION_TAG]) for key in keys},
        "checks": {
            key: (record.run_id, record.status) for key, record in events.get_latest_asset_check_execution_by_key(checks).items()
        },
        "dashboard": latest_check_results().to_pylist(),
    }


def run_ids(instance: DagsterInstance) -> list[str]:
    return [record.dagster_run.run_id for record in instance.get_run_records(ascending=True)]


def test_what_the_ui_shows_stays_and_the_rest_of_old_runs_goes(past: Past) -> None:
    history, instance = past.place, past.place.instance
    first, *middle, last = run_ids(instance)
    before, at = shown(instance), datetime.now(tz=UTC)
    assert before["dashboard"]
    assert len({run for run, _ in before["checks"].values()}) == 2
    size = _size(history)
    done = purge_history(instance, at)
    assert run_ids(instance) == [first, last]
    assert (done.runs, done.runs_thinned_out) == (len(middle), 2)
    assert shown(instance) == before
    assert [entry for run in middle for entry in instance.all_logs(run)] == []
    kinds = {entry.dagster_event_type for entry in instance.all_logs(first)}
    assert DagsterEventType.ASSET_CHECK_EVALUATION in kinds
    assert DagsterEventType.STEP_OUTPUT not in kinds
    assert [path for run in (first, *middle) for path in (_home() / "storage").glob(f"{run}/**/*")] == []
    assert _size(history) < size
    again = purge_history(instance, at)
    assert (again.runs, again.bytes_given_back) == (0, 0)
    assert shown(instance) == before
    history.land(ORDERS.format("2025_07_20"), orders("N,2025-07-01,789001,25891101,1"))
    assert "silver/sales" in history.run()


def test_runs_within_the_retention_stay_as_they_are(past: Past) -> None:
    assert (past.done.runs, past.done.runs_thinned_out) == (0, 0)
    assert len(past.events) == 4
    assert [*past.events_left.items()] == [*past.events.items()]


def test_a_run_that_has_not_ended_stays(kept: DagsterInstance) -> None:
    run = kept.create_run_for_job(defs.resolve_job_def("refresh"), status=DagsterRunStatus.STARTED)
    purge_history(kept, datetime.now(tz=UTC) + timedelta(days=1))
    assert run_ids(kept) == [run.run_id]


def ticks_left(kept: DagsterInstance, ticks: Mapping[int, TickStatus]) -> list[int]:
    """Of ticks of so many days ago, those that a purge leaves."""
    state = kept.add_instigator_state(sensor_state())
    at = datetime.now(tz=UTC).timestamp()
    origin, selector = state.instigator_origin_id, state.selector_id
    for days, status in ticks.items():
        kept.create_tick(
            TickData(origin, "new_files", InstigatorType.SENSOR, status, at - days * 86400, [], [], selector_id=selector)
        )
    purge_history(kept, datetime.now(tz=UTC) - timedelta(days=30))
    return [round((at - tick.timestamp) / 86400) for tick in kept.get_ticks(origin, selector)]


def test_of_ticks_the_latest_stays_for_dagster_counts_from_it(kept: DagsterInstance) -> None:
    assert ticks_left(kept, dict.fromkeys((60, 50, 40), TickStatus.SKIPPED)) == [40]


def test_ticks_that_found_nothing_go_after_a_day_and_the_others_stay(kept: DagsterInstance) -> None:
    ticks = {5: TickStatus.SUCCESS, 4: TickStatus.SKIPPED, 3: TickStatus.SUCCESS, 2: TickStatus.SKIPPED, 0: TickStatus.SKIPPED}
    assert ticks_left(kept, ticks) == [0, 3, 5]


def test_the_database_of_a_run_that_was_deleted_in_the_ui_goes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "200")
    runs = prepare_home() / "history/runs"
    old, young = runs / "0b5a0e0c-0000.db", runs / "0b5a0e0c-0001.db"
    for path in (old, young):
        path.write_bytes(b"x" * 1000)
    os.utime(old, (1_000_000_000, 1_000_000_000))
    with DagsterInstance.get() as instance:
        assert purge_history(instance, datetime.now(tz=UTC) - timedelta(days=30)).bytes_given_back == 1000
    assert (old.exists(), young.exists(), (runs / "index.db").exists()) == (False, True, True)


def _home() -> Path:
    return Path(os.environ["DAGSTER_HOME"])


def _size(history: Place) -> int:
    """Of what is kept: bytes of files, or rows of events."""
    files = sum(path.stat().st_size for path in (_home() / "history").rglob("*.db"))
    return files or sum(len(history.instance.all_logs(run)) for run in run_ids(history.instance))
