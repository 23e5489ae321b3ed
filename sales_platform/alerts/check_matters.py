"""Checks whose latest result is an error, shares of quarantine above their tolerance, and figures beyond their limits."""

from collections.abc import Iterable, Iterator
from typing import Any

from dagster import AssetCheckKey, AssetCheckSeverity, DagsterInstance
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecord, AssetCheckExecutionRecordStatus

from sales_platform.alerts.book import Matter, Seen
from sales_platform.assets.checks import checks_of
from sales_platform.assets.common import key_of
from sales_platform.catalog import TABLES
from sales_platform.gold.kpi_findings import BEYOND, WITHIN_LIMITS
from sales_platform.table import Table

CHECKS, QUARANTINE, KPI = "check", "quarantine", "kpi"
SHARE_OF_QUARANTINE = "few_rejected"
"""The check of the tolerances; it warns, for the data may be right."""
_RESULTS = {AssetCheckExecutionRecordStatus.FAILED, AssetCheckExecutionRecordStatus.SUCCEEDED}


def check_matters(instance: DagsterInstance, address: str, dashboard: str, tables: Iterable[Table] = TABLES) -> Seen:
    """What the latest results of all checks say.

    Args:
        address: of Dagster's UI; dashboard: of the dashboard.
    """
    matters: list[Matter] = []
    for key, record in _results(instance, tables):
        event = record.event.dagster_event if record.event is not None else None
        if event is None or (evaluation := event.asset_check_evaluation_data).passed:
            continue
        name, link = f"{'/'.join(key.asset_key.path)}/{key.name}", f"{address}/runs/{record.run_id}"
        if evaluation.severity is AssetCheckSeverity.ERROR:
            matters.append(_failed(f"{CHECKS}/{name}", key, evaluation, link))
        elif key.name == SHARE_OF_QUARANTINE:
            matters.append(_above_tolerance(f"{QUARANTINE}/{name}", key, link))
        elif key.name == WITHIN_LIMITS:
            matters += _beyond_limits(evaluation, dashboard)
    return Seen(tuple(matters), frozenset({CHECKS, QUARANTINE, KPI}))


def _results(instance: DagsterInstance, tables: Iterable[Table]) -> Iterator[tuple[AssetCheckKey, AssetCheckExecutionRecord]]:
    """The latest result of each check; a run plans its checks when it begins, and may never come to them."""
    storage = instance.event_log_storage
    keys = [AssetCheckKey(key_of(table), check.name) for table in tables for check in checks_of(table)]
    for key, record in storage.get_latest_asset_check_execution_by_key(keys).items():
        if record.status in _RESULTS:
            yield key, record
        else:
            yield from ((key, one) for one in storage.get_asset_check_execution_history(key, limit=1, status=_RESULTS))


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


def _beyond_limits(evaluation: Any, dashboard: str) -> list[Matter]:  # noqa: ANN401 - as above
    """A matter for each figure and what it was compared with."""
    beyond = evaluation.metadata.get(BEYOND)
    return [
        Matter(
            f"{KPI}/{name}",
            str(sentence),
            "the page What changed shows what it comes from; 'sales-platform reconcile' says whether every row is accounted for.",
            f"{dashboard}/changes",
        )
        for name, sentence in (beyond.value if beyond is not None else {}).items()
    ]


def _above_tolerance(name: str, key: AssetCheckKey, link: str) -> Matter:
    entity = key.asset_key.path[-1]
    return Matter(
        name,
        f"The share of {entity} rows in quarantine is above the tolerance of a reason.",
        f"'sales-platform quarantine --entity {entity}' has the rows, 'sales-platform suggest' proposes corrections.",
        link,
    )
