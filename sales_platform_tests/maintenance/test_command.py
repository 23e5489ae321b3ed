"""The command ``sales-platform maintain``, its job, its asset and its schedule."""

import json
import subprocess
import sys
from pathlib import Path

from dagster import AssetKey, DagsterInstance, DefaultScheduleStatus

from sales_platform.automation.requests import JOB, MAINTENANCE_JOB, REASON_TAG
from sales_platform.definitions import defs
from sales_platform_tests.planning.place import Place
from sales_platform_tests.small_lake import SmallLake

MAINTENANCE, KEY = "maintenance", AssetKey("maintenance")


def test_it_is_in_the_history_and_says_what_it_did(broken: SmallLake) -> None:
    workplace = broken.place
    done = workplace.command("maintain")
    assert done.returncode == 0, done.stderr
    assert "removed that nothing of the last 30 days needs; the lake has" in done.stdout
    found = workplace.command("maintain", "--json")
    assert json.loads(found.stdout)["files_compacted"] == 0
    assert "every month of every table is up to date" in workplace.command("plan").stdout


def test_a_retention_that_is_none_is_one_sentence(broken: SmallLake) -> None:
    for text in ("0", "-3", "a week", "99999"):
        done = broken.place.command("maintain", SALES_RETENTION_DAYS=text)
        assert (done.returncode, done.stderr) == (
            2,
            f"Error: SALES_RETENTION_DAYS is '{text}': give a number of days from 1 to 3650.\n",
        )


def test_it_is_an_asset_that_goes_with_no_others() -> None:
    graph = defs.resolve_asset_graph()
    assert graph.has(KEY)
    assert KEY not in graph.executable_asset_keys
    assert KEY not in defs.resolve_job_def(JOB).asset_layer.selected_asset_keys


def test_all_tables_of_a_range_can_be_asked_for_by_dagsters_own_command(broken: SmallLake) -> None:
    dagster = str(Path(sys.executable).with_name("dagster"))
    every = ["asset", "materialize", "--select", "*", "--partition-range", "2025-07-01...2025-07-01"]
    (broken.place.folder / "home").mkdir(exist_ok=True)
    done = subprocess.run(
        [dagster, *every, "-m", "sales_platform.definitions"],
        env=broken.place.variables,
        cwd=broken.place.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_its_schedule_is_on_and_weekly() -> None:
    schedule = defs.resolve_schedule_def(MAINTENANCE)
    assert (schedule.cron_schedule, schedule.job_name, schedule.default_status) == (
        "30 2 * * 0",
        MAINTENANCE_JOB,
        DefaultScheduleStatus.RUNNING,
    )


def test_the_job_that_a_daemon_starts_works_on_the_lake_of_the_environment(place: Place) -> None:
    with DagsterInstance.ephemeral() as instance:
        result = defs.resolve_job_def(MAINTENANCE_JOB).execute_in_process(instance=instance, tags={REASON_TAG: "a test"})
    (event,) = [event for event in result.all_events if event.is_step_materialization]
    assert event.asset_key == KEY
    metadata = event.step_materialization_data.materialization.metadata
    assert metadata["files"].value == sum(len(place.lake.reopen(*name.split("/")).file_uris()) for name in place.versions())
