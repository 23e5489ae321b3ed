"""A year of daily refreshes with weekly maintenance: how lake, history and ticks grow."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contenders import figures_of
from histories import first_of, last_full_month
from measure import BenchError
from platform_runs import Installation
from samples import plain_sample

BUCKET = "sales-year"
WEEK, DAYS_OF_MONTH, YEAR_WEEKS = 7, 30, 43
FORMER_MONTHS = 24
"""What has landed before, with the usual rows."""
_START_SECONDS = 60
_KEYS = {"AWS_ACCESS_KEY_ID": "AKIDBENCH", "AWS_SECRET_ACCESS_KEY": "of-a-server-of-the-bench", "AWS_REGION": "us-east-1"}


@dataclass(frozen=True)
class Year:
    """What a year has shown.

    Attributes:
        weeks: one each, see ``simulated_year.Week``.
        seconds: of all of it.
        same_figures: whether the lake has at the end what a lake made from the same files at once has.
        load: the load average of the last quarter of an hour.
    """

    weeks: Sequence[Mapping[str, Any]]
    seconds: float
    same_figures: bool
    load: float = 0


def measure_year(folder: Path, weeks: int, former_months: int = FORMER_MONTHS, scale: float = 1, retention: int = 30) -> Year:
    """Let weeks pass.

    Args:
        folder: a new one for everything that is written.
        weeks: how many, of seven refreshes each.
        former_months: so many have landed before, as a sample of this scale.
        retention: for how many days former versions and runs are kept.

    Raises:
        BenchError: the platform failed.
    """
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    last, months = last_full_month(), -(-weeks * WEEK // DAYS_OF_MONTH) + former_months
    first = first_of(last, months)
    plain_sample(folder / "files", months, scale, last_month=last, first_month=first)
    bucket, installation = folder / "buckets" / BUCKET, Installation(folder / "rebuilt", first)
    (bucket / "landing").mkdir(parents=True)
    with _server(bucket.parent, folder / "requests.log") as url:
        environment = {
            **installation.environment,
            **_KEYS,
            "AWS_ENDPOINT_URL": url,
            "AWS_ALLOW_HTTP": "true",
            "SALES_LANDING": f"s3://{BUCKET}/landing",
            "SALES_LAKE": str(bucket / "lake"),
            "DAGSTER_HOME": str(folder / "home"),
            "SALES_RETENTION_DAYS": str(retention),
        }
        *lines, figures = _simulated(folder, environment, weeks)
    installation.run(bucket / "landing")
    same = figures_of(figures) == figures_of(installation.figures())
    return Year(lines, time.monotonic() - started, same, os.getloadavg()[2])


def _simulated(folder: Path, environment: Mapping[str, str], weeks: int) -> list[dict[str, Any]]:
    program = Path(__file__).with_name("simulated_year.py")
    places = [folder / "buckets" / BUCKET, folder / "files", folder / "requests.log"]
    with (folder / "errors.log").open("w+") as errors:
        command = [sys.executable, str(program), *map(str, places), str(weeks)]
        done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True, check=False)
        if done.returncode:
            errors.seek(0)
            raise BenchError(f"The year failed ({done.returncode}):\n{errors.read()[-3000:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@contextmanager
def _server(folder: Path, log: Path) -> Iterator[str]:
    """An S3 server over HTTP whose buckets are plain folders, and which notes each request; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, str(Path(__file__).with_name("bucket_server.py")), "--port", str(port), str(folder)]
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise BenchError("The S3 server did not start.")
