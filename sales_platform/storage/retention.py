"""How long former versions of a table are kept: its Delta properties, and which of its versions was in force at a time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from deltalake import DeltaTable

from sales_platform.errors import UserError
from sales_platform.settings import DEFAULT_RETENTION_DAYS
from sales_platform.storage.layout import layout_properties

COMMITS_PER_CHECKPOINT = 10
"""Opening a table reads its log from the last checkpoint on, one request a commit."""
_KEPT = "delta.deletedFileRetentionDuration"


def table_properties(days: int) -> dict[str, str]:
    """The properties of each table of the lake, its layout among them.

    The log is cleaned by maintenance, not by delta-rs: that removes what is older than its interval at any checkpoint, also the
    version that was in force until a moment ago.

    Args:
        days: former versions are kept for so long after they were replaced.
    """
    return {
        "delta.checkpointInterval": str(COMMITS_PER_CHECKPOINT),
        "delta.enableExpiredLogCleanup": "false",
        "delta.logRetentionDuration": f"interval {days} days",
        _KEPT: f"interval {days} days",
        **layout_properties(),
    }


def kept_for(delta: DeltaTable) -> timedelta:
    """How long former versions of a table are kept, as its properties say."""
    words = delta.metadata().configuration.get(_KEPT, "").split()
    days = int(words[1]) if len(words) == 3 and words[1].isdigit() and words[2].startswith("day") else DEFAULT_RETENTION_DAYS  # noqa: PLR2004
    return timedelta(days=days)


def no_longer_kept(root: str, at: datetime | None, delta: DeltaTable) -> UserError:
    """What to say when a table of a lake cannot be read as it was at a time, or in a version."""
    asked = f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "that version"
    return UserError(
        f"The tables as they were at {asked} are no longer kept in the lake '{root}': former versions stay for"
        f" {kept_for(delta).days} days (SALES_RETENTION_DAYS); name a later time."
    )


def times_of_versions(delta: DeltaTable) -> dict[int, datetime]:
    """When each version whose log is kept was committed, newest first."""
    return {entry["version"]: _time(entry) for entry in delta.history()}


def version_at(times: Mapping[int, datetime], moment: datetime) -> int | None:
    """The version that was in force at a moment: 0 where the table was made later, None where that version is not kept."""
    before = [version for version, time in times.items() if time <= moment]
    return max(before, default=0 if 0 in times else None)


def _time(entry: Mapping[str, int]) -> datetime:
    return datetime.fromtimestamp(entry["timestamp"] / 1000, tz=UTC)
