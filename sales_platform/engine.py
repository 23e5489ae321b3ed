"""The Spark session: the embedded engine (Sail), started once a process on first use, or a Spark Connect endpoint.

The transforms use only what Sail and Apache Spark both do alike.
"""

import atexit
import json
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from typing import Any, cast

import grpc
import pyarrow as pa
import pyspark
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import to_arrow_schema

from sales_platform.errors import UserError
from sales_platform.pandas_later import pandas_later
from sales_platform.settings import engine_memory

with pandas_later():
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.session import SparkSession as ConnectSession

_lock = threading.Lock()
_session: SparkSession | None = None
_server: Any = None  # a reference keeps the embedded server alive

_SESSION_CONFIGURATION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
}
_EMBEDDED_CONFIGURATION = {
    # else each function of a column looks for its caller, and for IPython; of Apache Spark the server's configuration says it
    "spark.python.sql.dataFrameDebugging.enabled": "false",
}
_REMOTE_CONFIGURATION = {
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",  # as Delta has them; Apache Spark's own are INT96
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
}
"""Of an engine that writes files of tables by itself."""
_WITHOUT_COMPRESSION = [("grpc.compression_enabled_algorithms_bitset", 1)]
"""Of the embedded server: gzip of all rows would take four times as long as all else on their way from it."""
_COMPRESSED = [("grpc.default_compression_algorithm", grpc.Compression.Gzip.value)]
"""Of an endpoint: what is sent to it are plans, which are an eighth of their size then; all endpoints understand gzip."""
_PROBE_SECONDS = 5
_NOT_ALLOWED = ("UNAUTHENTICATED", "PERMISSION_DENIED")
_STACK = 64 * 1024 * 1024
"""Of each thread of the engine, in bytes; memory is taken only as far as a query is deep. Its own 8 MB end the process at some
four hundred ORs in a row."""


def session(remote: str | None = None, *, own_plans: bool = True) -> SparkSession:
    """The process's Spark session; the first call starts it.

    Args:
        remote: a Spark Connect endpoint (``sc://host:port``); None starts the embedded engine.
        own_plans: see ``engine_variables``.

    Raises:
        UserError: the endpoint does not answer, refuses the token, or is of another version of Spark.
    """
    global _session  # noqa: PLW0603 - one engine a process is the point
    with _lock:
        if _session is None:
            _session = _connect(remote or _start_embedded(own_plans=own_plans), remote)
            atexit.register(stop)
        return _session


def is_embedded(spark: SparkSession) -> bool:
    """Whether the engine of a session runs in this process."""
    return _server is not None and spark is _session


def stop() -> None:
    """Stop the session, then the embedded server; in the other order the session would retry until it gives up."""
    global _session, _server  # noqa: PLW0603
    with _lock:
        if _session is not None:
            _session.stop()
            _session = None
        if _server is not None:
            _server.stop()
            _server = None
        atexit.unregister(stop)


def _connect(address: str, remote: str | None) -> SparkSession:
    if remote is not None:
        _probe(remote)
    configuration = _SESSION_CONFIGURATION | (_EMBEDDED_CONFIGURATION if remote is None else _REMOTE_CONFIGURATION)
    spark: Any = _connected(address, _WITHOUT_COMPRESSION if remote is None else _COMPRESSED)
    try:
        if remote is not None:
            _check_version(spark.version)
        for name, value in configuration.items():
            spark.conf.set(name, value)
    except (PySparkException, UserError) as error:
        spark.client.close()  # else PySpark would try for ten minutes, when the process ends, to reach an endpoint that is gone
        if remote is None or isinstance(error, UserError):
            raise
        raise _refused() if any(sign in str(error) for sign in _NOT_ALLOWED) else _no_endpoint() from error
    return cast(SparkSession, spark)


def _connected(address: str, options: Sequence[tuple[str, Any]]) -> SparkSession:
    """A session over a channel with some options, which PySpark's own builder of sessions does not take."""
    os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"  # as that builder does, so that functions make columns of Spark Connect
    channel = DefaultChannelBuilder(address, channelOptions=[*options])
    session: Any = ConnectSession.Builder().channelBuilder(channel).create()
    return cast(SparkSession, session)


