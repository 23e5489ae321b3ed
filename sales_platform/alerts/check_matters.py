"""Checks whose latest result is an error, and shares of quarantine above their tolerance."""

from collections.abc import Iterable
from typing import Any

from dagster import AssetCheckKey, AssetCheckSeverity, DagsterInstance
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from sales_platform.alerts.book import Matter, Seen
from sales_platform.assets.checks import checks_of
from sales_platform.assets.common import key_of
from sales_platform.catalog import TABLES
from sales_platform.table import Table

CHECKS, QUARANTINE = "check", "quarantine"
SHARE_OF_QUARANTINE = "few_rejected"
"""The check of the tolerances; it warns, for the data may be right."""
_RESULTS = (AssetCheckExecutionRecordStatus.FAILED, AssetCheckExecutionRecordStatus.SUCCEEDED)


def check_matters(instance: DagsterInstance, address: str, tables: Iterable[Table] = TABLES) -> Seen:
    """What the latest results of all checks say; of one that is running nothing is known."""
    keys = [AssetCheckKey(key_of(table), check.name) for table in tables for check in checks_of(table)]
    matters, undecided = [], set()
    for key, record in instance.event_log_storage.get_latest_asset_check_execution_by_key(keys).items():
        name = f"{CHECKS}/{'/'.join(key.asset_key.path)}/{key.name}"
        if record.status not in _RESULTS or record.event is None or record.event.dagster_event is None:
            undecided |= {name, name.replace(CHECKS, QUARANTINE, 1)}
            continue
        evaluation = record.event.dagster_event.asset_check_evaluation_data
        if evaluation.passed:
            continue
        link = f"{address}/runs/{record.run_id}"
        if evaluation.severity is AssetCheckSeverity.ERROR:
            matters.append(_failed(name, key, evaluation, link))
        elif key.name == SHARE_OF_QUARANTINE:
            matters.append(_above_tolerance(name.replace(CHECKS, QUARANTINE, 1), key, link))
    return Seen(tuple(matters), frozenset({CHECKS, QUARANTINE}), frozenset(undecided))


def _failed(name: str, key: AssetCheckKey, evaluation: Any, link: str) -> Matter:  # noqa: ANN401 - Dagster's
    found, months = (evaluation.metadata.get(one) for one in ("found", "months_checked"))
    where = f" in {months.value}" if months is not None else ""
    count = f": {found.value} found{where}" if found is not None else ""
    return Matter(
        name,
        f"The check {key.name} of {'.'.join(key.asset_key.path)} did not pass{count}.",
        "see in the run which rows it names; the runbook says what each check means ('A blocking check stopped the run').",
        link,
    )


def _above_tolerance(name: str, key: AssetCheckKey, link: str) -> Matter:
    entity = key.asset_key.path[-1]
    return Matter(
        name,
        f"The share of {entity} rows in quarantine is above the tolerance of a reason.",
        f"'sales-platform quarantine --entity {entity}' has the rows, 'sales-platform suggest' proposes corrections.",
        link,
    )
