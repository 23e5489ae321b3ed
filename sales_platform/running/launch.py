"""Run the job ``refresh`` in this process, through Dagster, so that the run is in the UI's history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dagster import (
    AssetCheckEvaluation,
    AssetCheckSeverity,
    DagsterEvent,
    DagsterEventType,
    DagsterInstance,
    EventLogEntry,
    ResourceDefinition,
)
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.execution.api import execute_run_iterator
from dagster._core.utils import make_new_run_id
from dagster_shared.error import SerializableErrorInfo

from sales_platform.automation.alive import alive
from sales_platform.automation.requests import JOB, keys_of, range_tags
from sales_platform.errors import LockLostError, OutsideError, RunFailedError, RunInterruptedError, UserError
from sales_platform.fingerprints.made import Key
from sales_platform.planning.plan import Work
from sales_platform.planning.record import recording
from sales_platform.problems.edge import told_chain
from sales_platform.problems.found import A_RUN
from sales_platform.problems.raised import recorded_chain
from sales_platform.resources import Platform
from sales_platform.run_view import RunView
from sales_platform.running.origin import code_origin, remote_origin
from sales_platform.wiring import wired

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""The configuration of a run of a command: what happens is said by the command itself."""


@dataclass(frozen=True)
class Launch:
    """A run to be made.

    Attributes:
        work: the months, and the tables that are computed.
        reason: why it is started; a tag of the run.
        only: of these months and tables what is computed; None for all of it.
    """

    work: Work
    reason: str
    only: frozenset[Key] | None = None


class Launcher:
    """Runs of the job in this process, on a view that is there already.

    Args:
        instance: keeps the history.
        view: what the runs work on.
    """

    def __init__(self, instance: DagsterInstance, view: RunView) -> None:
        self._instance, self._view = instance, view
        platform = ResourceDefinition.hardcoded_resource(Platform.of(view))
        self._job = wired(platform).resolve_job_def(JOB)

    def step_count(self, work: Work) -> int:
        """How many steps a run has."""
        return len(self._job.get_subset(asset_selection=set(keys_of(work.tables))).nodes)

    def run(self, launch: Launch, on_step: Callable[[str], None]) -> list[AssetCheckEvaluation]:
        """Materialize assets, in one run.

        Args:
            launch: what is run.
            on_step: called with the name of each step when it is done.

        Returns:
            What the asset checks found.

        Raises:
            UserError: a step failed for something the user can correct.
            RunFailedError: a step failed for another reason, or a check stopped the run.
        """
        run_id = make_new_run_id()

        def listen(entry: EventLogEntry) -> None:
            if entry.dagster_event and entry.dagster_event.event_type is DagsterEventType.STEP_SUCCESS:
                on_step(str(entry.dagster_event.step_key))

        self._instance.add_event_listener(run_id, listen)
        with alive(run_id, self._instance), recording(self._view, run_id, launch.only) as record:
            record.begin(launch.work.tables, launch.work.months)
            run = self._instance.create_run_for_job(
                job_def=self._job,
                run_id=run_id,
                run_config=QUIET,
                tags=range_tags(launch.work.months, launch.reason, self._view.settings.lake, stale_only=launch.only is not None),
                asset_selection=frozenset(keys_of(launch.work.tables)),
                remote_job_origin=remote_origin(JOB),
                job_code_origin=code_origin(JOB),
            )
            events = list(execute_run_iterator(InMemoryJob(self._job), run, self._instance))
        return _checks_of(run_id, events)


def _checks_of(run_id: str, events: Sequence[DagsterEvent]) -> list[AssetCheckEvaluation]:
    checks = [event.asset_check_evaluation_data for event in events if _is_evaluation(event)]
    stopped = [check for check in checks if check.blocking and not check.passed and check.severity is AssetCheckSeverity.ERROR]
    if stopped:
        said = " ".join(f"{check.asset_key.to_user_string()} {check.check_name}: {check.description}" for check in stopped)
        raise RunFailedError(f"Checks stopped the run {run_id}, so nothing wrong reached the next layer. {said}")
    if not any(event.event_type is DagsterEventType.RUN_SUCCESS for event in events):
        raise failure(run_id, events)
    return checks


def _is_evaluation(event: DagsterEvent) -> bool:
    return event.event_type is DagsterEventType.ASSET_CHECK_EVALUATION


def _first_failure(events: Sequence[DagsterEvent]) -> tuple[str, SerializableErrorInfo | None]:
    """Where the run failed and why: in a step, or before the first one."""
    for event in events:
        if event.is_step_failure:
            return str(event.step_key), event.step_failure_data.error
    ended = next((event for event in events if event.event_type is DagsterEventType.RUN_FAILURE), None)
    return "its beginning", ended.job_failure_data.error if ended else None


def failure(run_id: str, events: Sequence[DagsterEvent]) -> Exception:
    """What to raise for a run that has failed: the sentence of a UserError as it is, else where and why."""
    step, error = _first_failure(events)
    chain = recorded_chain(error)
    for one in chain:
        for kind in (UserError, LockLostError, OutsideError):
            if one.kind == kind.__name__:
                return kind(one.text.strip())
        if one.kind == DagsterExecutionInterruptedError.__name__:
            return RunInterruptedError(
                f"The run {run_id} was interrupted in {step}. Run again: a plain 'sales-platform run' takes up what it had begun."
            )
    if told := told_chain(chain, A_RUN):
        return told
    text = chain[-1].line if chain else "no step reported an error"
    return RunFailedError(f"The run {run_id} failed in {step}: {text} Details are in the Dagster UI (make dev).")
