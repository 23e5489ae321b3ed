"""Runs that come at the same time, or end before their time."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sales_platform.storage.lock import lake_lock
from sales_platform_tests.platform_runs import Workplace, all_rows

OF_RUNS = ("_ingested_at", "run", "at")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    folder = tmp_path_factory.mktemp("undisturbed")
    workplace = Workplace(folder, folder / "landing")
    workplace.command("sample-data", "--months", "3", "--scale", "0.1", "--out", str(folder / "landing"))
    workplace.run()
    yield workplace
    shutil.rmtree(folder)


def test_two_runs_over_the_same_months_at_once_end_as_one(undisturbed: Workplace, tmp_path: Path) -> None:
    workplace = Workplace(tmp_path, undisturbed.landing)
    with ThreadPoolExecutor(2) as threads:
        printed = list(threads.map(lambda _: workplace.run(), range(2)))
    assert len(printed) == 2
    assert all_rows(workplace.lake, without=OF_RUNS) == all_rows(undisturbed.lake, without=OF_RUNS)
    assert "every month is up to date" in workplace.run()


def test_a_lake_is_held_until_its_process_ends_however_it_ends(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom sales_platform.storage.lock import lake_lock\n"
        "with lake_lock(sys.argv[1]):\n    print('held', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    waited: list[str] = []

    def kill() -> None:
        waited.append("waited")
        holder.kill()

    with lake_lock(str(tmp_path), kill):
        assert waited == ["waited"]
        with lake_lock(str(tmp_path)):
            pass
    holder.communicate()