def _probe(remote: str) -> None:
    """Find out within seconds that nothing answers; PySpark itself would try for ten minutes."""
    try:
        channel = DefaultChannelBuilder(remote).toChannel()
        grpc.channel_ready_future(channel).result(timeout=_PROBE_SECONDS)
        channel.close()
    except (grpc.FutureTimeoutError, PySparkException, ValueError):
        raise _no_endpoint() from None


def _check_version(theirs: str) -> None:
    """Refuse an endpoint that is older than the client: it does not know all that the client asks.

    Raises:
        UserError: it is.
    """
    ours = pyspark.__version__
    if _numbers(theirs) < _numbers(ours):
        raise UserError(
            f"The endpoint at the address in SPARK_REMOTE is Spark {theirs}, and this platform speaks to Spark"
            f" {'.'.join(map(str, _numbers(ours)))} or later: upgrade it, or unset SPARK_REMOTE."
        )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")[:2] if part.isdigit()]


def _refused() -> UserError:
    return UserError(
        "The Spark Connect endpoint at the address in SPARK_REMOTE refuses access: correct the token there (;token=...)."
    )


def _no_endpoint() -> UserError:
    # the address may hold a token, so it is not repeated
    return UserError("No Spark Connect endpoint answers at the address in SPARK_REMOTE: start one there, or unset SPARK_REMOTE.")


def beside(address: str) -> SparkSession:
    """A session of an engine of this machine, which another process has started for this one."""
    return _connect(address, None)


def engine_variables(*, own_plans: bool) -> dict[str, str]:
    """The variables that the engine reads when it is loaded; those of the environment go before them.

    Args:
        own_plans: it computes what the platform itself has written: the side of a join that has few rows comes first there
            (``silver.beside``). The engine would guess which side that is, and may then hold the many in memory.
    """
    return {
        "RUST_LOG": "error",
        "SAIL_OPTIMIZER__ENABLE_JOIN_SWAP": str(not own_plans).lower(),
        "SAIL_RUNTIME__MEMORY_POOL__TYPE": "fair",
        "SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE": str(engine_memory()),
        "SAIL_RUNTIME__STACK_SIZE": str(_STACK),
        "SAIL_RUNTIME__TEMPORARY_FILES__PATHS": json.dumps([tempfile.gettempdir()]),
        "SAIL_SPARK__SESSION_TIMEOUT_SECS": str(7 * 24 * 3600),
    }


def _start_embedded(*, own_plans: bool) -> str:
    global _server  # noqa: PLW0603
    for name, value in engine_variables(own_plans=own_plans).items():
        os.environ.setdefault(name, value)
    from pysail.spark import SparkConnectServer  # noqa: PLC0415 - it reads the variables above when it is loaded

    _server = SparkConnectServer("127.0.0.1", 0)
    _server.start(background=True)
    host, port = _server.listening_address
    return f"sc://{host}:{port}"


def arrow_schema(frame: DataFrame) -> pa.Schema:
    """The columns of a DataFrame as Arrow has them; every column may be null."""
    return pa.schema([field.with_nullable(True) for field in to_arrow_schema(frame.schema, timezone="UTC")])


def stream(frame: DataFrame, schema: pa.Schema | None = None) -> pa.RecordBatchReader:
    """The rows of a DataFrame as an Arrow stream, batch by batch, never all at once.

    Args:
        frame: the rows.
        schema: its ``arrow_schema``, where that is known: the engine need not analyse the plan for it.
    """
    schema = schema or arrow_schema(frame)
    connect: Any = frame  # PySpark has no public Arrow stream: this is what its toArrow() collects
    client = connect.sparkSession.client
    plan = connect._plan.to_proto(client)  # noqa: SLF001

    def batches() -> Iterator[pa.RecordBatch]:
        for item in client.to_table_as_iterator(plan, {}):
            if isinstance(item, pa.Table):
                yield from item.cast(schema).to_batches()

    return pa.RecordBatchReader.from_batches(schema, batches())
