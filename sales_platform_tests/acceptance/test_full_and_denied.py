"""Disks that are full or read-only, and accounts without rights, as people meet them: one sentence, what, where, what to do."""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sales_platform_tests.platform_runs import Workplace, with_own_landing
from sales_platform_tests.small_disks import as_other_account, on_read_only_disk, on_small_disk
from sales_platform_tests.small_lake import ORDERS_HEADER, SmallLake, write
from sales_platform_tests.warm import run_warm

READING = (
    ("kpis",),
    ("quarantine",),
    ("plan",),
    ("reconcile",),
    ("trace", "--month", "2025-07", "--product", "A1", "--customer", "7001"),
    ("suggest",),
    ("status",),
    ("sql", "SELECT count(*) FROM gold.fact_sales"),
)


_IN_ASCII = """
import sys
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(encoding="ascii", errors="strict")
from sales_platform.cli import main
main()
"""
"""As PYTHONIOENCODING does it, which a process that is forked comes too late for."""


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on the standard error."""
    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize("size", ["1m", "400k"])
def test_a_full_lake_is_one_sentence_with_the_cause_and_without_panics(sound: SmallLake, tmp_path: Path, size: str) -> None:
    (tmp_path / "lake").mkdir()
    workplace = Workplace(tmp_path, sound.place.landing)
    said = sentence(on_small_disk(workplace, str(tmp_path / "lake"), size, "run"))
    assert "There is no space left on the disk of " in said
    assert f"{tmp_path}/lake" in said
    assert "free some there, then run again; nothing is half-written." in said


def test_a_full_disk_of_dagsters_history_is_one_sentence(sound: SmallLake, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    said = sentence(on_small_disk(Workplace(tmp_path, sound.place.landing), str(tmp_path / "home"), "600k", "run"))
    assert f"There is no space left on the disk of Dagster's folder '{tmp_path}/home': free some there" in said


def test_a_lake_on_a_read_only_disk_can_be_read_and_says_why_it_cannot_be_written(broken: SmallLake) -> None:
    lake = str(broken.place.folder / "lake")
    assert on_read_only_disk(broken.place, lake, "kpis").returncode == 0
    for command in (("run", "--from", "2025-07", "--to", "2025-07"), ("maintain",)):
        said = sentence(on_read_only_disk(broken.place, lake, *command))
        assert "Read-only file system" in said or "is read-only" in said
        assert lake in said


@pytest.fixture
def forbidden(broken: SmallLake) -> Iterator[Workplace]:
    """A lake whose gold and silver may be read by nobody."""
    folders = [broken.place.folder / "lake" / layer for layer in ("gold", "silver", "quarantine")]
    for folder in folders:
        folder.chmod(0)
    yield broken.place
    for folder in folders:
        folder.chmod(stat.S_IRWXU)


@pytest.mark.parametrize("command", READING, ids=[command[0] for command in READING])
def test_a_reader_without_rights_is_told_so_and_not_to_run_again(forbidden: Workplace, command: tuple[str, ...]) -> None:
    if command[0] in ("plan", "status"):
        (forbidden.folder / "lake" / "ledger").chmod(0)
    said = sentence(as_other_account(forbidden, *command))
    (forbidden.folder / "lake" / "ledger").chmod(stat.S_IRWXU)
    assert "This account may not read " in said
    assert f"{forbidden.folder}/lake" in said
    assert "run again" not in said


def test_a_terminal_in_ascii_shows_figures_accounts_and_errors(sound: SmallLake, tmp_path: Path) -> None:
    copy = with_own_landing(sound.copy(tmp_path).place, tmp_path)
    late = f"{ORDERS_HEADER}L1,2025-07-20,789001,25891101,1\nL2,2025-07-20,none,25891101,few\n"
    for command in (*READING, ("kpis", "--as-of", "0"), ("kpis", "--lake", "/no/ląke"), ("maintain",), ("run",)):
        if command == ("run",):
            write(copy.landing / "sports_bar/orders/orders_2025_07_20_late.csv", late)
        done = run_warm(command, copy.variables, copy.folder, _IN_ASCII)
        assert done.returncode in (0, 1, 2), done.stderr
        assert "Traceback" not in done.stderr
        assert "Encode" not in done.stderr
        assert done.stdout.isascii()
        assert done.stderr.isascii()
    assert "INR 54,291" in sound.place.program("kpis", PYTHONIOENCODING="ascii").stdout


def test_the_error_behind_a_sentence_is_shown_with_debug(sound: SmallLake, tmp_path: Path) -> None:
    (tmp_path / "lake" / "gold").mkdir(parents=True)
    shutil.copytree(sound.place.folder / "lake" / "gold" / "fact_sales", tmp_path / "lake" / "gold" / "fact_sales")
    for log in (tmp_path / "lake/gold/fact_sales/_delta_log").iterdir():
        os.truncate(log, 10)
    workplace = Workplace(tmp_path, sound.place.landing)
    assert "cannot be opened" in sentence(workplace.command("kpis"))
    shown = workplace.command("kpis", "--debug")
    assert shown.returncode == 2
    assert "Traceback" in shown.stderr
    assert "cannot be opened" in shown.stderr.splitlines()[-1]
