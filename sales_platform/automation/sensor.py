"""The sensor ``new_files``: lists the landing every few seconds and refreshes the months that new files touch."""

from datetime import UTC, datetime

from dagster import (
    DagsterInstance,
    DagsterRunStatus,
    DefaultSensorStatus,
    RunsFilter,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from sales_platform.automation.new_files import Memory, Progress, RunSeen, decide, progress
from sales_platform.automation.requests import JOB, work_request
from sales_platform.planning.plan import plan_refresh
from sales_platform.run_view import reading_view
from sales_platform.settings import Settings
from sales_platform.storage.connection import connect
from sales_platform.storage.landing_zone import landing_zone, settled
from sales_platform.storage.lock import is_locked

SECONDS = 10
_ASKED_FOR = (DagsterRunStatus.QUEUED, DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING)
_BEGUN = (DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING)


@sensor(job_name=JOB, minimum_interval_seconds=SECONDS, default_status=DefaultSensorStatus.RUNNING)
def new_files(context: SensorEvaluationContext) -> SensorResult:
    """Refreshes the months that new or changed landed files touch, one run at a time; failed runs are retried."""
    settings, now, memory = Settings.from_environment(), datetime.now(tz=UTC), Memory.from_cursor(context.cursor)
    connect(settings)
    seen = progress(_unfinished(context.instance), locked=is_locked(settings.lake), memory=memory, now=now)
    _report_dead(context.instance, seen)
    if seen.waiting_for is not None:
        cursor = Memory(memory.mark, memory.attempts, memory.at, seen.suspects).to_cursor()
        reason = f"The run {seen.waiting_for} is in progress; files that land meanwhile are ingested after it."
        return SensorResult(skip_reason=SkipReason(reason), cursor=cursor)
    with reading_view(settings, lambda: settled(landing_zone(settings.landing), now)) as view:
        plan = plan_refresh(view)
        view.files.flush()
    decision = decide(plan, memory, now)
    cursor = decision.memory.to_cursor()
    if not decision.work:
        return SensorResult(skip_reason=SkipReason(f"{decision.message} (Landing: {settings.landing})"), cursor=cursor)
    return SensorResult([work_request(work, f"sensor: {decision.message}") for work in decision.work], cursor=cursor)


def _unfinished(instance: DagsterInstance) -> list[RunSeen]:
    records = instance.get_run_records(RunsFilter(statuses=[*_ASKED_FOR, *_BEGUN]))
    return [
        RunSeen(record.dagster_run.run_id, record.dagster_run.status in _BEGUN, record.create_timestamp) for record in records
    ]


def _report_dead(instance: DagsterInstance, seen: Progress) -> None:
    for run_id in seen.dead:
        if run := instance.get_run_by_id(run_id):
            instance.report_run_failed(
                run, "The run's process died without reporting an end; the sensor requests its stale months again."
            )
