"""What engines and killed runs leave in a lake, but for the data files of a table, which its VACUUM finds."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sales_platform.settings import is_s3
from sales_platform.storage.cluster.lake_files import PRIVATE, PROBES, STAGED, WRITES, is_hidden, lake_files, listed

_LONGEST_LOOK = timedelta(hours=1)
"""After it nobody uses the files of a first look at a lake, which needs no lock."""


def remove_beside(root: str, table: tuple[str, str], before: datetime) -> int:
    """Remove what VACUUM passes over in the folders that executors have written: hidden files, and folders without any file.

    Args:
        root: of the lake, whose lock is held.
        table: layer and name.
        before: younger files stay.

    Returns:
        How many files were removed.
    """
    files = lake_files(f"{root}/{'/'.join(table)}")
    written = [one for one in listed(files, "") if one.path.startswith(WRITES)]
    old = [one for one in written if is_hidden(one.path, one.path.split("/")[0]) and _time(one.mtime) < before]
    for one in old:
        files.delete_file(one.path)
    if not is_s3(root):
        _remove_empty(Path(root, *table))
    return len(old)


def remove_set_aside(root: str) -> int:
    """Remove rows that a run has set aside and did not come to remove; returns how many files.

    Args:
        root: of the lake, whose lock is held, so no run needs them.
    """
    files, now = lake_files(root), datetime.now(tz=UTC)
    removed = 0
    for one in list(listed(files, PRIVATE)):
        name = one.path.removeprefix(f"{PRIVATE}/")
        if name.startswith(STAGED) or (name.startswith(PROBES) and _time(one.mtime) < now - _LONGEST_LOOK):
            files.delete_file(one.path)
            removed += 1
    if not is_s3(root):
        _remove_empty(Path(root, PRIVATE), STAGED, PROBES)
    return removed


def _remove_empty(folder: Path, *prefixes: str) -> None:
    """Remove folders without a file in them or below, among those whose names begin with the prefixes."""
    for prefix in prefixes or (WRITES,):
        for top in folder.glob(f"{prefix}*"):
            for path in sorted((one for one in (top, *top.rglob("*")) if one.is_dir()), reverse=True):
                with suppress(OSError):  # it has files
                    path.rmdir()


def _time(modified: datetime | None) -> datetime:
    """When a file was written, as far as the file system knows."""
    return modified or datetime.now(tz=UTC)
