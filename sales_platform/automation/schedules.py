"""The schedules: those of ``refresh`` and ``report`` are off until they are switched on in the UI, that of ``maintain`` is on."""

from dagster import DefaultScheduleStatus, RunRequest, ScheduleDefinition, ScheduleEvaluationContext, SkipReason

from sales_platform.automation.requests import JOB, MAINTENANCE_JOB, REASON_TAG, REPORT_JOB, lake_tags, run_request
from sales_platform.months import MonthRange, add_months, calendar, partition_key
from sales_platform.settings import DefinitionSettings, Settings

MAINTENANCE_CRON = "30 2 * * 0"
REPORT_CRON = "0 7 5 * *"
"""The fifth: companies have some days to deliver the month that has ended."""


def current_months(every_month: MonthRange) -> MonthRange:
    """The running month and the one before, as far as the calendar has it."""
    return MonthRange.of(max(add_months(every_month.last, -1), every_month.start), every_month.last)


def schedules(settings: DefinitionSettings) -> list[ScheduleDefinition]:
    """The schedules of the settings: the custom one is there when ``SALES_SCHEDULE`` is set."""
    crons = {"daily": "0 6 * * *", "weekly": "0 6 * * 1"}
    if settings.schedule:
        crons["custom"] = settings.schedule
    return [*(_schedule(name, cron, settings) for name, cron in crons.items()), _maintenance(settings), _report(settings)]


def _maintenance(settings: DefinitionSettings) -> ScheduleDefinition:
    return ScheduleDefinition(
        name="maintenance",
        job_name=MAINTENANCE_JOB,
        cron_schedule=MAINTENANCE_CRON,
        execution_timezone=settings.timezone,
        tags={REASON_TAG: "schedule: maintenance"},
        default_status=DefaultScheduleStatus.RUNNING,
        description=f"Keeps the lake and Dagster's history small ({MAINTENANCE_CRON}, {settings.timezone}).",
    )


def _report(settings: DefinitionSettings) -> ScheduleDefinition:
    def month_to_report(_context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
        months = calendar(settings.first_month)
        if months.start == months.last:
            return SkipReason("No month of the calendar has ended.")
        month = partition_key(add_months(months.last, -1))
        return RunRequest(job_name=REPORT_JOB, partition_key=month, tags={REASON_TAG: "schedule: monthly_report", **lake_tags()})

    return ScheduleDefinition(
        name="monthly_report",
        job_name=REPORT_JOB,
        cron_schedule=REPORT_CRON,
        execution_timezone=settings.timezone,
        execution_fn=month_to_report,
        default_status=DefaultScheduleStatus.STOPPED,
        description=f"Writes the sales report of the previous month ({REPORT_CRON}, {settings.timezone}).",
    )


def _schedule(name: str, cron: str, settings: DefinitionSettings) -> ScheduleDefinition:
    def months_to_run(_context: ScheduleEvaluationContext) -> RunRequest:
        lake = Settings.from_environment().lake
        return run_request(current_months(calendar(settings.first_month)), f"schedule: {name}", lake)

    return ScheduleDefinition(
        name=name,
        job_name=JOB,
        cron_schedule=cron,
        execution_timezone=settings.timezone,
        execution_fn=months_to_run,
        default_status=DefaultScheduleStatus.STOPPED,
        description=f"Refreshes the running and the previous month ({cron}, {settings.timezone}).",
    )
