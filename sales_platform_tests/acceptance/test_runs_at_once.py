"""Runs that come at the same time, or end before their time."""

import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sales_platform.settings import Settings
from sales_platform.storage.lock import is_locked, lake_lock
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace, all_rows
from sales_platform_tests.rebuilds import rebuild
from sales_platform_tests.refreshes import refresh
from sales_platform_tests.warm import Warm

OF_RUNS = ("_ingested_at", "run", "at")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A lake of no run that was disturbed, and below "before" the one that it was without a month of Atlon's sales."""

    def make(folder: Path) -> None:
        workplace = Workplace(folder, folder / "landing")
        workplace.command("sample-data", "--months", "3", "--scale", "0.1", "--out", str(folder / "landing"))
        settings, last = Settings.from_environment(workplace.variables), max((folder / "landing/atlon/sales").glob("*.csv"))
        last.rename(folder / last.name)
        with quick_instance() as instance:
            refresh(instance, settings)
        shutil.copytree(folder / "lake", folder / "before")
        (folder / last.name).rename(last)
        rebuild(settings)

    folder = made_once(tmp_path_factory, "undisturbed", make)
    return Workplace(folder, folder / "landing")


def test_two_runs_over_the_same_months_at_once_end_as_one(undisturbed: Workplace, tmp_path: Path) -> None:
    workplace = Workplace(tmp_path, undisturbed.landing)
    with ThreadPoolExecutor(2) as threads:
        printed = list(threads.map(lambda _: workplace.run(), range(2)))
    second = next(text for text in printed if "Another run is writing this lake: waiting for its end." in text)
    assert "every month is up to date" in second
    assert all_rows(workplace.lake, without=OF_RUNS) == all_rows(undisturbed.lake, without=OF_RUNS)
    assert "every month is up to date" in workplace.run()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_says_so_and_the_next_one_goes_on(
    undisturbed: Workplace, tmp_path: Path, number: signal.Signals
) -> None:
    workplace = Workplace(tmp_path, undisturbed.landing)
    shutil.copytree(undisturbed.folder / "before", tmp_path / "lake")

    def version() -> int:
        sales = workplace.lake.open("bronze", "atlon_sales")
        return sales.version() if sales is not None else -1

    before = version()
    with (tmp_path / "said").open("w") as errors:
        run = Warm(["run"], workplace.variables, tmp_path, errors=errors)
        while version() == before and run.poll() is None:
            time.sleep(0.05)
        run.send_signal(number)
        assert run.wait(600) == 130
    said = (tmp_path / "said").read_text()
    assert re.fullmatch(
        r"Error: The run \S+ was interrupted in \w+\. Run again: a plain 'sales-platform run' takes up what it had begun\.\n",
        said,
    )
    workplace.run()
    assert all_rows(workplace.lake, without=OF_RUNS) == all_rows(undisturbed.lake, without=OF_RUNS)


def test_a_lake_is_held_until_its_process_ends_however_it_ends(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom sales_platform.storage.lock import is_locked, lake_lock\n"
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
        assert is_locked(str(tmp_path))
    holder.communicate()
