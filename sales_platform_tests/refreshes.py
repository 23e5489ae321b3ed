"""Runs in the test's own process: as ``sales-platform run`` makes them, and as Dagster starts them."""

from collections.abc import Iterable, Mapping

from dagster import AssetCheckEvaluation, AssetKey, DagsterInstance, ExecuteInProcessResult, RunRequest

from sales_platform.automation.requests import JOB, range_tags
from sales_platform.definitions import defs
from sales_platform.months import MonthRange
from sales_platform.planning.plan import Plan, Work, plan_refresh
from sales_platform.run_view import reading_view, writing_view
from sales_platform.running.launch import Launch, Launcher
from sales_platform.settings import Settings

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def refresh(instance: DagsterInstance, settings: Settings, months: MonthRange | None = None) -> list[AssetCheckEvaluation]:
    """What is stale, or all tables of the months asked for; returns what the checks found."""
    with writing_view(settings) as view:
        plan = plan_refresh(view, read=True)
        works = [Work(months, plan.tables)] if months else plan.work
        launcher = Launcher(instance, view)
        launches = [Launch(work, "a test", None if months else plan.keys) for work in works]
        checks = [check for launch in launches for check in launcher.run(launch, lambda _step: None)]
        view.made.flush()
        view.files.flush()
    return checks


def planned(settings: Settings) -> Plan:
    """What ``sales-platform plan`` finds."""
    with reading_view(settings) as view:
        return plan_refresh(view)


def start(
    instance: DagsterInstance, tags: Mapping[str, str], tables: Iterable[str] | None = None, *, succeeds: bool = True
) -> ExecuteInProcessResult:
    """A run of the job with the environment's settings, as a daemon starts it.

    Args:
        instance: keeps the history.
        tags: of the run, its months among them.
        tables: the assets that are selected, as ``layer/name``; None selects all.
        succeeds: whether it must.
    """
    selection = None if tables is None else [AssetKey(name.split("/")) for name in tables]
    result = defs.resolve_job_def(JOB).execute_in_process(
        instance=instance, tags=dict(tags), asset_selection=selection, raise_on_error=False, run_config=QUIET
    )
    assert not succeeds or result.success, [event.message for event in result.all_events if event.is_failure]
    return result


def start_requested(instance: DagsterInstance, request: RunRequest, *, succeeds: bool = True) -> ExecuteInProcessResult:
    """The run that a sensor has requested."""
    tables = None if request.asset_selection is None else ["/".join(key.path) for key in request.asset_selection]
    return start(instance, request.tags, tables, succeeds=succeeds)


def materialize(instance: DagsterInstance, months: MonthRange, *tables: str, succeeds: bool = True) -> ExecuteInProcessResult:
    """What a person starts in the UI: some assets over some months; all of them when none is named."""
    return start(instance, range_tags(months, "a person"), tables or None, succeeds=succeeds)


def written(result: ExecuteInProcessResult) -> dict[str, list[str]]:
    """The tables that a run has materialized, each with its partitions."""
    found: dict[str, list[str]] = {}
    for event in result.get_asset_materialization_events():
        found.setdefault("/".join(event.asset_key.path if event.asset_key else ()), []).append(event.partition or "")
    return {table: sorted(partitions) for table, partitions in found.items()}
