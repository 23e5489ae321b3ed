"""Runs that were killed are known by the next command, though no daemon watches them, and those that live are left alone."""

from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus

from sales_platform.automation import alive
from sales_platform_tests.commits import killed_at_commit
from sales_platform_tests.platform_runs import Workplace, with_own_landing
from sales_platform_tests.small_lake import ORDERS_HEADER, SmallLake, write

COMMAND = "from sales_platform.cli import main; main()"


def statuses(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> list[DagsterRunStatus]:
    """Of all runs, oldest first."""
    monkeypatch.setenv("DAGSTER_HOME", str(place.folder / "home"))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "200")
    with DagsterInstance.get() as instance:
        return [run.status for run in reversed(instance.get_runs())]


def kill_a_run(place: Workplace) -> None:
    """A file lands, and the run that takes it in is killed at one of its commits."""
    write(place.landing / "sports_bar/orders/orders_2025_07_20b.csv", f"{ORDERS_HEADER}K1,2025-07-20,789001,25891101,1\n")
    assert killed_at_commit(6, ["run"], place, COMMAND) == -9


@pytest.mark.parametrize("command", ["run", "maintain"])
def test_the_next_command_closes_a_run_that_was_killed(broken: SmallLake, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = with_own_landing(broken.place, broken.place.folder)
    kill_a_run(place)
    before = statuses(place, monkeypatch)
    assert before[-1] is DagsterRunStatus.STARTED
    done = place.command(command)
    assert done.returncode == 0, done.stderr
    assert statuses(place, monkeypatch) == [*before[:-1], DagsterRunStatus.FAILURE, DagsterRunStatus.SUCCESS]
    assert list((place.folder / "home" / ".alive").iterdir()) == []


def test_a_command_that_finds_nothing_new_closes_it_as_well(broken: SmallLake, monkeypatch: pytest.MonkeyPatch) -> None:
    place = with_own_landing(broken.place, broken.place.folder)
    kill_a_run(place)
    place.command("run", DAGSTER_HOME=str(place.folder / "another"))
    assert statuses(place, monkeypatch)[-1] is DagsterRunStatus.STARTED
    assert "every month is up to date" in place.run()
    assert statuses(place, monkeypatch)[-1] is DagsterRunStatus.FAILURE


def test_a_run_that_lives_is_not_dead_and_one_that_ended_is_no_more_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with alive.alive("a", None):
        with alive.alive("a", None):  # by another process of the same run
            assert alive.dead_runs() == []
        assert [path.name for path in (tmp_path / ".alive").iterdir()] == ["a"]
    assert list((tmp_path / ".alive").iterdir()) == []
    (tmp_path / ".alive/b").touch()
    assert alive.dead_runs() == ["b"]


def test_where_the_home_cannot_be_written_a_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "none"))
    with alive.alive("a", None):
        assert alive.dead_runs() == []
