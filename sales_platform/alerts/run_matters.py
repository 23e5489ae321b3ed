"""Runs that failed, and attempts that are used up, from Dagster's history."""

from collections.abc import Iterator

from dagster import DagsterEvent, DagsterEventType, DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter
from dagster._core.events import JobFailureData
from dagster._core.storage.dagster_run import FINISHED_STATUSES

from sales_platform.alerts.book import Matter, Seen
from sales_platform.automation.new_files import MOST_ATTEMPTS, Memory
from sales_platform.automation.requests import JOB, LAKE_TAG, WITHOUT_TABLES
from sales_platform.automation.runs_of_lake import unfinished_runs
from sales_platform.problems.causes import cause_of
from sales_platform.problems.found import Deed
from sales_platform.problems.raised import Recorded, recorded_chain

RUNS, ATTEMPTS = "run", "attempts"
_LOOKED_AT = 50
"""Of the last runs that ended; those of other lakes, and those that a person canceled, are among them."""


def run_matters(instance: DagsterInstance, lake: str, address: str, memory: Memory) -> Seen:
    """The last run of a lake, of its maintenance and of its reports, if it failed; and whether the sensor gave up.

    Args:
        lake: the runs of other ones are of no interest.
        address: of Dagster's UI.
        memory: the sensor's.
    """
    last = _last_runs(instance, lake)
    failed = [run for run in last.values() if run.status is DagsterRunStatus.FAILURE]
    matters = [_failed(instance, run, address) for run in failed]
    gave_up = memory.attempts >= MOST_ATTEMPTS and any(_kind(run) == JOB for run in failed)
    if gave_up and not unfinished_runs(instance, lake):
        matters.append(_gave_up(address))
    return Seen(tuple(matters), frozenset({RUNS, ATTEMPTS}))


def _last_runs(instance: DagsterInstance, lake: str) -> dict[str, DagsterRun]:
    """The last run that ended of what refreshes, of what maintains and of what reports."""
    last: dict[str, DagsterRun] = {}
    for record in instance.get_run_records(RunsFilter(statuses=FINISHED_STATUSES), limit=_LOOKED_AT):
        run = record.dagster_run
        if run.tags.get(LAKE_TAG, lake) == lake and run.status is not DagsterRunStatus.CANCELED:
            last.setdefault(_kind(run), run)
    return last


def _kind(run: DagsterRun) -> str:
    """What a run does, by the name of its job; one that a person has put together refreshes."""
    return run.job_name if run.job_name in WITHOUT_TABLES else JOB


def _failed(instance: DagsterInstance, run: DagsterRun, address: str) -> Matter:
    name = _kind(run)
    step, cause = _where_and_why(instance, run)
    return Matter(
        f"{RUNS}/{name}",
        f"A run of {name} failed in {step}{f' ({cause})' if cause else ''}.",
        "see in the run why; correct it, and the sensor or the schedule tries again, or start it by hand.",
        f"{address}/runs/{run.run_id}",
    )


def _where_and_why(instance: DagsterInstance, run: DagsterRun) -> tuple[str, str]:
    """The step, and the cause by its name: what an error says may hold somebody's data."""
    for event in _failures(instance, run):
        if event.is_step_failure:
            return str(event.step_key), cause_name(event.step_failure_data.error)
        said = event.event_specific_data  # none where it is Dagster that has given the run up
        return "its beginning", cause_name(said.error) if isinstance(said, JobFailureData) else ""
    return "its beginning", ""


def _failures(instance: DagsterInstance, run: DagsterRun) -> Iterator[DagsterEvent]:
    for kind in (DagsterEventType.STEP_FAILURE, DagsterEventType.RUN_FAILURE):
        for record in instance.get_records_for_run(run.run_id, of_type=kind, limit=1).records:
            if (event := record.event_log_entry.dagster_event) is not None:
                yield event


def cause_name(error: Recorded | None) -> str:
    """The cause of a recorded error in a word or two; nothing where it shows none."""
    found = cause_of(recorded_chain(error), Deed()) if error is not None else None
    return found[0].name if found is not None else ""


def _gave_up(address: str) -> Matter:
    return Matter(
        f"{ATTEMPTS}/new_files",
        f"{MOST_ATTEMPTS} runs in a row left months stale, so the sensor new_files starts no more.",
        "see why they failed, then land corrected files, launch the job refresh, or reset the sensor's cursor.",
        f"{address}/runs",
    )
