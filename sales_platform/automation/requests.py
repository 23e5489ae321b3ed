"""What every run of ``refresh`` bears: its range of months, and why it was started."""

from collections.abc import Mapping

from dagster import RunRequest
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG, BACKFILL_ID_TAG

from sales_platform.months import MonthRange, partition_key

JOB = "refresh"
REASON_TAG = "sales_platform/reason"


def range_tags(months: MonthRange, reason: str) -> dict[str, str]:
    """The tags of one run over the months."""
    return {
        ASSET_PARTITION_RANGE_START_TAG: partition_key(months.start),
        ASSET_PARTITION_RANGE_END_TAG: partition_key(months.last),
        REASON_TAG: reason,
    }


def reason_given_by_hand(tags: Mapping[str, str]) -> str | None:
    """Why a run that a person started was started, from its tags; None when they say it already."""
    if REASON_TAG in tags:
        return None
    backfill = tags.get(BACKFILL_ID_TAG)
    return f"person: backfill {backfill}" if backfill else "person"


def run_request(months: MonthRange, reason: str) -> RunRequest:
    """One run over the months."""
    return RunRequest(job_name=JOB, tags=range_tags(months, reason))
