"""The newest version of a Delta table, by the names in its log: one look at a folder, or one request."""

import re
from collections.abc import Iterable
from pathlib import Path

from sales_platform.settings import is_s3

_ENTRY = re.compile(r"([0-9]{20})(?:\.json|\.checkpoint.*\.parquet)")


def newest_version(root: str, table: tuple[str, str]) -> int | None:
    """The newest version of a table of a lake; None when there is no such table.

    Args:
        root: path or ``s3://`` address of the lake.
        table: layer and name.
    """
    names = _names_in_bucket(root, table) if is_s3(root) else _names_in_folder(root, table)
    return max((int(match[1]) for name in names if (match := _ENTRY.fullmatch(name))), default=None)


def _names_in_folder(root: str, table: tuple[str, str]) -> Iterable[str]:
    log = Path(root, *table, "_delta_log")
    return [path.name for path in log.iterdir()] if log.is_dir() else []


def _names_in_bucket(root: str, table: tuple[str, str]) -> Iterable[str]:
    from sales_platform.storage.s3 import S3Address, listed_below  # noqa: PLC0415 - boto3 is for those who use it

    return [name for name, _ in listed_below(S3Address.parse(root), f"{'/'.join(table)}/_delta_log/")]
