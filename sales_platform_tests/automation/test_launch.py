"""Runs that fail before their first step, and what a backfill is about."""

import time
from datetime import date
from pathlib import Path

import pytest
from dagster import DagsterInstance
from dagster._core.execution.asset_backfill import AssetBackfillData

from sales_platform.automation.launch import refresh
from sales_platform.definitions import defs
from sales_platform.errors import UserError
from sales_platform.months import MonthRange


def test_a_run_that_cannot_begin_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_LANDING", str(tmp_path))
    monkeypatch.setenv("SALES_LAKE", "/proc/none")
    july = MonthRange.of(date(2025, 7, 1), date(2025, 7, 1))
    with DagsterInstance.ephemeral() as instance, pytest.raises(UserError, match="The lake '/proc/none' cannot be written"):
        refresh(instance, july, "a test", lambda _step: None)


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
