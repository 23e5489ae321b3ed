"""The sensor ``new_files``: lists the landing every few seconds and refreshes the months that new files touch."""

from dataclasses import replace
from datetime import UTC, datetime

from dagster import DagsterInstance, DefaultSensorStatus, SensorEvaluationContext, SensorResult, SkipReason, sensor

from sales_platform.automation.alive import close_dead_runs
from sales_platform.automation.new_files import Canceled, Memory, Progress, decide, progress, said_of_waiting
from sales_platform.automation.requests import JOB, work_request
from sales_platform.automation.runs_of_lake import covers, last_canceled, unfinished_runs
from sales_platform.planning.looking import looking_view
from sales_platform.planning.plan import plan_refresh
from sales_platform.problems.edge import told
from sales_platform.problems.found import Deed
from sales_platform.settings import Settings
from sales_platform.storage.connection import connect
from sales_platform.storage.landing_zone import landing_zone, settled
from sales_platform.storage.lock import is_locked

SECONDS = 10


@sensor(job_name=JOB, minimum_interval_seconds=SECONDS, default_status=DefaultSensorStatus.RUNNING)
def new_files(context: SensorEvaluationContext) -> SensorResult:
    """Refreshes the months that new or changed landed files touch, one run at a time; failed runs are retried."""
    with told(Deed(place="the landing or the lake")):
        return _look(context)


def _look(context: SensorEvaluationContext) -> SensorResult:
    settings, now, memory = Settings.from_environment(), datetime.now(tz=UTC), Memory.from_cursor(context.cursor)
    connect(settings)
    close_dead_runs(context.instance)
    unfinished = unfinished_runs(context.instance, settings.lake)
    seen = progress(unfinished, locked=is_locked(settings.lake), memory=memory, now=now)
    _report_dead(context.instance, seen)
    if seen.waiting_for is not None:
        cursor = replace(memory, suspects=seen.suspects).to_cursor()
        reason = f"The run {seen.waiting_for} is in progress; files that land meanwhile are ingested after it."
        return SensorResult(skip_reason=SkipReason(reason), cursor=cursor)
    last, waiting = last_canceled(context.instance, settings.lake), set[str]()
    if last is not None and not context.cursor:  # it was reset: a person wants what is stale
        memory = replace(memory, canceled=last.run_id)
    with looking_view(settings, lambda: settled(landing_zone(settings.landing), now, waiting.add)) as view:
        plan = plan_refresh(view)
        view.files.flush()
    canceled = Canceled(last.run_id, covers(last, plan, view.calendar)) if last is not None else None
    decision = decide(plan, memory, now, canceled)
    cursor = decision.memory.to_cursor()
    if not decision.work:
        reason = f"{decision.message}{said_of_waiting(waiting)} (Landing: {settings.landing})"
        return SensorResult(skip_reason=SkipReason(reason), cursor=cursor)
    requests = [work_request(work, f"sensor: {decision.message}", settings.lake) for work in decision.work]
    return SensorResult(requests, cursor=cursor)


def _report_dead(instance: DagsterInstance, seen: Progress) -> None:
    for run_id in seen.dead:
        if run := instance.get_run_by_id(run_id):
            instance.report_run_failed(
                run, "The run's process died without reporting an end; the sensor requests its stale months again."
            )
