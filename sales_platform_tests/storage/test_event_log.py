"""Dagster's history: the same as Dagster's own storage keeps, stored a batch at a time."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    DagsterInstance,
    MaterializeResult,
    MonthlyPartitionsDefinition,
    asset,
    materialize,
)
from dagster._core.events import ASSET_CHECK_EVENTS

from sales_platform.automation.requests import range_tags
from sales_platform.months import MonthRange

OWN = ("sales_platform.storage.event_log", "BatchingSqliteEventLogStorage")
DAGSTERS = ("dagster._core.storage.event_log", "SqliteEventLogStorage")
CHECKS = [AssetCheckSpec(name, asset="orders") for name in ("sound", "unsound")]


@asset(
    partitions_def=MonthlyPartitionsDefinition("2025-01-01", end_date="2025-04-01"),
    check_specs=CHECKS,
)
def orders(context: AssetExecutionContext) -> Iterator[MaterializeResult[None]]:
    context.log.info("three months")
    results = [AssetCheckResult(check_name="sound", passed=True), AssetCheckResult(check_name="unsound", passed=False)]
    yield MaterializeResult(metadata={"rows": 3}, check_results=results)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[DagsterInstance]:
    with instance(OWN, tmp_path / "own") as made:
        yield made


def instance(storage: tuple[str, str], folder: Path) -> DagsterInstance:
    module, name = storage
    folder.mkdir()
    configuration = {
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
        "event_log_storage": {"module": module, "class": name, "config": {"base_dir": str(folder)}},
    }
    (folder / "dagster.yaml").write_text(json.dumps(configuration))
    return DagsterInstance.from_config(str(folder))


def refreshed(instance: DagsterInstance) -> str:
    months = MonthRange(date(2025, 1, 1), date(2025, 4, 1))
    return materialize([orders], instance=instance, tags=range_tags(months, "test")).run_id


def history(instance: DagsterInstance) -> list[object]:
    run = refreshed(instance)
    events = [
        (entry.dagster_event_type, entry.step_key, entry.dagster_event.partition, entry.dagster_event.asset_key)
        for entry in instance.all_logs(run)
        if entry.dagster_event
    ]
    key = AssetKey("orders")
    latest = instance.get_latest_materialization_event(key)
    assert latest is not None
    assert latest.asset_materialization is not None
    checks = [
        (record.key, record.status)
        for check in CHECKS
        for record in instance.event_log_storage.get_asset_check_execution_history(check.key, limit=10)
    ]
    return [events, sorted(instance.get_materialized_partitions(key)), latest.asset_materialization.partition, checks]


def test_what_is_stored_is_what_dagsters_own_storage_would_keep(own: DagsterInstance, tmp_path: Path) -> None:
    with instance(DAGSTERS, tmp_path / "dagsters") as dagsters:
        assert history(own) == history(dagsters)


def test_the_ui_follows_a_run_whose_database_stays_open_elsewhere(own: DagsterInstance) -> None:
    run = refreshed(own)
    seen = threading.Event()
    with DagsterInstance.from_ref(own.get_ref()) as ui:
        ui.watch_event_logs(run, None, lambda entry, _cursor: seen.set() if "one more" in str(entry) else None)
        own.report_engine_event("one more", own.get_run_by_id(run))
        assert seen.wait(30)


def test_a_batch_that_cannot_be_stored_leaves_nothing_of_itself(
    own: DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = refreshed(own)
    entries = own.all_logs(run)
    storage = own.event_log_storage
    before = counts(tmp_path / "own", run)

    def fail(*_arguments: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(storage, "_store_asset_event", fail)
    with pytest.raises(OSError, match="no space left"):
        storage.store_event_batch(entries)
    assert counts(tmp_path / "own", run) == before


def counts(folder: Path, run: str) -> list[int]:
    found = []
    for name in (run, "index"):
        connection = sqlite3.connect(folder / f"{name}.db")
        found.append(connection.execute("SELECT count(*) FROM event_logs").fetchone()[0])
        connection.close()
    return found


def test_events_of_several_runs_and_threads_are_all_stored(own: DagsterInstance, tmp_path: Path) -> None:
    runs = [refreshed(own), refreshed(own)]
    entries = [entry for run in runs for entry in own.all_logs(run) if entry.dagster_event_type not in ASSET_CHECK_EVENTS]
    before = [counts(tmp_path / "own", run)[0] for run in runs]
    threads = [threading.Thread(target=own.event_log_storage.store_event_batch, args=(entries,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = [counts(tmp_path / "own", run)[0] - count for run, count in zip(runs, before, strict=True)]
    assert stored == [4 * sum(entry.run_id == run for entry in entries) for run in runs]
