"""What every run of ``refresh`` bears: its range of months, and why it was started."""

from collections.abc import Iterable, Mapping

from dagster import AssetKey, DagsterRun, RunRequest
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    BACKFILL_ID_TAG,
    PARTITION_NAME_TAG,
)

from sales_platform import home
from sales_platform.catalog import BY_TEXT
from sales_platform.entities import ENTITIES
from sales_platform.errors import UserError
from sales_platform.months import MonthRange, parse_month, partition_key
from sales_platform.planning.plan import Work
from sales_platform.settings import Settings
from sales_platform.table import Table

_SIDES = ("silver", "quarantine")

JOB = "refresh"
MAINTENANCE_JOB = "maintain"
REPORT_JOB = "report"
WITHOUT_TABLES = frozenset({MAINTENANCE_JOB, REPORT_JOB})
"""The jobs that write no table anew: their runs say nothing of what is stale."""
REASON_TAG = "sales_platform/reason"
LAKE_TAG = home.LAKE_TAG
STALE_ONLY_TAG = "sales_platform/stale_only"
"""On runs that a plan has asked for: of the months of the run, each table computes those that are stale."""


def range_tags(months: MonthRange, reason: str, lake: str | None = None, *, stale_only: bool = False) -> dict[str, str]:
    """The tags of one run over the months."""
    return {
        **({LAKE_TAG: lake} if lake else {}),
        ASSET_PARTITION_RANGE_START_TAG: partition_key(months.start),
        ASSET_PARTITION_RANGE_END_TAG: partition_key(months.last),
        REASON_TAG: reason,
        **({STALE_ONLY_TAG: "true"} if stale_only else {}),
    }


def asked_months(tags: Mapping[str, str]) -> MonthRange | None:
    """The months of a run, from its tags; None when they do not say it."""
    first = tags.get(ASSET_PARTITION_RANGE_START_TAG) or tags.get(PARTITION_NAME_TAG)
    last = tags.get(ASSET_PARTITION_RANGE_END_TAG) or first
    return MonthRange.of(parse_month(first), parse_month(last)) if first and last else None


def keys_of(tables: Iterable[Table]) -> list[AssetKey]:
    """The assets of tables; those that are computed together come together."""
    names = {table.text for table in tables}
    pairs = {f"{side}/{entity}" for entity in ENTITIES for side in _SIDES if names & {f"{one}/{entity}" for one in _SIDES}}
    return [AssetKey(list(table.path)) for text, table in BY_TEXT.items() if text in names | pairs]


def lake_tags() -> dict[str, str]:
    """The tag of jobs, by which runs that are asked for wait in the queue; none while the settings name no lake."""
    try:
        return {LAKE_TAG: Settings.from_environment().lake}
    except UserError:  # the run will say it
        return {}


def missing_tags(tags: Mapping[str, str], lake: str) -> dict[str, str]:
    """What the tags of a run that a person started do not say yet: why it was started, and which lake it writes."""
    backfill = tags.get(BACKFILL_ID_TAG)
    found = {REASON_TAG: f"person: backfill {backfill}" if backfill else "person", LAKE_TAG: lake}
    return {name: value for name, value in found.items() if name not in tags or (name == LAKE_TAG and tags[name] != lake)}


def step_of(table: Table) -> str:
    """The name of the step that makes a table."""
    together = table.layer in _SIDES and table.name in ENTITIES
    return f"silver_{table.name}" if together else "__".join(table.path)


def tables_of_run(selected: Iterable[AssetKey] | None, steps: Iterable[str] | None) -> list[Table]:
    """The tables that a run makes: those selected, of a run that goes on from a failure those whose steps it makes again.

    Args:
        selected: its assets; None selects all.
        steps: the steps that it is limited to; None where it makes all of them.
    """
    names = {"/".join(key.path) for key in selected or ()}
    limited = set(steps or ())
    return [
        table for text, table in BY_TEXT.items() if (not names or text in names) and (not limited or step_of(table) in limited)
    ]


def makes_tables(run: DagsterRun) -> bool:
    """Whether a run writes any table of the lake; a report, by itself, is none."""
    return run.job_name not in WITHOUT_TABLES and bool(tables_of_run(run.asset_selection, run.step_keys_to_execute))


def run_request(months: MonthRange, reason: str, lake: str) -> RunRequest:
    """One run of everything over the months."""
    return RunRequest(job_name=JOB, tags=range_tags(months, reason, lake))


def work_request(work: Work, reason: str, lake: str) -> RunRequest:
    """One run of what a plan has found stale."""
    tags = range_tags(work.months, reason, lake, stale_only=True)
    return RunRequest(job_name=JOB, tags=tags, asset_selection=keys_of(work.tables))
