"""Measure what passes through the client of a cluster; puts its section into results.md. Run on request: it takes long."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from counting_proxy import counting_proxy
from measure import BenchError
from page_sections import with_section
from platform_runs import COMMAND, PROJECT, Installation
from report import table
from samples import FIRST_MONTH, plain_sample

RESULTS = Path(__file__).with_name("results.md")
TITLE = "## On a cluster"
ROWS_AT_SCALE_1 = 160_000
"""Rows of orders and sales that a sample of 24 months lands, about."""
SMALL = 0.3
"""The scale of the sample that everything is compared with: what it takes is not the rows'."""
SAMPLE_SECONDS = 0.1


@dataclass(frozen=True)
class Client:
    """What the process that runs Dagster took.

    Attributes:
        landed: bytes of the landing.
        rows: of the fact, and of bronze's sales.
        seconds: of the whole command.
        processor_seconds: of the client alone.
        peak: the greatest resident memory.
        network: bytes between client and engine, both ways.
        files: bytes that it read and wrote by calls of the system, programs and libraries included.
    """

    landed: int
    rows: int
    seconds: float
    processor_seconds: float
    peak: int
    network: int
    files: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 5_000_000, 20_000_000], help="of orders and sales")
    parser.add_argument("--mode", default="local-cluster", help="of the Sail server: local or local-cluster")
    parser.add_argument("--folder", type=Path, default=None, help="for landing and lake; temporary unless given")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the temporary folder is removed
    with tempfile.TemporaryDirectory(prefix="sales_bench_", dir=arguments.folder) as folder:
        section = measured(Path(folder).resolve(), arguments.rows, arguments.mode)
    RESULTS.write_text(with_section(RESULTS.read_text(encoding="utf-8"), section), encoding="utf-8")
    print(section)


def measured(folder: Path, rows: Sequence[int], mode: str) -> str:
    """Measure everything; return the section."""
    clients = []
    for place, scale in enumerate([SMALL, *(count / ROWS_AT_SCALE_1 for count in rows)]):
        landing = folder / f"landing_{place}"
        plain_sample(landing, 24, scale)
        with sail_server(folder, mode) as port:
            clients.append(run(Installation(folder / f"platform_{place}", FIRST_MONTH), landing, port))
        print(time.strftime("%H:%M:%S"), clients[-1], file=sys.stderr, flush=True)
        for made in (landing, folder / f"platform_{place}"):
            subprocess.run(["rm", "-rf", str(made)], check=True)
    return cluster_section(clients, mode)


def run(installation: Installation, landing: Path, port: int) -> Client:
    """Run the platform from nothing on an engine behind a proxy that counts."""
    installation.folder.mkdir(parents=True)
    command = [COMMAND, "run", "--landing", str(landing), "--lake", installation.lake]
    with counting_proxy("127.0.0.1", port) as counted:
        environment = {**installation.environment, "SPARK_REMOTE": f"sc://127.0.0.1:{counted.port}"}
        started = time.monotonic()
        with (installation.folder / "output").open("w+") as output:
            process = psutil.Popen(command, cwd=installation.folder, env=environment, stdout=output, stderr=output)
            peak, files, processor = _watched(process)
        seconds = time.monotonic() - started
        if process.returncode != 0:
            raise BenchError((installation.folder / "output").read_text()[-3000:])
    landed = sum(path.stat().st_size for path in landing.rglob("*") if path.is_file())
    fact = installation.figures()["fact_rows"]
    assert isinstance(fact, int)
    return Client(landed, fact, seconds, processor, peak, counted.sent + counted.received, files)


def _watched(process: psutil.Popen) -> tuple[int, int, float]:
    """The peak of memory of a process, the bytes of its reads and writes, and its processor seconds, until it has ended."""
    peak = files = 0
    processor = 0.0
    while process.poll() is None:
        with suppress(psutil.Error):
            io, times = process.io_counters(), process.cpu_times()
            peak = max(peak, process.memory_info().rss)
            files, processor = io.read_chars + io.write_chars, times.user + times.system
        time.sleep(SAMPLE_SECONDS)
    return peak, files, processor


@contextmanager
def sail_server(folder: Path, mode: str) -> Iterator[int]:
    """The port of a Sail server in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT),
        "SAIL_MODE": mode,
        "RUST_LOG": "error",
        "TMPDIR": str(folder),
        "SAIL_SPARK__SESSION_TIMEOUT_SECS": "86400",
    }
    sail = str(Path(sys.executable).with_name("sail"))
    command = [sail, "spark", "server", "--ip", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.kill()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise BenchError("The Sail server has ended.")


def cluster_section(clients: Sequence[Client], mode: str) -> str:
    """What passes through the client, by the size of the landing."""
    small = clients[0]
    rows = [
        (
            f"{one.landed / 1e6:,.0f} MB",
            f"{one.rows:,}",
            f"{one.seconds:.0f} s",
            f"{one.processor_seconds:.1f} s",
            f"{one.peak / 1e6:,.0f} MB",
            f"{one.network / 1e6:,.1f} MB",
            f"{one.files / 1e6:,.1f} MB",
            "" if one is small else f"{share(one, small):.2%}",
        )
        for one in clients
    ]
    words = (
        f"A full run on a Sail server (`{mode}`) in a process of its own, from an empty lake: what the process that runs Dagster"
        " takes. Network is all between it and the engine, both ways; files are the bytes that it reads and writes, those of its"
        " own programs and libraries included. The last column is what network and files have more than in the first line, as a"
        " part of what has landed more; files that vary by a megabyte or two, whatever the rows, count where there are more."
    )
    header = (
        "Landed",
        "Rows of the fact",
        "Wall time",
        "Client's processor time",
        "Client's peak memory",
        "Network",
        "Files",
        "Passed",
    )
    return "\n\n".join((TITLE, words, table(header, rows))) + "\n"


def share(one: Client, small: Client) -> float:
    """How much of the rows' bytes passes through the client; that files may be fewer than before does not count for it."""
    return (one.network - small.network + max(0, one.files - small.files)) / (one.landed - small.landed)


if __name__ == "__main__":
    main()
