"""Dagster's history: the same as Dagster's own storage keeps, stored a batch at a time."""

import json
import logging
import sqlite3
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster
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
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log import SqlEventLogStorage, SqliteEventLogStorage

from sales_platform.automation.requests import range_tags
from sales_platform.months import MonthRange
from sales_platform.storage import event_log
from sales_platform.storage.event_batches import BatchedEventLog
from sales_platform.storage.event_log import DAGSTERS, OWN, TESTED_WITH, class_to_name

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


@pytest.fixture(autouse=True)
def judged_anew() -> Iterator[None]:
    """Dagster is looked at once a process; here, once a test."""
    event_log._batched.cache_clear()
    yield
    event_log._batched.cache_clear()


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
        if record.event is not None and record.status is not AssetCheckExecutionRecordStatus.PLANNED
    ]
    return [events, sorted(instance.get_materialized_partitions(key)), latest.asset_materialization.partition, checks]


def test_what_is_stored_is_what_dagsters_own_storage_would_keep(own: DagsterInstance, tmp_path: Path) -> None:
    with instance(DAGSTERS, tmp_path / "dagsters") as dagsters:
        assert history(own) == history(dagsters)


def test_the_history_of_a_check_has_one_row_for_a_run_over_several_months(own: DagsterInstance) -> None:
    refreshed(own)
    refreshed(own)
    found = [
        [record.status.value for record in own.event_log_storage.get_asset_check_execution_history(check.key, limit=10)]
        for check in CHECKS
    ]
    assert found == [["SUCCEEDED"] * 2, ["FAILED"] * 2]


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


def test_batches_are_stored_under_the_dagster_that_is_installed(own: DagsterInstance) -> None:
    assert dagster.__version__.startswith(f"{TESTED_WITH}.")
    assert type(own.event_log_storage) is BatchedEventLog
    assert class_to_name() == OWN


def test_a_history_that_was_wiped_begins_anew(own: DagsterInstance) -> None:
    before = history(own)
    own.wipe()
    assert own.get_materialized_partitions(AssetKey("orders")) == set()
    assert history(own) == before


@pytest.mark.parametrize("version", ["1.12.9", "1.14.0", "2.13.0", "1!0+dev"])
def test_another_dagster_has_its_own_event_log_and_says_so_once(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(dagster, "__version__", version)
    with instance(OWN, tmp_path / "own") as made, instance(OWN, tmp_path / "second") as second:
        assert {type(each.event_log_storage) for each in (made, second)} == {SqliteEventLogStorage}
        with instance(DAGSTERS, tmp_path / "dagsters") as dagsters, DagsterInstance.from_ref(made.get_ref()) as again:
            assert history(again) == history(dagsters)
    assert class_to_name() == DAGSTERS
    (warning,) = (record for record in caplog.records if record.name == event_log.__name__)
    assert warning.levelno == logging.WARNING
    assert f"batches were tested with Dagster {TESTED_WITH}, this is {version}" in warning.getMessage()


def test_a_history_of_batches_is_read_and_continued_by_dagsters_own_event_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with instance(OWN, tmp_path / "own") as made:
        run = refreshed(made)
        entries = len(made.all_logs(run))
    event_log._batched.cache_clear()
    monkeypatch.setattr(dagster, "__version__", "1.14.0")
    with DagsterInstance.from_config(str(tmp_path / "own")) as later:
        assert len(later.all_logs(run)) == entries
        assert refreshed(later) != run
        assert len(later.get_materialized_partitions(AssetKey("orders"))) == 3


@pytest.mark.parametrize("method", ["_event_to_row", "_store_asset_event", "index_transaction"])
def test_methods_that_are_gone_or_changed_leave_dagsters_own_event_log(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as changed:
        changed.delattr(SqlEventLogStorage, method)
        assert class_to_name() == DAGSTERS
    event_log._batched.cache_clear()
    monkeypatch.setattr(SqliteEventLogStorage, method, lambda self, more, than, before: (self, more, than, before), raising=False)
    with instance(OWN, tmp_path / "own") as made:
        assert type(made.event_log_storage) is SqliteEventLogStorage
    assert f"the method {method} of Dagster {dagster.__version__} is not the one" in caplog.text


def test_a_module_of_dagster_that_is_gone_leaves_dagsters_own_event_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "sales_platform.storage.event_batches", None)  # importing it fails
    assert class_to_name() == DAGSTERS
    assert "Install Dagster 1.13 to store them in batches." in caplog.text
