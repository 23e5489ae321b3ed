"""The tables depend on what landed, not on how the months were run."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sales_platform.months import MonthRange
from sales_platform.settings import Settings
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import REAL_LANDING, Workplace, all_rows, needs_real_landing
from sales_platform_tests.rebuilds import rebuild
from sales_platform_tests.s3_servers import free_port, wait_for

pytestmark = needs_real_landing

SIX_MONTHS = MonthRange.of(date(2025, 7, 1), date(2025, 12, 1))
OF_RUNS = ("_ingested_at", "fingerprint", "at", "run")


@pytest.fixture(scope="module")
def in_one_run(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    def make(folder: Path) -> None:
        rebuild(Settings.from_environment(Workplace(folder, REAL_LANDING).variables), SIX_MONTHS)

    return Workplace(made_once(tmp_path_factory, "one_run", make), REAL_LANDING)


def test_six_runs_of_one_month_end_with_the_same_tables_as_one_run_of_six(in_one_run: Workplace, tmp_path: Path) -> None:
    one_by_one = Workplace(tmp_path, REAL_LANDING)
    for month in SIX_MONTHS:
        rebuild(Settings.from_environment(one_by_one.variables), MonthRange.of(month, month))
    assert all_rows(one_by_one.lake, without=OF_RUNS) == all_rows(in_one_run.lake, without=OF_RUNS)


def test_a_sail_server_in_another_process_gives_the_same_tables(in_one_run: Workplace, tmp_path: Path) -> None:
    port = free_port()
    sail = str(Path(sys.executable).with_name("sail"))
    server = subprocess.Popen(
        [sail, "spark", "server", "--ip", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, server)
        remote = Workplace(tmp_path, REAL_LANDING)
        remote.run("--from", "2025-07", "--to", "2025-12", SPARK_REMOTE=f"sc://127.0.0.1:{port}")
        assert all_rows(remote.lake, without=OF_RUNS) == all_rows(in_one_run.lake, without=OF_RUNS)
    finally:
        server.terminate()
        server.wait(30)
