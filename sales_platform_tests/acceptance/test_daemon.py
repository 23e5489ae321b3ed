"""The platform by itself: files are uploaded to a bucket, and the daemon's sensor brings them into the figures."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sales_platform.errors import UserError
from sales_platform.reports.kpis import kpis
from sales_platform.storage.lake import Lake
from sales_platform_tests.platform_runs import REAL_LANDING, needs_real_landing, rows
from sales_platform_tests.s3_servers import BUCKET, SECRET, S3Server, free_port, localbucket_server, moto_server

LAKE = Lake(f"s3://{BUCKET}/lake")
LIMIT_SECONDS = 900
NEW_FILE = "sports_bar/orders/orders_2025_12_06.csv"


@contextmanager
def platform(server: S3Server, folder: Path) -> Iterator[Path]:
    """``sales-platform dev``: UI and daemon, until the context ends; yields the file of all its output."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    environment = {**kept, **server.environment, "DAGSTER_HOME": str(folder / "home"), "SALES_FIRST_MONTH": "2024-01"}
    command = [str(Path(sys.executable).with_name("sales-platform")), "dev", "--port", str(free_port())]
    log = folder / "output.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield log
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_for_figures(quantity: int, log: Path) -> float:
    """Wait until gold and its figures have the quantity; returns how many seconds it took."""
    started = time.monotonic()
    while time.monotonic() - started < LIMIT_SECONDS:
        try:
            if kpis(LAKE)["total_quantity"] == quantity:
                return time.monotonic() - started
        except UserError:  # nothing there yet
            pass
        time.sleep(1)
    raise AssertionError(f"the figures did not come:\n{log.read_text()[-5000:]}")


@needs_real_landing
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("kind", ["moto", "localbucket"])
def test_uploading_files_is_all_there_is_to_do(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "buckets").mkdir()
    with moto_server() if kind == "moto" else localbucket_server(tmp_path / "buckets") as server:
        for name, value in {**server.environment, "AWS_ALLOW_HTTP": "true"}.items():
            monkeypatch.setenv(name, value)
        with platform(server, tmp_path) as log:
            assert server.land_folder(REAL_LANDING) == 163
            seconds = wait_for_figures(34_130_483, log)
            figures = kpis(LAKE)
            assert (figures["total_revenue_inr"], figures["fact_rows"]) == (105_340_264_771, 96_673)
            before = rows(LAKE, ("gold", "fact_sales"), "month < DATE '2025-12-01'")
            header = "order_id,order_placement_date,customer_id,product_id,order_qty"
            server.land(NEW_FILE, f"{header}\nFNEW,2025/12/06,789320,25891203,1000\n")
            more = wait_for_figures(34_130_483 + 1000, log)
            assert rows(LAKE, ("gold", "fact_sales"), "month < DATE '2025-12-01'") == before
        with capsys.disabled():
            print(f" [{kind}: from upload to gold {seconds:.0f} s with start-up, one new file {more:.0f} s] ", end="")  # noqa: T201 - how long it took
        assert leaks(tmp_path / "home", log) == []


def leaks(home: Path, log: Path) -> list[Path]:
    """The files of Dagster's storage and logs that hold the secret."""
    return [path for path in (log, *home.rglob("*")) if path.is_file() and SECRET.encode() in path.read_bytes()]
