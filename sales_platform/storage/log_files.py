"""The files of a Delta table's log, and those beside it that no version knows: listed with their times, and removed."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sales_platform.settings import is_s3

_LOG = re.compile(r"(?P<version>[0-9]{20})(?P<kind>\.json|\.checkpoint.*\.parquet)")
_STAGED = re.compile(r"_commit_.*\.tmp|.*#[0-9]+")
"""How delta-rs names what it has not finished to write in a folder; its VACUUM does not see them."""


@dataclass(frozen=True)
class LogFile:
    """A file of a log.

    Attributes:
        name: below the folder of the log.
        version: of the table.
        modified: when it was written.
        checkpoint: whether the table can be read from it without what is before.
    """

    name: str
    version: int
    modified: datetime
    checkpoint: bool


def log_files(found: Iterable[tuple[str, datetime]]) -> list[LogFile]:
    """The files of a log, by version, from all names in its folder."""
    matches = [(match, modified) for name, modified in found if (match := _LOG.fullmatch(name))]
    files = [LogFile(match[0], int(match["version"]), modified, match["kind"] != ".json") for match, modified in matches]
    return sorted(files, key=lambda file: (file.version, file.name))


def expired(files: Sequence[LogFile], before: datetime) -> list[LogFile]:
    """The files that are needed for no version that was in force since a moment, oldest first.

    The version that was in force at the moment is read from the last checkpoint up to it, so this one and all after it stay.
    """
    in_force = max((file.version for file in files if not file.checkpoint and file.modified <= before), default=-1)
    checkpoints = [file.version for file in files if file.checkpoint and file.version <= in_force]
    return [file for file in files if checkpoints and file.version < max(checkpoints)]


def last_checkpoint(files: Iterable[LogFile]) -> int | None:
    """The newest version with a checkpoint."""
    return max((file.version for file in files if file.checkpoint), default=None)


def list_log(root: str, table: tuple[str, str]) -> list[LogFile]:
    """The log of a table; one look at a folder, or one request for each thousand files."""
    if is_s3(root):
        from sales_platform.storage.s3 import S3Address, listed_below  # noqa: PLC0415 - boto3 is for those who use it

        return log_files(listed_below(S3Address.parse(root), f"{'/'.join(table)}/_delta_log/"))
    return log_files(_in_folder(_log_folder(root, table).glob("*")))


def remove_from_log(root: str, table: tuple[str, str], files: Sequence[LogFile], check: Callable[[], None]) -> None:
    """Remove files of a log in their order: one that is interrupted leaves a log without its beginning, not with gaps.

    Args:
        check: of the lake's lock, called before anything is removed.
    """
    check()
    if is_s3(root):
        from sales_platform.storage.s3 import S3Address, remove_objects  # noqa: PLC0415 - as above

        remove_objects(S3Address.parse(root), [f"{'/'.join(table)}/_delta_log/{file.name}" for file in files])
        return
    for file in files:
        (_log_folder(root, table) / file.name).unlink(missing_ok=True)


def remove_staged(root: str, table: tuple[str, str], before: datetime) -> int:
    """Remove what killed processes have not finished to write in a folder; returns how many files. A bucket has none."""
    if is_s3(root):
        return 0
    removed = 0
    for path in Path(root, *table).rglob("*"):
        if _STAGED.fullmatch(path.name):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    removed += 1
    return removed


def _log_folder(root: str, table: tuple[str, str]) -> Path:
    return Path(root, *table, "_delta_log")


def _in_folder(paths: Iterable[Path]) -> Iterator[tuple[str, datetime]]:
    """Names and times of files; one that another process has removed meanwhile, as a commit does with its own, is passed over."""
    for path in paths:
        with suppress(FileNotFoundError):
            yield path.name, datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
