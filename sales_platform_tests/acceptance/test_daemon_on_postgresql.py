"""A real daemon whose history is in PostgreSQL: its sensor, a run that the UI asks for again, and one that a person cancels."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget

from sales_platform.storage.lock import lake_lock
from sales_platform_tests.acceptance.test_dagster_ui import REEXECUTE, ask
from sales_platform_tests.daemons import DEFINITIONS, PATIENCE_SECONDS, daemon
from sales_platform_tests.planning.place import ORDERS, land_three_months, orders
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.small_lake import write
from sales_platform_tests.test_home import keep_in_postgres, postgres

__all__ = ["postgres"]

TERMINATE = """
mutation ($run: String!) { terminateRun(runId: $run, terminatePolicy: SAFE_TERMINATE) { __typename } }
"""
NAMES = ("POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD")


def wait(what: str, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@pytest.mark.timeout(900)
def test_the_sensor_the_queue_a_run_again_and_a_cancellation(
    postgres: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Workplace(tmp_path, tmp_path / "landing")
    land_three_months(place.landing)
    keep_in_postgres(tmp_path / "home", postgres, monkeypatch)
    for name, value in {**place.variables, "PYTHONPATH": str(Path(__file__).parents[2])}.items():  # of the tests' definitions
        monkeypatch.setenv(name, value)
    environment = {**place.variables, **{name: os.environ[name] for name in NAMES}}
    with (
        DagsterInstance.get() as instance,
        WorkspaceProcessContext(instance, ModuleTarget(DEFINITIONS, None, str(tmp_path), DEFINITIONS)) as ui,
        daemon(environment, tmp_path),
    ):

        def statuses() -> list[DagsterRunStatus]:
            return [run.status for run in instance.get_runs()]

        wait("the first run", lambda: statuses() == [DagsterRunStatus.SUCCESS])
        first = instance.get_runs()[0].run_id
        launched = ask(ui, REEXECUTE, run=first)["launchRunReexecution"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        wait("the run that was asked for again", lambda: statuses() == [DagsterRunStatus.SUCCESS] * 2)
        assert instance.get_runs()[0].parent_run_id == first
        with lake_lock(place.lake.root):
            write(place.landing / ORDERS.format("2025_07_09"), orders("N,2025-07-09,789001,25891101,1"))
            wait("a run that waits for the lake", lambda: statuses()[0] is DagsterRunStatus.STARTED)
            canceled = instance.get_runs()[0].run_id
            ask(ui, TERMINATE, run=canceled)
        wait("its end", lambda: statuses()[0] in (DagsterRunStatus.CANCELED, DagsterRunStatus.FAILURE))
        assert statuses() == [DagsterRunStatus.CANCELED, *[DagsterRunStatus.SUCCESS] * 2]
        (sensor,) = [state for state in instance.all_instigator_state() if state.name == "new_files"]

        def said() -> str:
            ticks = instance.get_ticks(sensor.instigator_origin_id, sensor.selector_id, limit=1)
            return ticks[0].skip_reason or ""

        wait("a tick that says so", lambda: f"The run {canceled} over 2025-07 was canceled" in said())
        assert statuses() == [DagsterRunStatus.CANCELED, *[DagsterRunStatus.SUCCESS] * 2]
