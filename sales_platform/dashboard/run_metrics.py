"""Runs and ticks in numbers, from Dagster's history: a bounded number of its records."""

from typing import TYPE_CHECKING

from sales_platform.home import LAKE_TAG
from sales_platform.reports.metrics import Metric

if TYPE_CHECKING:
    from dagster import DagsterInstance
    from dagster._core.scheduler.instigation import InstigatorState, InstigatorTick
    from dagster._core.storage.dagster_run import RunRecord

_LAST_RUNS = 25
"""So many are looked at for the last one of each job."""


def run_metrics(instance: "DagsterInstance", lake: str) -> list[Metric]:
    """The last run of each job that wrote the lake, and the last tick of each sensor and schedule.

    Args:
        instance: has the history.
        lake: its address.
    """
    from dagster import RunsFilter  # noqa: PLC0415 - who has an instance has loaded it
    from dagster._core.storage.dagster_run import FINISHED_STATUSES  # noqa: PLC0415

    asked = RunsFilter(statuses=FINISHED_STATUSES, tags={LAKE_TAG: lake})
    runs: dict[str, RunRecord] = {}
    for record in instance.get_run_records(asked, limit=_LAST_RUNS):  # the latest first
        runs.setdefault(record.dagster_run.job_name, record)
    ticks = {}
    for state in instance.all_instigator_state() if instance.schedule_storage is not None else ():
        if tick := _last_tick(instance, state):
            ticks[state.name] = tick
    return [*_of_runs(runs), *_of_ticks(ticks)]


def _last_tick(instance: "DagsterInstance", state: "InstigatorState") -> "InstigatorTick | None":
    """The last one that has ended."""
    from dagster._core.scheduler.instigation import TickStatus  # noqa: PLC0415 - as above

    ended = [status for status in TickStatus if status is not TickStatus.STARTED]
    return next(iter(instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1, statuses=ended)), None)


def _of_runs(runs: "dict[str, RunRecord]") -> list[Metric]:
    ended = {(job,): run for job, run in runs.items() if run.end_time is not None}
    at = {job: run.end_time or 0 for job, run in ended.items()}
    seconds = {job: run.end_time - (run.start_time or run.end_time) for job, run in ended.items() if run.end_time}
    success = {job: float(run.dagster_run.is_success) for job, run in ended.items()}
    return [
        Metric("last_run_end_timestamp_seconds", "When the last run ended.", ("job",), at),
        Metric("last_run_seconds", "How long the last run took.", ("job",), seconds),
        Metric("last_run_success", "1 if the last run succeeded; 0 if it failed or was canceled.", ("job",), success),
    ]


def _of_ticks(ticks: "dict[str, InstigatorTick]") -> list[Metric]:
    from dagster._core.scheduler.instigation import TickStatus  # noqa: PLC0415 - as above

    at = {(name,): tick.timestamp for name, tick in ticks.items()}
    took = {(name,): tick.end_timestamp - tick.timestamp for name, tick in ticks.items() if tick.end_timestamp is not None}
    success = {(name,): float(tick.status is not TickStatus.FAILURE) for name, tick in ticks.items()}
    return [
        Metric("last_tick_timestamp_seconds", "When the last tick of a sensor or schedule began.", ("name",), at),
        Metric("last_tick_seconds", "How long it took.", ("name",), took),
        Metric("last_tick_success", "1 unless it failed; one that had nothing to do is a success.", ("name",), success),
    ]
