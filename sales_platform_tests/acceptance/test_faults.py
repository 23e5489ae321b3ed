"""Killed runs, a failing S3 server, many runs at once: the tables always end as those of an undisturbed run."""

import random
import shutil
import subprocess
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from sales_platform.months import MonthRange, parse_month
from sales_platform.settings import Settings
from sales_platform.storage.lake import Lake
from sales_platform_tests.faulty_proxy import OneInFive, proxy
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace, all_rows
from sales_platform_tests.rebuilds import rebuild
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.warm import Warm

OF_RUNS = ("_ingested_at", "_file_version", "_file_modified", "run", "at")
KILLS_ON_DISK, KILLS_ON_S3 = 22, 8
MOST_TRIES = 12


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A small landing, and the lake of an undisturbed run; to be looked at only."""

    def make(folder: Path) -> None:
        place = Workplace(folder, folder / "landing")
        place.command("sample-data", "--months", "2", "--scale", "0.05", "--out", str(place.landing))
        place.run()

    folder = made_once(tmp_path_factory, "faults", make)
    return Workplace(folder, folder / "landing")


@pytest.fixture
def server(moto: S3Server) -> S3Server:
    return moto.empty()


@dataclass(frozen=True)
class OnS3(Workplace):
    """A landing on disk and a lake in a bucket."""

    environment: Mapping[str, str]

    @property
    def lake(self) -> Lake:
        return Lake(self.environment["SALES_LAKE"])

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return super().command(*arguments, **{**self.environment, **environment})


def on_s3(folder: Path, landing: Path, server: S3Server, lake: str, monkeypatch: pytest.MonkeyPatch) -> OnS3:
    for name, value in {**server.environment, "AWS_ALLOW_HTTP": "true"}.items():
        monkeypatch.setenv(name, value)
    return OnS3(folder, landing, {**server.environment, "SALES_LAKE": f"s3://{BUCKET}/{lake}", "S3_BUCKET_NAME": ""})


def kill_runs(workplace: Workplace, environment: Mapping[str, str], kills: int) -> None:
    """Start runs and kill each at a random moment, until so many were cut off; before each, an orders file changes."""
    chance, killed = random.Random(11), 0  # noqa: S311 - not a secret
    orders = sorted(workplace.landing.glob("sports_bar/orders/**/*.csv"))

    def change() -> None:
        changed = chance.choice(orders)
        changed.write_text(changed.read_text() + f"FKILL{chance.randrange(10**6)},2025/07/01,1,2,3\n")

    change()
    started = time.monotonic()
    workplace.run()
    whole = time.monotonic() - started
    while killed < kills:
        change()
        process = Warm(["run"], {**workplace.variables, **environment}, workplace.folder)
        moment = chance.uniform(0.2, 0.9) * whole
        with suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        if process.poll() is None:
            killed += 1
        else:
            whole = min(whole, moment)  # a run may have to do less than the first one
        process.kill()
        process.wait()


def assert_undisturbed(workplace: Workplace, folder: Path) -> None:
    """The tables are those of a lake that is made of the landing at once."""
    undisturbed = Workplace(folder, workplace.landing)
    undisturbed.folder.mkdir()
    rebuild(Settings.from_environment(undisturbed.variables))
    assert all_rows(workplace.lake, without=OF_RUNS) == all_rows(undisturbed.lake, without=OF_RUNS)


@pytest.mark.timeout(2400)
def test_runs_killed_at_random_moments_leave_the_tables_of_an_undisturbed_run(sample: Workplace, tmp_path: Path) -> None:
    for name in ("landing", "lake"):
        shutil.copytree(sample.folder / name, tmp_path / name)
    workplace = Workplace(tmp_path, tmp_path / "landing")
    kill_runs(workplace, {}, KILLS_ON_DISK)
    workplace.run()
    assert_undisturbed(workplace, tmp_path / "other")
    assert "every month is up to date" in workplace.run()


@pytest.mark.timeout(2400)
def test_runs_killed_while_they_write_to_s3_leave_the_tables_of_an_undisturbed_run(
    sample: Workplace, tmp_path: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sample.landing, tmp_path / "landing")
    server.put_folder(sample.folder / "lake", "killed")
    workplace = on_s3(tmp_path, tmp_path / "landing", server, "killed", monkeypatch)
    kill_runs(workplace, workplace.environment, KILLS_ON_S3)
    workplace.run()
    assert_undisturbed(workplace, tmp_path / "other")


@pytest.mark.timeout(2400)
def test_a_server_that_fails_every_fifth_request_leaves_no_table_wrong(
    sample: Workplace, tmp_path: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = OneInFive(seed=5)
    with proxy(server.url, faults) as address:
        workplace = on_s3(tmp_path, sample.landing, server, "faulty", monkeypatch)
        for _ in range(MOST_TRIES):
            done = workplace.command("run", AWS_ENDPOINT_URL=address)
            assert "Traceback" not in done.stderr, done.stderr
            if done.returncode == 0:
                break
            assert done.returncode in (1, 2)
            assert done.stderr.count("\n") == 1, done.stderr
        assert done.returncode == 0, done.stderr
    assert sum(faults.count.values()) - faults.count[""] > 20
    assert all_rows(workplace.lake, without=OF_RUNS) == all_rows(sample.lake, without=OF_RUNS)


@pytest.mark.timeout(2400)
def test_runs_over_overlapping_months_at_once_end_as_one_after_the_other(
    sample: Workplace, tmp_path: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    workplace = on_s3(tmp_path, sample.landing, server, "at_once", monkeypatch)
    first, last = sorted({path.stem[7:14].replace("_", "-") for path in sample.landing.glob("sports_bar/orders/*.csv")})
    ranges = [("--from", first, "--to", last), ("--from", last, "--to", last), ()]
    with ThreadPoolExecutor(3) as threads:
        runs = list(threads.map(lambda arguments: workplace.command("run", *arguments), ranges))
    assert [run.returncode for run in runs] == [0, 0, 0], "".join(run.stderr for run in runs)
    in_order = Workplace(tmp_path / "other", sample.landing)
    in_order.folder.mkdir()
    settings, start, end = Settings.from_environment(in_order.variables), parse_month(first), parse_month(last)
    for months in (MonthRange.of(start, end), MonthRange.of(end, end), None):
        rebuild(settings, months)
    assert all_rows(workplace.lake, without=OF_RUNS) == all_rows(in_order.lake, without=OF_RUNS)
