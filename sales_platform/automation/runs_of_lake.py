"""The runs of one lake in Dagster's history, which may have those of others; one that does not say it is of the environment's."""

from datetime import UTC, datetime

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunRecord, RunsFilter
from dagster._core.storage.dagster_run import FINISHED_STATUSES

from sales_platform.automation.new_files import RunSeen
from sales_platform.automation.requests import LAKE_TAG, WITHOUT_TABLES, asked_months, tables_of_run
from sales_platform.catalog import BY_TEXT
from sales_platform.months import MonthRange
from sales_platform.planning.plan import Plan
from sales_platform.planning.record import written_months
from sales_platform.table import Months

_ASKED_FOR = (DagsterRunStatus.QUEUED, DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING)
_BEGUN = (DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING)
_LOOKED_AT = 25
"""Of the last runs that ended; those of other lakes are among them."""


def unfinished_runs(instance: DagsterInstance, lake: str) -> list[RunSeen]:
    """The runs of a lake that have not ended."""
    return [
        RunSeen(record.dagster_run.run_id, record.dagster_run.status in _BEGUN, _since(record))
        for record in instance.get_run_records(RunsFilter(statuses=[*_ASKED_FOR, *_BEGUN]))
        if _is_of(record, lake)
    ]


def _since(record: RunRecord) -> datetime:
    """When a run began, or was asked for."""
    return record.create_timestamp if record.start_time is None else datetime.fromtimestamp(record.start_time, UTC)


def last_canceled(instance: DagsterInstance, lake: str) -> DagsterRun | None:
    """The last run of a lake that a person canceled, unless one that ended later failed, or was over any of its months.

    What was made again of a run ended later than the run; runs over other months say nothing of it.
    """
    later: list[DagsterRun] = []
    for record in instance.get_run_records(RunsFilter(statuses=FINISHED_STATUSES), limit=_LOOKED_AT):
        run = record.dagster_run
        if not _is_of(record, lake) or run.job_name in WITHOUT_TABLES:
            continue
        if run.status is DagsterRunStatus.CANCELED:
            return None if any(_overlap(run, one) for one in later) else run
        if run.status is DagsterRunStatus.FAILURE:
            return None
        later.append(run)
    return None


def _overlap(run: DagsterRun, other: DagsterRun) -> bool:
    """Whether two runs are over the same months, in part; one that does not say which may be over all."""
    some, others = asked_months(run.tags), asked_months(other.tags)
    return some is None or others is None or any(month in others for month in some)


def covers(run: DagsterRun, plan: Plan, calendar: MonthRange) -> bool:
    """Whether all that is stale is of a run's tables and months; tables that are written as a whole go with the last run."""
    asked = asked_months(run.tags)
    if asked is None:
        return False
    months = {table.text: written_months(table, asked, calendar) for table in tables_of_run(run.asset_selection, None)}
    apart = [one for one in plan.stale if BY_TEXT[one.table].months not in (Months.EVERY, Months.AHEAD)]
    return all(one.table in months and one.month in months[one.table] for one in apart or plan.stale)


def _is_of(record: RunRecord, lake: str) -> bool:
    return record.dagster_run.tags.get(LAKE_TAG, lake) == lake
