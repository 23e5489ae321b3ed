"""Each library's own errors, raised by the library where it can be made to, become one sentence."""

import errno
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import dagster
import grpc
import psycopg2  # type: ignore[import-untyped]
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy
import yaml
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError
from pyspark.errors.exceptions.connect import SparkConnectGrpcException

from sales_platform.errors import OutsideError, UserError
from sales_platform.problems.edge import told
from sales_platform.problems.found import Deed
from sales_platform_tests.s3_servers import free_port

SECRET = "Bearer-of-a-name"  # noqa: S105 - nobody's
"""Stands in values, addresses and statements; never in a sentence."""
PLACE = Deed(place="the lake '/lake'")

Raise = Callable[[Path], object]


def number(code: int, path: str = "/lake/gold") -> Raise:
    def act(_folder: Path) -> None:
        raise OSError(code, "said by the system", path)

    return act


def raising(error: BaseException) -> Raise:
    def act(_folder: Path) -> None:
        raise error

    return act


def answer(code: str, status: int) -> Raise:
    response = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return raising(ClientError(response, "GetObject"))


def database(folder: Path, *statements: str) -> None:
    engine = sqlalchemy.create_engine(f"sqlite:///{folder}/runs.db", connect_args={"timeout": 0})
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(sqlalchemy.text(statement), {"name": SECRET * 5000} if ":name" in statement else {})
    finally:
        engine.dispose()


def full_database(folder: Path) -> None:
    database(folder, "CREATE TABLE runs (body TEXT)", "PRAGMA max_page_count = 2", "INSERT INTO runs VALUES (:name)")


def read_only_database(folder: Path) -> None:
    database(folder, "CREATE TABLE runs (body TEXT)", "PRAGMA query_only = 1", "INSERT INTO runs VALUES (:name)")


def locked_database(folder: Path) -> None:
    holder = sqlite3.connect(folder / "runs.db", isolation_level=None)
    holder.execute("CREATE TABLE runs (body TEXT)")
    holder.execute("BEGIN EXCLUSIVE")
    try:
        database(folder, "INSERT INTO runs VALUES (:name)")
    finally:
        holder.close()


def no_database(folder: Path) -> None:
    (folder / "runs.db").write_bytes(b"no database at all" * 100)
    database(folder, "SELECT * FROM runs")


def old_database(folder: Path) -> None:
    database(folder, "SELECT start_time FROM runs")


def absent_database(folder: Path) -> None:
    database(folder / "nowhere", "SELECT 1")


def postgres_that_is_down(_folder: Path) -> None:
    psycopg2.connect(host="127.0.0.1", port=free_port(), user="dagster", password=SECRET, dbname="dagster")


def no_parquet(folder: Path) -> None:
    (folder / "part-0.parquet").write_bytes(b"not a parquet file")
    pq.read_table(folder / "part-0.parquet")


def rows_that_do_not_fit(_folder: Path) -> None:
    pa.array(["a"]).cast(pa.int64())


def damaged_log(folder: Path) -> None:
    write_deltalake(str(folder / "t"), pa.table({"a": [1]}))
    (folder / "t/_delta_log/00000000000000000000.json").write_text("not JSON")
    DeltaTable(str(folder / "t"))


def missing_part(folder: Path) -> None:
    write_deltalake(str(folder / "t"), pa.table({"a": [1]}))
    next((folder / "t").glob("*.parquet")).unlink()
    DeltaTable(str(folder / "t")).to_pyarrow_table()


def newer_table(folder: Path) -> None:
    write_deltalake(str(folder / "t"), pa.table({"a": [1]}))
    log = folder / "t/_delta_log/00000000000000000000.json"
    log.write_text(log.read_text().replace('"minReaderVersion":1', '"minReaderVersion":99'))
    DeltaTable(str(folder / "t")).to_pyarrow_table()


def engine_that_is_down(_folder: Path) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{free_port()}") as channel:
        channel.unary_unary("/spark.connect.SparkConnectService/ExecutePlan")(b"", timeout=5)


def unknown_host(_folder: Path) -> None:
    socket.getaddrinfo("no.such.host.invalid", 80)


def bad_dagster_yaml(folder: Path) -> None:
    (folder / "dagster.yaml").write_text("run_coordinators: {}\n")
    dagster.DagsterInstance.from_config(str(folder))


def unreadable_yaml(_folder: Path) -> None:
    yaml.safe_load("a: [")


class PanicException(BaseException):
    """As libraries in Rust raise it; each has a class of this name of its own."""


