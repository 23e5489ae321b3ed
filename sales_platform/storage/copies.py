"""Local copies of what a run reads of a lake in a bucket.

A query of a table takes three requests for each of its files, and a run queries the same tables dozens of times. Files of Delta
tables never change, so the first query fetches each whole, in one request; the others read the copies.
"""

import fcntl
import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.transaction import AddAction, RemoveAction

from sales_platform.months import MonthRange
from sales_platform.storage.lake import MONTH_COLUMN
from sales_platform.storage.s3 import S3Address, read_object, s3_client

LARGEST_BYTES = 64 * 1024 * 1024
"""More than this of a table is read from the bucket: then the data take the time, not the requests."""
_MOST_BYTES = 256 * 1024 * 1024
"""Of disk space, for all copies of a run; beyond it, nothing more is copied."""
_AT_A_TIME = 10
_PREFIX = "sales-platform-copies-"
_LOCK = ".lock"

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]")

_File = dict[str, Any]


@contextmanager
def local_copies(root: str) -> Iterator["LocalCopies"]:
    """Copies of the lake's tables, removed at the end."""
    _remove_abandoned()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name, Path(name, _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with ThreadPoolExecutor(_AT_A_TIME) as threads:
            yield LocalCopies(S3Address.parse(root), Path(name), threads)


def _remove_abandoned() -> None:
    """Remove the copies of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            with (folder / _LOCK).open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # in use by another run, or owned by another user
            continue


class LocalCopies:
    """Copies of tables, each as it was in one version; files that several versions have are fetched once."""

    def __init__(self, address: S3Address, folder: Path, threads: ThreadPoolExecutor) -> None:
        self._address, self._folder, self._threads = address, folder, threads
        self._client = s3_client()
        self._tables: dict[tuple[str, int], tuple[DeltaTable, list[_File]]] = {}
        self._bytes, self._full = 0, False
        self._lock = threading.Lock()

    def table(self, name: tuple[str, str], delta: DeltaTable, months: MonthRange | None) -> DeltaTable | None:
        """A local copy of the table in the version that is open; None when it is too large to be copied.

        Args:
            months: only these months of it will be read; None for all of it.
        """
        with self._lock:
            if self._full:
                return None
            try:
                return self._table("/".join(name), delta, months)
            except OSError:
                self._full = True
                return None

    def _table(self, path: str, delta: DeltaTable, months: MonthRange | None) -> DeltaTable | None:
        copy, files = self._copy(path, delta)
        wanted = [file for file in files if _may_hold(file, months)]
        missing = [file for file in wanted if not self._place(copy, file).exists()]
        size = sum(file["size_bytes"] for file in missing if not self._original(path, file).exists())
        if sum(file["size_bytes"] for file in wanted) > LARGEST_BYTES or self._bytes + size > _MOST_BYTES:
            return None
        self._bytes += size
        for file, original in zip(missing, self._threads.map(self._fetched, [path] * len(missing), missing), strict=True):
            os.link(original, self._place(copy, file))
        return copy

    def _copy(self, path: str, delta: DeltaTable) -> tuple[DeltaTable, list[_File]]:
        key = (path, delta.version())
        if key not in self._tables:
            actions = pa.table(delta.get_add_actions()).to_pylist()
            files = [{"partition": {}, **action} for action in actions]  # a table without partitions has no such column
            self._tables[key] = (_described(delta, files, self._folder / path / str(delta.version())), files)
        return self._tables[key]

    def _fetched(self, path: str, file: _File) -> Path:
        original = self._original(path, file)
        if not original.exists():
            content = read_object(self._client, self._address, f"{path}/{unquote(file['path'])}")
            original.parent.mkdir(parents=True, exist_ok=True)
            part = original.with_suffix(".part")
            part.write_bytes(content)
            part.rename(original)
        return original

    def _original(self, path: str, file: _File) -> Path:
        return Path(self._folder, path, "files", _name(file))

    @staticmethod
    def _place(copy: DeltaTable, file: _File) -> Path:
        return Path(copy.table_uri.removeprefix("file://"), _name(file))


def _name(file: _File) -> str:
    """A name in one folder: Apache Spark's writers give files of several months the same one."""
    return _NOT_IN_NAMES.sub("-", file["path"])


def _may_hold(file: _File, months: MonthRange | None) -> bool:
    return months is None or file["partition"].get(MONTH_COLUMN) is None or file["partition"][MONTH_COLUMN] in months


def _described(delta: DeltaTable, files: Sequence[_File], folder: Path) -> DeltaTable:
    """A table of the same columns and files, in a folder to which the files are still to be fetched."""
    schema, partition_by = delta.schema(), list(delta.metadata().partition_columns)
    copy = DeltaTable.create(str(folder), schema=schema, partition_by=partition_by)
    actions: list[AddAction | RemoveAction] = [
        AddAction(
            path=_name(file),
            size=file["size_bytes"],
            partition_values={name: value and str(value) for name, value in file["partition"].items()},
            modification_time=0,
            data_change=True,
            stats=json.dumps({"numRecords": file["num_records"]}),
        )
        for file in files
    ]
    copy.create_write_transaction(actions, "append", schema, partition_by)
    return DeltaTable(str(folder))
