"""Runs that fail before their first step, and what a backfill is about."""

import time
from datetime import date
from pathlib import Path

import pytest
from dagster import DagsterInstance
from dagster._core.execution.asset_backfill import AssetBackfillData
from sales_platform.automation.plan import named_files

from sales_platform.automation.requests import REASON_TAG, reason_given_by_hand
from sales_platform.definitions import defs
from sales_platform.errors import UserError
from sales_platform.months import MonthRange
from sales_platform.running.launch import refresh


def test_a_run_that_cannot_begin_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_LANDING", str(tmp_path))
    monkeypatch.setenv("SALES_LAKE", "/proc/none")
    july = MonthRange.of(date(2025, 7, 1), date(2025, 7, 1))
    with DagsterInstance.ephemeral() as instance, pytest.raises(UserError, match="The lake '/proc/none' cannot be written"):
        refresh(instance, july, "a test", lambda _step: None)


def test_every_run_says_why_it_was_started() -> None:
    assert reason_given_by_hand({REASON_TAG: "schedule: daily"}) is None
    assert reason_given_by_hand({"dagster/backfill": "abcd"}) == "person: backfill abcd"
    assert reason_given_by_hand({}) == "person"


def test_the_files_of_a_run_are_named_and_so_is_what_else_touches_months() -> None:
    assert named_files(["a.csv"]) == "1 new or changed file: a.csv"
    assert named_files([f"{name}.csv" for name in "abcdefgh"]).startswith("8 new or changed files: a.csv, b.csv")
    assert named_files([]) == "no new file: one came back as it was before, or the last run did not end"


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
