"""The latest check results, from a history that Dagster itself has written."""

from pathlib import Path

import dagster as dg
import pytest

from sales_platform.dashboard.check_results import latest_check_results
from sales_platform.home import prepare_home


@dg.asset
def numbers() -> None:
    """An asset with a check."""


@dg.asset_check(asset=numbers)
def few_are_missing(config: dict[str, int]) -> dg.AssetCheckResult:
    missing = config["missing"]
    return dg.AssetCheckResult(passed=missing == 0, severity=dg.AssetCheckSeverity.WARN, description=f"{missing} rows")


def test_the_last_result_of_a_check_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "1")  # so that the test takes away what prepare_home sets
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        for missing in (0, 3):
            asked = {"ops": {"numbers_few_are_missing": {"config": {"missing": missing}}}}
            dg.materialize([numbers, few_are_missing], instance=instance, run_config=asked)
    rows = latest_check_results(tmp_path).to_pylist()
    assert [(row["asset"], row["check"], row["result"], row["description"]) for row in rows] == [
        ("numbers", "few_are_missing", "warning", "3 rows")
    ]


def test_without_a_history_there_are_none_and_none_is_made(tmp_path: Path) -> None:
    assert latest_check_results(tmp_path).num_rows == 0
    assert list(tmp_path.iterdir()) == []