FORBIDDEN = (
    "Error performing GET http://s3/b/k in 5ms - Server returned non-2xx status code: 403 Forbidden: <Code>AccessDenied</Code>"
)
DENIED = "Generic error\n \x1b[31m↳\x1b[0m Unable to open file /lake/t/_delta_log/0\n ↳ Permission denied (os error 13)"
CASES: list[tuple[Raise, type[Exception], str]] = [
    (number(errno.ENOSPC), OutsideError, "There is no space left on the disk of '/lake/gold': free some there, then ask again."),
    (number(errno.EDQUOT), OutsideError, "There is no space left on the disk of '/lake/gold'"),
    (number(errno.EACCES), UserError, "This account may not read '/lake/gold' (permission denied): give it the rights to"),
    (number(errno.EROFS), UserError, "The file system of '/lake/gold' is read-only: let it be written, or name another place."),
    (number(errno.EFBIG), UserError, "A file of '/lake/gold' may not become larger"),
    (number(errno.EMFILE), OutsideError, "This process may not open more files"),
    (number(errno.EIO), OutsideError, "The system failed on '/lake/gold' ([Errno 5] said by the system: '/lake/gold')"),
    (raising(MemoryError()), OutsideError, "The memory of this machine is used up"),
    (full_database, OutsideError, "There is no space left on the disk of Dagster's folder '/home/dagster': free some there"),
    (read_only_database, UserError, "Dagster's folder '/home/dagster' cannot be written or opened"),
    (absent_database, UserError, "Dagster's folder '/home/dagster' cannot be written or opened"),
    (locked_database, OutsideError, "Dagster's folder '/home/dagster' is in use by another process"),
    (no_database, UserError, "Dagster's folder '/home/dagster' is damaged (file is not a database)"),
    (old_database, UserError, "run 'dagster instance migrate' with this DAGSTER_HOME"),
    (postgres_that_is_down, OutsideError, "cannot be used (connection to server at"),
    (bad_dagster_yaml, UserError, "The file dagster.yaml of Dagster's folder '/home/dagster' cannot be used ("),
    (unreadable_yaml, UserError, "The file dagster.yaml of Dagster's folder '/home/dagster' cannot be used ("),
    (no_parquet, UserError, "is missing or damaged ("),
    (rows_that_do_not_fit, OutsideError, "What is in the lake '/lake' does not fit what was expected ("),
    (damaged_log, UserError, "A file of "),
    (missing_part, UserError, "is missing or damaged ("),
    (newer_table, UserError, "was written by a newer program ("),
    (raising(CommitFailedError("a conflict")), OutsideError, "Another program changed the lake '/lake' at the same time"),
    (raising(DeltaError("Kernel error")), OutsideError, "What is in the lake '/lake' does not fit"),
    (
        raising(
            DeltaError("Unable to open file /lake/gold/fact/month=2025-07-01/part-0.parquet: Permission denied (os error 13)")
        ),
        UserError,
        "This account may not read '/lake/gold/fact' (permission denied)",
    ),
    (raising(OSError(DENIED)), UserError, "This account may not read '/lake/t' (permission denied)"),
    (
        raising(pa.ArrowInvalid("External error: Unable to open file lake/t/part-0: Permission denied (os error 13)")),
        UserError,
        "This account may not read '/lake/t' (permission denied)",
    ),
    (
        raising(DeltaError("Generic LocalFileSystem error: Unable to copy data to file: No space left on device (os error 28)")),
        OutsideError,
        "There is no space left on the disk of the lake '/lake'",
    ),
    (answer("AccessDenied", 403), OutsideError, "S3 refuses access to the lake '/lake' (AccessDenied): check AWS_ACCESS_KEY_ID"),
    (answer("ExpiredToken", 400), OutsideError, "The AWS credentials have expired"),
    (answer("PermanentRedirect", 301), OutsideError, "set AWS_REGION"),
    (answer("NoSuchBucket", 404), OutsideError, "There is no lake '/lake': create it"),
    (answer("SlowDown", 503), OutsideError, "S3 failed on the lake '/lake' (503 SlowDown): try again later."),
    (
        raising(EndpointConnectionError(endpoint_url=f"http://{SECRET}:x@s3")),
        OutsideError,
        "The S3 endpoint of the lake '/lake' does not",
    ),
    (raising(NoCredentialsError()), OutsideError, "No AWS credentials were found"),
    (raising(OSError(FORBIDDEN)), OutsideError, "S3 refuses access to the lake '/lake' (AccessDenied)"),
    (
        raising(OSError("Generic S3 error: error sending request")),
        OutsideError,
        "The S3 endpoint of the lake '/lake' does not answer",
    ),
    (engine_that_is_down, OutsideError, "The engine does not answer any more ("),
    (
        raising(SparkConnectGrpcException("internal error: h2 protocol error: error reading a body from connection")),
        OutsideError,
        "The engine has lost a worker, or the way to it, in a job on the lake '/lake' (",
    ),
    (raising(SparkConnectGrpcException("Resources exhausted: 600 MB")), OutsideError, "raise SALES_ENGINE_MEMORY"),
    (
        raising(SparkConnectGrpcException("something else")),
        OutsideError,
        "The engine failed on the lake '/lake' (something else)",
    ),
    (raising(PanicException("called `Option::unwrap()`")), OutsideError, "A library broke off on the lake '/lake' (called"),
    (unknown_host, OutsideError, "The connection to the lake '/lake' failed ("),
]


@pytest.mark.parametrize(("act", "kind", "sentence"), CASES, ids=[sentence[:40] for _, _, sentence in CASES])
def test_the_error_of_a_library_is_one_sentence(
    act: Raise, kind: type[Exception], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "/home/dagster")
    with pytest.raises(kind) as raised, told(PLACE):
        act(tmp_path)
    said = str(raised.value)
    assert sentence in said
    assert "\n" not in said
    assert SECRET not in said
    assert said.endswith(".")
    assert raised.value.__cause__ is not None


@pytest.mark.parametrize(("act", "kind", "_sentence"), CASES, ids=[sentence[:40] for _, _, sentence in CASES])
def test_what_only_reads_is_never_told_to_run_again(act: Raise, kind: type[Exception], _sentence: str, tmp_path: Path) -> None:
    with pytest.raises(kind) as raised, told(PLACE):
        act(tmp_path)
    assert "run again" not in str(raised.value).lower()
