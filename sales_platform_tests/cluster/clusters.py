"""Engines of their own, as ``SPARK_REMOTE`` names them, each started with what the Python packages bring."""

import json
import re
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyspark

import sales_platform
from sales_platform_tests.engines import logged, spark_program, spark_server
from sales_platform_tests.s3_servers import free_port, wait_for

_MASTER_STARTED = re.compile(r"Starting Spark master at (spark://\S+)")
_WORKER_REGISTERED = re.compile(r"(Successfully registered with master)")
_WITHOUT_VECTORS = """#!/bin/sh
# Apache Spark starts its executors with a module that a small Java does not have
for argument; do
    shift
    case "$argument" in --add-modules=jdk.incubator.vector) ;; *) set -- "$@" "$argument" ;; esac
done
exec '{java}' "$@"
"""


@dataclass(frozen=True)
class Cluster:
    """An engine that runs.

    Attributes:
        address: of its Spark Connect endpoint.
        pages: where Apache Spark's REST interface answers; empty for another engine.
        workers: processes that can be killed.
    """

    address: str
    pages: str = ""
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def tasks(self) -> Mapping[str, int]:
        """How many tasks each executor has completed, by its name, those that are gone included."""
        (application,) = self._asked("applications")
        executors = self._asked(f"applications/{application['id']}/allexecutors")
        return {one["id"]: one["completedTasks"] for one in executors if one["id"] != "driver"}

    def _asked(self, what: str) -> list[Any]:
        with urllib.request.urlopen(f"{self.pages}/api/v1/{what}", timeout=30) as answer:  # noqa: S310 - a server of the test
            found: list[Any] = json.load(answer)
        return found


@contextmanager
def sail_server(_java: Path | None, _folder: Path, mode: str = "local", **environment: str) -> Iterator[Cluster]:
    """A Sail server in a process of its own."""
    port = free_port()
    sail = str(Path(sys.executable).with_name("sail"))
    package = str(Path(sales_platform.__file__).parents[1])  # Sail takes no archive of it: it is installed where Sail runs
    variables = {"PATH": "/usr/bin:/bin", "PYTHONPATH": package, "SAIL_MODE": mode, "RUST_LOG": "error", **environment}
    with subprocess.Popen(
        [sail, "spark", "server", "--ip", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=variables,
    ) as server:
        try:
            wait_for(port, server)
            yield Cluster(f"sc://127.0.0.1:{port}")
        finally:
            server.kill()


@contextmanager
def sail_local_cluster(java: Path | None, folder: Path, **environment: str) -> Iterator[Cluster]:
    """The same with its workers apart from its driver, in threads."""
    with sail_server(java, folder, "local-cluster", **environment) as cluster:
        yield cluster


@contextmanager
def spark_local_cluster(java: Path, folder: Path) -> Iterator[Cluster]:
    """Apache Spark with two executors, each a process."""
    settings, pages = _with_executors(folder, "local-cluster[2,1,700]")
    with spark_server(java, folder, settings, **_variables(java, folder)) as address:
        yield Cluster(address, pages)


@contextmanager
def spark_standalone(java: Path, folder: Path) -> Iterator[Cluster]:
    """Apache Spark's own cluster: a master, two workers with an executor each, and a Spark Connect server."""
    variables, packages = _variables(java, folder), "org.apache.spark.deploy"
    with ExitStack() as running:
        host = ("--host", "127.0.0.1", "--webui-port", "0")
        started = running.enter_context(
            spark_program(java, folder, f"{packages}.master.Master", {}, *host, "--port", "0", **variables)
        )
        master, workers = logged(*started, _MASTER_STARTED), []
        for name in ("one", "two"):
            (folder / name).mkdir()
            size = ("--cores", "1", "--memory", "700m", "--work-dir", str(folder / name / "work"))
            worker = running.enter_context(
                spark_program(java, folder / name, f"{packages}.worker.Worker", {}, *host, *size, master, **variables)
            )
            logged(*worker, _WORKER_REGISTERED)
            workers.append(worker[0])
        settings, pages = _with_executors(folder, master)
        with spark_server(java, folder, settings, **variables) as address:
            yield Cluster(address, pages, workers)


def _with_executors(folder: Path, master: str) -> tuple[dict[str, str], str]:
    """Settings of a Spark with executors that are processes, and where it answers about them."""
    port = free_port()
    settings = {
        "spark.master": master,
        "spark.executor.memory": "600m",
        "spark.executor.cores": "1",
        "spark.sql.shuffle.partitions": "2",
        "spark.locality.wait": "0",
        "spark.ui.enabled": "true",
        "spark.ui.port": str(port),
        "spark.worker.dir": str(folder / "work"),
    }
    return settings, f"http://127.0.0.1:{port}"


def _variables(java: Path, folder: Path) -> dict[str, str]:
    """What workers need to start executors: the distribution, and a Java that takes what Spark gives it."""
    program = folder / "java" / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(_WITHOUT_VECTORS.format(java=java))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    home = folder / "distribution"  # of links: executors work in a folder of it
    home.mkdir()
    for part in Path(pyspark.__file__).parent.iterdir():
        if part.name != "work":
            (home / part.name).symlink_to(part)
    return {
        "SPARK_HOME": str(home),
        "SPARK_SCALA_VERSION": "2.13",
        "JAVA_HOME": str(program.parents[1]),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_WORKER_DIR": str(folder / "work"),
    }


Start = Callable[..., AbstractContextManager[Cluster]]
ENGINES: Mapping[str, Start] = {
    "sail_server": sail_server,
    "sail_local_cluster": sail_local_cluster,
    "spark_local_cluster": spark_local_cluster,
}
