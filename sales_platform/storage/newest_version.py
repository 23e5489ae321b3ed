"""The newest version of Delta tables, by the names in their logs: a look at each folder, or as few requests as there can be."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sales_platform.settings import is_s3
from sales_platform.values.digest import digest

_ENTRY = re.compile(r"([0-9]{20})(?:\.json|\.checkpoint.*\.parquet)")

_Entry = tuple[str, str, str]
"""The log as a path, the name of an object in it, and which object it is: its tag, size and time, in a bucket only."""


@dataclass(frozen=True)
class Log:
    """What a listing shows of the log of a table.

    Attributes:
        newest: the newest version.
        mark: of all that the log of a table in a bucket has: another one whenever any of it was added, removed or written anew,
            so that a table that was removed and made again has another one as well. Empty for a folder.
    """

    newest: int
    mark: str


def newest_version(root: str, table: tuple[str, str]) -> int | None:
    """The newest version of a table of a lake; None when there is no such table.

    Args:
        root: path or ``s3://`` address of the lake.
        table: layer and name.
    """
    return newest_versions(root, [table]).get(table)


def newest_versions(root: str, tables: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """The newest version of each of the tables that exist; see ``listed_logs``."""
    return {table: log.newest for table, log in listed_logs(root, tables).items()}


def listed_logs(root: str, tables: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Log]:
    """The log of each of the tables that exist.

    Args:
        root: path or ``s3://`` address of the lake.
        tables: layers and names.
    """
    logs = {f"{layer}/{name}/_delta_log/": (layer, name) for layer, name in tables}
    if not logs:
        return {}
    found: dict[str, list[_Entry]] = defaultdict(list)
    for entry in _names_in_bucket(root, sorted(logs)) if is_s3(root) else _names_in_folder(root, logs):
        found[entry[0]].append(entry)
    listed = {logs[log]: _log(entries) for log, entries in found.items()}
    return {table: log for table, log in listed.items() if log is not None}


def _log(entries: Collection[_Entry]) -> Log | None:
    versions = [int(match[1]) for _, name, _ in entries if (match := _ENTRY.fullmatch(name))]
    mark = digest(f"{name}\0{tag}" for _, name, tag in entries) if any(tag for *_, tag in entries) else ""
    return Log(max(versions), mark) if versions else None


def _names_in_folder(root: str, logs: Iterable[str]) -> Iterable[_Entry]:
    """What stands in each of the folders."""
    folders = {log: Path(root, log) for log in logs}
    return [(log, path.name, "") for log, folder in folders.items() if folder.is_dir() for path in folder.iterdir()]


def _names_in_bucket(root: str, logs: list[str]) -> Iterable[_Entry]:
    """What stands in each of the folders, which are sorted: after one of them the listing goes on with the next.

    Where tables are small, one answer has the logs of several; it is never more requests than a listing of each folder takes.
    """
    from sales_platform.storage.listing_s3 import listed  # noqa: PLC0415 - boto3 is for those who use it
    from sales_platform.storage.s3 import S3Address, s3_errors_as_sentences  # noqa: PLC0415

    def log_of(path: str) -> str | None:
        place = bisect_right(logs, path)
        return logs[place - 1] if place and path.startswith(logs[place - 1]) else None

    def onward(path: str) -> str | None:
        return path if log_of(path) else next(iter(logs[bisect_right(logs, path) :]), None)

    address, within = S3Address.parse(root), logs[0] if len(logs) == 1 else ""
    with s3_errors_as_sentences(f"the lake in the bucket '{address.bucket}'"):
        found = list(listed(address, within, onward, after="" if within else logs[0]))
    return [(log, path.removeprefix(log), _tag(item)) for path, item in found if (log := log_of(path))]


def _tag(item: Mapping[str, object]) -> str:
    return f"{item.get('ETag')} {item.get('Size')} {item.get('LastModified')}"
