"""The IO manager inside Dagster: what dagster-deltalake's own handler gets wrong with ranges of months, ours does not.

Its handler swallows the error of a predicate that it cannot build and overwrites the whole table (dagster issue 34064), and it
filters a range of partitions by its first month only.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from dagster import (
    AssetExecutionContext,
    AssetIn,
    AssetKey,
    AssetsDefinition,
    DagsterInstance,
    MonthlyPartitionsDefinition,
    asset,
    materialize,
)
from pyspark.sql import DataFrame

from sales_platform.assets.common import ONE_RUN, month_range
from sales_platform.resources import platform_of_the_environment
from sales_platform.storage.io_manager import lake_io_manager
from sales_platform.storage.lake import Lake

MONTHS = MonthlyPartitionsDefinition(start_date="2025-01-01", end_date="2026-01-01")
RESOURCES = {"platform": platform_of_the_environment, "io_manager": lake_io_manager}
METADATA = {"partition_expr": "month"}
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def numbers(value: int) -> AssetsDefinition:
    @asset(key_prefix="silver", partitions_def=MONTHS, backfill_policy=ONE_RUN, metadata=METADATA)
    def numbers(context: AssetExecutionContext) -> pa.Table:
        months = list(month_range(*context.partition_key_range))
        return pa.table({"month": pa.array(months, pa.date32()), "number": pa.array([value] * len(months), pa.int64())})

    return numbers


@asset(
    key_prefix="gold",
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
    metadata={**METADATA, "merge_keys": ["month"]},
    ins={"numbers": AssetIn(key=["silver", "numbers"])},
)
def doubled(numbers: DataFrame) -> DataFrame:
    return numbers.selectExpr("month", "number * 2 AS number")


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setenv("SALES_LAKE", str(tmp_path))
    return Lake(str(tmp_path))


def run(*assets: AssetsDefinition, first: str, last: str, instance: DagsterInstance | None = None) -> Any:
    return materialize(
        assets,
        resources=RESOURCES,
        tags={RANGE_START: first, RANGE_END: last},
        instance=instance,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        raise_on_error=True,
    )


def held(lake: Lake, layer: str, table: str) -> dict[date, int]:
    answer = lake.query("SELECT month, number FROM t ORDER BY month", t=(layer, table))
    assert answer is not None
    return {row["month"]: row["number"] for row in answer.to_pylist()}


def test_writing_a_range_replaces_its_months_and_leaves_all_others(lake: Lake) -> None:
    assert run(numbers(1), first="2025-01-01", last="2025-12-01").success
    assert run(numbers(2), first="2025-04-01", last="2025-06-01").success
    assert held(lake, "silver", "numbers") == {date(2025, month, 1): 2 if 4 <= month <= 6 else 1 for month in range(1, 13)}


@pytest.mark.usefixtures("sail")
def test_reading_a_range_gives_all_of_its_months(lake: Lake) -> None:
    assert run(numbers(1), first="2025-01-01", last="2025-12-01").success
    assert run(numbers(1), doubled, first="2025-03-01", last="2025-05-01").success
    assert held(lake, "gold", "doubled") == {date(2025, month, 1): 2 for month in (3, 4, 5)}


@pytest.mark.usefixtures("sail")
def test_every_month_of_a_range_has_its_row_count_and_the_table_its_facts(lake: Lake) -> None:
    with DagsterInstance.ephemeral() as instance:
        assert run(numbers(1), doubled, first="2025-03-01", last="2025-04-01", instance=instance).success
        events = instance.fetch_materializations(AssetKey(["gold", "doubled"]), limit=5).records
    metadata = {event.partition_key: event.asset_materialization.metadata for event in events if event.asset_materialization}
    assert set(metadata) == {"2025-03-01", "2025-04-01"}
    march: dict[str, Any] = {name: value.value for name, value in metadata["2025-03-01"].items()}
    assert march["dagster/partition_row_count"] == 1
    assert [(column.name, column.type) for column in march["dagster/column_schema"].columns] == [
        ("month", "date"),
        ("number", "bigint"),
    ]
    assert (march["rows_inserted"], march["rows_updated"], march["rows_deleted"], march["rows_left_alone"]) == (1, 0, 0, 0)
    assert (march["delta_version"], march["table_size_bytes"] > 0) == (1, True)
    assert march["preview"].startswith("| month | number |")
    assert march["dagster/uri"] == lake.uri("gold", "doubled")


def test_a_table_that_is_not_there_yet_is_named_in_one_sentence(lake: Lake) -> None:
    assert lake.open("silver", "numbers") is None
    result = materialize(
        [numbers(1), doubled],
        selection=[doubled],
        resources=RESOURCES,
        partition_key="2025-03-01",
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        raise_on_error=False,
    )
    (failure,) = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    assert failure.error is not None
    assert failure.error.cause is not None
    assert (
        "The table silver/numbers does not exist yet: materialize the asset silver/numbers first" in failure.error.cause.message
    )
