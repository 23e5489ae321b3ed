"""One Delta table brought back to a version that was in force at a moment, as a new version of it, if that is still kept."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable

from sales_platform.settings import is_s3
from sales_platform.storage.lake import WRITER, Lake
from sales_platform.storage.retention import times_of_versions, version_at
from sales_platform.storage.writes import commit

RESTORE = "restore"
"""In the metadata of the commits that bring a version back, instead of what others have there."""
_NAME = f"{WRITER}_{RESTORE}"


def version_then(lake: Lake, table: tuple[str, str], moment: datetime) -> int | None:
    """The version of a table that was in force at a moment, with all its files; None when there is no such table.

    Raises:
        UserError: it is no longer kept.
    """
    delta = lake.open(*table)
    if delta is None:
        return None
    version = version_at(times_of_versions(delta), moment)
    if version is None:
        raise lake.as_of(moment).not_kept(delta)
    if version != delta.version():
        needed = _paths(lake.as_of(moment).former(*table, version)) - _paths(delta)
        if needed - _there(lake.root, table, needed):
            raise lake.as_of(moment).not_kept(delta)
    return version


def restore_table(lake: Lake, table: tuple[str, str], version: int, name: str) -> int:
    """Bring a version back; returns the number of the new version.

    Nothing is done where the version is in force, or the restore of that name has brought it back.

    Raises:
        UserError: the lock was lost.
    """
    newest = lake.reopen(*table)
    if newest.version() == version or newest.history(1)[0].get(_NAME) == name:
        return newest.version()

    def restore(current: DeltaTable) -> int:
        current.restore(version, commit_properties=CommitProperties(custom_metadata={WRITER: RESTORE, _NAME: name}))
        return current.version()

    return commit(lake, table, newest, restore)


def changed_by_others(delta: DeltaTable, since: int, until: int, *, rows_too: bool) -> bool:
    """Whether something else than the platform has committed to a table after a version and up to another one.

    Args:
        delta: the table, in its newest version.
        since: a version that is known to be the platform's.
        until: the last version that is asked about.
        rows_too: whether the platform may have changed rows in between, or has only put files together.
    """
    writers = {entry["version"]: entry.get(WRITER) for entry in delta.history()}
    ours = {"1", "upkeep"} if rows_too else {"upkeep"}
    return until < since or any(writers.get(version) not in ours for version in range(since + 1, until + 1))


def _paths(delta: DeltaTable) -> set[str]:
    return {*pa.table(delta.get_add_actions())["path"].to_pylist()}


def _there(root: str, table: tuple[str, str], paths: Iterable[str]) -> set[str]:
    """Those of the files that exist."""
    if is_s3(root):
        from sales_platform.storage.s3 import S3Address, listed_below  # noqa: PLC0415 - boto3 is for those who use it

        return {name for name, _ in listed_below(S3Address.parse(root), f"{'/'.join(table)}/")}
    return {path for path in paths if Path(root, *table, path).exists()}
