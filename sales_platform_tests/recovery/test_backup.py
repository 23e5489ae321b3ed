"""What docs/backup.md says, done: back up, destroy, put back; the figures are the same and the next run is right."""

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sales_platform.storage.lock import lock_holder
from sales_platform_tests.acceptance.test_trust import answer
from sales_platform_tests.made_once import made_once
from sales_platform_tests.planning.place import Place, assert_same_rows
from sales_platform_tests.platform_runs import Workplace, all_rows
from sales_platform_tests.recovery.moments import Moment, order, restore
from sales_platform_tests.small_lake import land_sound_files

MORE = "sports_bar/orders/orders_2025_07_05_more.csv"
ROW = "order_id,order_placement_date,customer_id,product_id,order_qty\nX1,2025-07-05,789001,25891101,10\n"


@pytest.fixture
def workplace(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A place that a run has brought up to date, to change."""

    def make(folder: Path) -> None:
        land_sound_files(folder / "landing")
        Workplace(folder, folder / "landing").run()

    shutil.copytree(made_once(tmp_path_factory, "backed_up", make), tmp_path / "work")
    workplace = Workplace(tmp_path / "work", tmp_path / "work/landing")
    (workplace.folder / "home/dagster.yaml").unlink()  # names the folder that it was made in
    workplace.run()  # its files have other times than the ones that were read
    return workplace


def back_up(workplace: Workplace, backup: Path) -> None:
    """The steps of the page, in their order."""
    copy = workplace.command("locked", "--", "cp", "-a", str(workplace.folder / "lake"), str(backup / "lake"))
    assert copy.returncode == 0, copy.stderr
    shutil.copytree(workplace.landing, backup / "landing")
    shutil.copytree(workplace.folder / "home", backup / "home", ignore=shutil.ignore_patterns("*.db", "*.db-*"))
    for database in (workplace.folder / "home").rglob("*.db"):
        copied = backup / "home" / database.relative_to(workplace.folder / "home")
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copied)) as target:
            source.backup(target)


def test_what_was_backed_up_destroyed_and_put_back_is_the_same_and_goes_on(workplace: Workplace, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    backup.mkdir()
    back_up(workplace, backup)
    figures, rows = answer(workplace, "kpis"), all_rows(workplace.lake)
    runs = len(list((workplace.folder / "home/history/runs").glob("*-*.db")))
    shutil.rmtree(workplace.folder)
    workplace.folder.mkdir()
    for name in ("landing", "lake", "home"):
        shutil.copytree(backup / name, workplace.folder / name)
    assert answer(workplace, "kpis") == figures
    assert {table for table, found in all_rows(workplace.lake).items() if not found.equals(rows[table])} == set()
    assert "every month is up to date. No file was read" in workplace.run()
    assert answer(workplace, "reconcile", "--landing", str(workplace.landing))["adds_up"]
    (workplace.landing / MORE).write_text(ROW)
    assert "1 of them new or changed" in workplace.run()
    assert answer(workplace, "kpis")["total_quantity"] == figures["total_quantity"] + 10
    assert len(list((workplace.folder / "home/history/runs").glob("*-*.db"))) == runs + 1


def test_what_landed_after_the_lake_was_copied_is_taken_in_by_the_next_run(workplace: Workplace, tmp_path: Path) -> None:
    figures = answer(workplace, "kpis")
    shutil.copytree(workplace.folder / "lake", tmp_path / "lake")
    (workplace.landing / MORE).write_text(ROW)
    workplace.run()
    shutil.rmtree(workplace.folder / "lake")
    shutil.copytree(tmp_path / "lake", workplace.folder / "lake")
    assert answer(workplace, "kpis") == figures
    assert "1 of them new or changed" in workplace.run()
    assert answer(workplace, "kpis")["total_quantity"] == figures["total_quantity"] + 10


def test_a_copy_that_a_run_has_overtaken_is_brought_to_one_moment_by_a_restore(place: Place, tmp_path: Path) -> None:
    """Of a lake that cannot be locked: first all logs, then the data."""
    lake, copy = place.folder / "lake", tmp_path / "copy"
    before = Moment.of(place)
    logs = sorted(lake.glob("*/*/_delta_log"))
    for number, log in enumerate(logs):
        if number == len(logs) // 2:
            order(place, 11)
            place.run()
        shutil.copytree(log, copy / log.relative_to(lake))
    for file in lake.rglob("*.parquet"):
        target = copy / file.relative_to(lake)
        if not target.exists() and "_delta_log" not in file.parts:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
    shutil.rmtree(lake)
    shutil.copytree(copy, lake)
    restore(place, before.at)
    before.assert_is_now(place)
    place.run()
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())


def test_a_locked_command_holds_the_lock_of_the_lake_and_gives_its_exit_code(workplace: Workplace) -> None:
    root = workplace.lake.root
    look = "import sys; from sales_platform.storage.lock import is_locked; sys.exit(40 + is_locked(sys.argv[1]))"
    assert workplace.command("locked", "--", sys.executable, "-c", look, root).returncode == 41
    assert lock_holder(root) is None
    done = workplace.command("locked", "no-such-program", "--flag")
    assert (done.returncode, done.stderr) == (
        2,
        "Error: 'no-such-program' cannot be started (No such file or directory): name a program.\n",
    )


def test_the_page_says_what_these_tests_do() -> None:
    page = (Path(__file__).parents[2] / "docs/backup.md").read_text()
    for said in ("sales-platform locked", "sales-platform restore --as-of", "_delta_log", "pg_dump", ".backup"):
        assert said in page
