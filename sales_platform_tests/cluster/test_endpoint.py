"""What the endpoint in SPARK_REMOTE cannot do is said in one sentence, within seconds, before anything is read or written."""

import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pyspark
import pytest
from pyspark.sql import SparkSession
from pyspark.sql.connect.proto import base_pb2

from sales_platform import engine
from sales_platform.errors import UserError
from sales_platform.storage.cluster import endpoint
from sales_platform.storage.cluster.endpoint import check_lake, reads_delta
from sales_platform_tests.cluster.clusters import sail_server
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.s3_servers import BUCKET, S3Server, localbucket_server
from sales_platform_tests.small_lake import land_sound_files
from sales_platform_tests.storage.s3_bucket import use
from sales_platform_tests.storage.test_lake import JULY, TABLE, write

LOOPBACK, NAME = "127.0.0.1", "localhost"  # only there PySpark sends a token without TLS
SECONDS = 15
"""The longest that a person should have to wait for such a sentence; pysail and a busy machine included."""


class Answers(grpc.GenericRpcHandler):  # type: ignore[misc]  # gRPC has no types
    """A Spark Connect endpoint that refuses everything, or says its version and nothing else."""

    def __init__(self, version: str | None) -> None:
        self._version = version

    def service(self, details: Any) -> Any:
        if self._version is not None and details.method.endswith("/AnalyzePlan"):
            return grpc.unary_unary_rpc_method_handler(
                self._say, base_pb2.AnalyzePlanRequest.FromString, base_pb2.AnalyzePlanResponse.SerializeToString
            )
        return grpc.unary_unary_rpc_method_handler(self._refuse)

    def _say(self, request: base_pb2.AnalyzePlanRequest, _context: object) -> base_pb2.AnalyzePlanResponse:
        found = base_pb2.AnalyzePlanResponse(session_id=request.session_id)
        found.spark_version.version = self._version or ""
        return found

    def _refuse(self, _request: object, context: Any) -> None:
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "Invalid token")


@contextmanager
def answering(version: str | None) -> Iterator[str]:
    server = grpc.server(ThreadPoolExecutor(2), handlers=[Answers(version)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def refused(place: Workplace, **environment: str) -> str:
    """What a run says that cannot begin."""
    started = time.monotonic()
    done = place.command("run", **environment)
    assert time.monotonic() - started < SECONDS
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    return " ".join(done.stderr.split())


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    land_sound_files(tmp_path / "landing")
    return Workplace(tmp_path, tmp_path / "landing")


def test_a_wrong_token_is_named(place: Workplace) -> None:
    with answering(None) as address:
        said = refused(place, SPARK_REMOTE=f"{address.replace(LOOPBACK, NAME)}/;token=wrong-token")
    assert "refuses access: correct the token there" in said
    assert "wrong-token" not in said


def test_an_older_spark_is_named_with_its_version(place: Workplace) -> None:
    with answering("3.5.4") as address:
        said = refused(place, SPARK_REMOTE=address)
    assert "is Spark 3.5.4, and this platform speaks to Spark 4.2 or later" in said


def test_nothing_that_answers_is_named(place: Workplace) -> None:
    assert "No Spark Connect endpoint answers at the address in SPARK_REMOTE" in refused(place, SPARK_REMOTE="sc://127.0.0.1:9")


@pytest.mark.parametrize(("theirs", "taken"), [("4.2.0", True), ("4.10.1-amzn-0", True), ("5.0.0", True), ("4.1.9", False)])
def test_a_spark_is_taken_when_it_is_not_older(theirs: str, taken: bool) -> None:
    assert pyspark.__version__.startswith("4.2")
    if taken:
        engine._check_version(theirs)
    else:
        with pytest.raises(UserError, match=f"is Spark {theirs}"):
            engine._check_version(theirs)


def test_an_engine_that_sees_the_lake_passes_and_leaves_nothing(spark: SparkSession, tmp_path: Path) -> None:
    check_lake(spark, str(tmp_path))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert list((tmp_path / ".sales_platform").iterdir()) == []


def test_it_is_asked_once_whether_an_engine_reads_delta(
    sail: SparkSession, apache: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "_reads_delta", {})
    write(str(tmp_path), JULY, [1])
    uri = f"file://{tmp_path}/{'/'.join(TABLE)}"
    assert (reads_delta(sail, uri), reads_delta(apache, uri)) == (True, False)
    assert (reads_delta(sail, "file:///not/there"), reads_delta(apache, "file:///not/there")) == (True, False)


def test_a_server_that_sees_another_bucket_is_told(moto: S3Server, place: Workplace, tmp_path: Path) -> None:
    (tmp_path / "buckets").mkdir()
    with localbucket_server(tmp_path / "buckets") as other:
        theirs = {**other.environment, "AWS_ALLOW_HTTP": "true"}
        with sail_server(None, tmp_path, **theirs) as cluster:
            ours = {**moto.empty().environment, "SALES_LAKE": f"s3://{BUCKET}/lake"}
            said = refused(place, SPARK_REMOTE=cluster.address, **ours)
    assert f"The engine behind SPARK_REMOTE cannot read the lake 's3://{BUCKET}/lake'" in said
    assert "or unset SPARK_REMOTE" in said


@pytest.mark.spark
def test_an_engine_without_the_libraries_for_a_bucket_is_told(
    moto: S3Server, apache: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, moto.empty())
    with pytest.raises(UserError, match=f"cannot read the lake 's3://{BUCKET}/lake' .*with the libraries and the credentials"):
        check_lake(apache, f"s3://{BUCKET}/lake")
    assert moto.keys("lake/") == []


def test_what_an_engine_writes_elsewhere_is_noticed(sail: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"

    def address(uri: str) -> str:
        return f"file://{elsewhere}/theirs" if uri.endswith("/theirs") else f"file://{uri}"

    monkeypatch.setattr(endpoint, "engine_address", address)
    with pytest.raises(UserError, match=r"does not write into the lake .*what it has written is not there"):
        check_lake(sail, str(tmp_path / "lake"))


def test_an_engine_without_executors_is_not_waited_for(
    sail: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    monkeypatch.setattr(endpoint, "PROBE_SECONDS", 0.1)
    monkeypatch.setattr(endpoint, "_look", lambda *_: ended.wait())
    with pytest.raises(UserError, match="has not answered a first small question within"):
        check_lake(sail, str(tmp_path))
    ended.set()


def test_what_is_taken_for_seen_is_of_one_session_and_lake(
    sail: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    seen: Mapping[Any, set[str]] = {}
    monkeypatch.setattr(endpoint, "_sees", seen)
    monkeypatch.setattr(endpoint, "_look", lambda _spark, root: looks.append(root))
    for root in ("one", "two", "one"):
        check_lake(sail, str(tmp_path / root))
    assert looks == [str(tmp_path / "one"), str(tmp_path / "two")]
