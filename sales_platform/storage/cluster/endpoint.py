"""What the engine behind ``SPARK_REMOTE`` can do with a lake, asked once for each session."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from sales_platform.errors import UserError
from sales_platform.settings import is_s3
from sales_platform.storage.cluster.lake_files import (
    PRIVATE,
    PROBES,
    engine_address,
    is_hidden,
    lake_files,
    listed,
    new_name,
    remove_folder,
)

PROBE_SECONDS = 60
"""Executors may still be on their way; longer than that, nobody would know what the run waits for."""
_NO_DELTA = "DATA_SOURCE_NOT_FOUND"
_LONGEST_REASON = 200

_reads_delta: WeakKeyDictionary[SparkSession, bool] = WeakKeyDictionary()
_sees: WeakKeyDictionary[SparkSession, set[str]] = WeakKeyDictionary()


def reads_delta(spark: SparkSession, address: str) -> bool:
    """Whether the engine reads Delta tables by itself.

    Args:
        spark: a session of it.
        address: of a table that is there, for the engine.
    """
    if spark not in _reads_delta:
        try:
            _ = spark.read.format("delta").load(address).schema
        except PySparkException as error:
            if _NO_DELTA not in str(error):
                raise
            _reads_delta[spark] = False
        else:
            _reads_delta[spark] = True
    return _reads_delta[spark]


def check_lake(spark: SparkSession, root: str) -> None:
    """Find out within seconds whether the engine and this process see the same lake, in both directions.

    Args:
        spark: a session of the engine.
        root: path or ``s3://`` address of the lake.

    Raises:
        UserError: they do not, or the engine has nothing that computes.
    """
    seen = _sees.setdefault(spark, set())
    if root in seen:
        return
    _in_time(lambda: _look(spark, root))
    seen.add(root)


def _look(spark: SparkSession, root: str) -> None:
    files, folder, token = lake_files(_made(root)), f"{PRIVATE}/{new_name(PROBES)}", uuid4().hex
    try:
        with _as_sentence(root, "cannot read"):
            found = _read_by_engine(spark, f"{root}/{folder}/ours", token)
        if found != [token]:
            raise _blind(root, "cannot read", "it finds nothing there")
        with _as_sentence(root, "cannot write"):
            there = engine_address(f"{root}/{folder}/theirs")
            spark.createDataFrame([(token,)], "token string").write.parquet(there)
        if _read_here(files, f"{folder}/theirs") != [token]:
            raise _blind(root, "does not write into", "what it has written is not there")
    finally:
        with suppress(OSError):
            remove_folder(files, folder)


def _made(root: str) -> str:
    """The lake's folder, which the file system of this process must find."""
    if not is_s3(root):
        Path(root, PRIVATE).mkdir(parents=True, exist_ok=True)
    return root


def _read_by_engine(spark: SparkSession, uri: str, token: str) -> list[str]:
    write_deltalake(uri, pa.table({"token": [token]}))
    if reads_delta(spark, engine_address(uri)):
        rows = spark.read.format("delta").load(engine_address(uri))
    else:
        (path,) = pa.table(DeltaTable(uri).get_add_actions())["path"].to_pylist()
        rows = spark.read.schema("token string").parquet(engine_address(f"{uri}/{path}"))
    found: list[str] = rows.toArrow()["token"].to_pylist()
    return found


def _read_here(files: Any, folder: str) -> list[str]:  # noqa: ANN401 - pyarrow has no types
    paths = [found.path for found in listed(files, folder) if not is_hidden(found.path, folder)]
    return [token for path in paths for token in pq.read_table(path, filesystem=files)["token"].to_pylist()]


@contextmanager
def _as_sentence(root: str, what: str) -> Iterator[None]:
    """Say in one sentence that the engine cannot do something."""
    try:
        yield
    except PySparkException as error:
        reason = (str(error).strip().splitlines() or ["it gives no reason"])[0]
        raise _blind(root, what, reason) from error


def _blind(root: str, what: str, reason: str) -> UserError:
    return UserError(
        f"The engine behind SPARK_REMOTE {what} the lake '{root}' ({reason[:_LONGEST_REASON].rstrip('.')}): let its executors"
        " reach the same folder or bucket as this process, with the libraries and the credentials for it, or unset SPARK_REMOTE."
    )


def _in_time(act: Callable[[], None]) -> None:
    """Do something that an engine without executors would never end."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - raised where it was asked for
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True, name="first look at the lake")
    thread.start()
    thread.join(PROBE_SECONDS)
    if failures:
        raise failures[0]
    if thread.is_alive():
        raise UserError(
            f"The engine behind SPARK_REMOTE has not answered a first small question within {PROBE_SECONDS} seconds: see whether"
            " it has executors that are free, or unset SPARK_REMOTE."
        )
