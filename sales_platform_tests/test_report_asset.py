"""The monthly report in the asset graph: of gold, made when it is asked for, by a run of its own that takes no lock."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetKey, DagsterInstance, DagsterRun, DefaultScheduleStatus, RunRequest, build_schedule_context

from sales_platform.assets.report import REPORT
from sales_platform.automation.requests import JOB, LAKE_TAG, REPORT_JOB, makes_tables
from sales_platform.definitions import defs
from sales_platform.months import add_months, month_of, partition_key
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import lake_lock
from sales_platform_tests.dashboard.small_lake import sale, write_sales


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    made = Lake(str(tmp_path / "lake"))
    monkeypatch.setenv("SALES_LAKE", made.root)
    write_sales(made, [sale(month, "A", "1", 10, "100.00") for month in ("2024-07", "2025-07", "2025-08")])
    return made


def test_a_report_of_the_job_or_of_the_asset_alone_makes_no_table() -> None:
    def made(job: str, *selected: AssetKey) -> bool:
        return makes_tables(DagsterRun(job, "1", asset_selection=frozenset(selected) or None))

    assert not made(REPORT_JOB)
    assert not made("__ASSET_JOB", REPORT)
    assert made("__ASSET_JOB", REPORT, AssetKey(["gold", "fact_sales"]))
    assert made(JOB)


def run(first: str, last: str) -> Any:
    tags = {"dagster/asset_partition_range_start": f"{first}-01", "dagster/asset_partition_range_end": f"{last}-01"}
    with DagsterInstance.ephemeral() as instance:
        return defs.resolve_job_def(REPORT_JOB).execute_in_process(instance=instance, tags=tags, raise_on_error=False)


def test_it_is_below_every_table_of_gold_and_not_a_part_of_refresh() -> None:
    node = defs.resolve_asset_graph().get(REPORT)
    gold = {key for key in defs.resolve_asset_graph().get_all_asset_keys() if key.path[0] == "gold"} - {REPORT}
    assert node.parent_keys == gold
    assert node.group_name == "gold"
    assert REPORT not in defs.resolve_job_def(JOB).asset_layer.selected_asset_keys
    assert defs.resolve_job_def(REPORT_JOB).asset_layer.selected_asset_keys == {REPORT}


def test_each_month_has_its_file_and_its_metadata(lake: Lake) -> None:
    result = run("2025-07", "2025-09")
    assert result.success
    found = {
        event.partition: {name: value.value for name, value in event.step_materialization_data.materialization.metadata.items()}
        for event in result.all_events
        if event.is_step_materialization
    }
    path = f"{lake.root}/reports/monthly/2025-07.html"
    assert found["2025-07-01"] == {"path": path, "report": "http://127.0.0.1:8050/report/2025-07", "revenue_inr": 1000.0}
    assert "Sales report, July 2025" in Path(path).read_text("utf-8")
    assert found["2025-09-01"] == {"notes": "no sales in this month, and no report"}
    assert sorted(file.name for file in Path(path).parent.iterdir()) == ["2025-07.html", "2025-08.html"]


def test_it_does_not_wait_for_a_run_that_writes_the_lake(lake: Lake) -> None:
    with lake_lock(lake.root):
        assert run("2025-07", "2025-07").success


def test_a_month_without_sales_fails_with_the_sentence(lake: Lake) -> None:
    del lake
    result = run("2025-01", "2025-01")
    (failed,) = (event for event in result.all_events if event.is_step_failure)
    assert (
        "There are no sales of 2025-01 in the lake, so there is nothing to report" in failed.step_failure_data.error.to_string()
    )


def test_the_schedule_is_off_and_asks_for_the_month_before(lake: Lake) -> None:
    schedule = defs.resolve_schedule_def("monthly_report")
    assert schedule.default_status is DefaultScheduleStatus.STOPPED
    (request,) = schedule.evaluate_tick(build_schedule_context(repository_def=defs.get_repository_def())).run_requests or ()
    assert isinstance(request, RunRequest)
    assert request.partition_key == partition_key(add_months(month_of(datetime.now(tz=UTC).date()), -1))
    assert request.tags[LAKE_TAG] == lake.root
