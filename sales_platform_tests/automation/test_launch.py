"""Runs that fail before their first step, and what a backfill is about."""

import time
from datetime import date
from pathlib import Path

import pytest
from dagster import DagsterInstance
from dagster._core.execution.asset_backfill import AssetBackfillData

from sales_platform.automation.requests import LAKE_TAG, REASON_TAG, missing_tags
from sales_platform.definitions import defs
from sales_platform.months import MonthRange
from sales_platform.planning.plan import named_files
from sales_platform_tests.refreshes import materialize


def test_a_run_that_cannot_begin_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_LANDING", str(tmp_path))
    monkeypatch.setenv("SALES_LAKE", "/proc/none")
    july = MonthRange.of(date(2025, 7, 1), date(2025, 7, 1))
    with DagsterInstance.ephemeral() as instance:
        result = materialize(instance, july, succeeds=False)
    assert not result.success
    (ended,) = [event for event in result.all_events if event.is_run_failure]
    error = ended.job_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    assert error is not None
    assert "The lake '/proc/none' cannot be written" in error.message


def test_every_run_says_why_it_was_started() -> None:
    assert missing_tags({REASON_TAG: "schedule: daily", LAKE_TAG: "lake"}, "lake") == {}
    assert missing_tags({"dagster/backfill": "abcd"}, "lake") == {REASON_TAG: "person: backfill abcd", LAKE_TAG: "lake"}
    assert missing_tags({}, "lake") == {REASON_TAG: "person", LAKE_TAG: "lake"}


def test_the_first_few_new_files_of_a_run_are_named() -> None:
    assert named_files(["a.csv"]) == "1 new or changed file: a.csv"
    names = [f"{name}.csv" for name in "abcdefgh"]
    assert named_files(names) == "8 new or changed files: a.csv, b.csv, c.csv, d.csv, e.csv and 3 more"


@pytest.mark.filterwarnings("ignore:Function `AssetSelection.sources`:DeprecationWarning")  # Dagster's own use of it
def test_a_backfill_of_some_months_of_all_tables_is_about_these_months_and_no_others() -> None:
    graph = defs.resolve_asset_graph()
    keys = [key for key in graph.materializable_asset_keys if graph.get(key).is_partitioned]
    months = ["2025-07-01", "2025-08-01", "2025-09-01"]
    with DagsterInstance.ephemeral() as instance:
        asked = AssetBackfillData.from_asset_partitions(
            asset_graph=graph,
            partition_names=months,
            asset_selection=keys,
            dynamic_partitions_store=instance,
            all_partitions=False,
            backfill_start_timestamp=time.time(),
        )
    assert len(keys) > 20
    for key in keys:
        subset = asked.target_subset.get_asset_subset(key)
        assert subset is not None, key
        assert sorted(subset.subset_value.get_partition_keys()) == months, key
