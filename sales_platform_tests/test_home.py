"""Dagster's own storage: made once, whoever comes at the same time, in SQLite or in PostgreSQL."""

import os
from collections.abc import Mapping
from pathlib import Path

import dagster
import pytest
import yaml
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.run_coordinator.queued_run_coordinator import QueuedRunCoordinator

from sales_platform.automation.requests import LAKE_TAG
from sales_platform.home import prepare_home
from sales_platform.storage import event_log
from sales_platform_tests.postgres_servers import PostgresServer
from sales_platform_tests.processes import all_at_once

DEPLOYED = Path(__file__).parents[1] / "deploy" / "dagster.yaml"


def _prepare(home: str) -> int:
    os.environ["DAGSTER_HOME"] = home
    prepare_home()
    with DagsterInstance.get() as instance:
        return len(instance.get_run_records())


def test_eight_processes_may_make_a_new_home_at_once(tmp_path: Path) -> None:
    assert all_at_once(_prepare, [(str(tmp_path / "home"),)] * 8) == [0] * 8


@pytest.mark.parametrize(
    ("version", "named"), [(dagster.__version__, "BatchingSqliteEventLogStorage"), ("1.14.0", "SqliteEventLogStorage")]
)
def test_a_new_home_names_the_event_log_that_fits_dagster(
    version: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "200")
    monkeypatch.setattr(dagster, "__version__", version)
    event_log._batched.cache_clear()
    try:
        written = prepare_home() / "dagster.yaml"
    finally:
        event_log._batched.cache_clear()
    assert f"  class: {named}\n" in written.read_text()


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> dict[str, str]:
    """The variables that lead to an empty database."""
    return postgres_server.empty()


def keep_in_postgres(home: Path, variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A Dagster home whose history is in a server, by the deployed settings."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    home.mkdir(exist_ok=True)
    (home / "dagster.yaml").write_text(DEPLOYED.read_text().replace("port: 5432", f"port: {variables['PORT']}"))


def test_the_deployed_settings_keep_dagsters_history_in_postgresql(
    postgres: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_in_postgres(tmp_path, postgres, monkeypatch)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    from sales_platform.definitions import defs  # noqa: PLC0415 - only this test needs it

    with DagsterInstance.get() as instance:
        instance.create_run_for_job(defs.resolve_job_def("refresh"), status=DagsterRunStatus.NOT_STARTED)
    with DagsterInstance.get() as instance:
        assert [record.dagster_run.job_name for record in instance.get_run_records()] == ["refresh"]
        assert type(instance.run_coordinator).__name__ == "QueuedRunCoordinator"


def test_runs_that_are_asked_for_start_one_at_a_time_for_each_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "200")
    written = yaml.safe_load((prepare_home() / "dagster.yaml").read_text())
    deployed = yaml.safe_load(DEPLOYED.read_text())
    one_for_each_lake = [{"key": LAKE_TAG, "value": {"applyLimitPerUniqueValue": True}, "limit": 1}]
    for configuration in (written, deployed):
        assert configuration["run_coordinator"]["config"]["tag_concurrency_limits"] == one_for_each_lake
    with DagsterInstance.get() as instance:
        coordinator = instance.run_coordinator
        assert isinstance(coordinator, QueuedRunCoordinator)
        assert coordinator.get_run_queue_config().tag_concurrency_limits == one_for_each_lake
