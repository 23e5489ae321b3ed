"""Whatever is committed between the reading of a table and a commit to it: no row is lost, none is there twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from deltalake import Schema, write_deltalake
from pyspark.sql import DataFrame, SparkSession

from sales_platform import engine
from sales_platform.errors import UserError
from sales_platform.maintenance.tables import maintain_table
from sales_platform.months import MonthRange
from sales_platform.storage.cluster.merging import merge_in_engine
from sales_platform.storage.cluster.writing import replace_months, swap, write_files
from sales_platform.storage.lake import Lake
from sales_platform.storage.merge_counts import MergeCounts
from sales_platform_tests.cluster.test_writing import AUGUST, JULY, SEPTEMBER, TABLE, held, numbers, opened, put
from sales_platform_tests.storage.test_lake import SCHEMA, reader, write

Between = Callable[[Lake], object]


class Crowded(Lake):
    """A lake in which something happens once, after a table was opened and before what was written is committed."""

    def __init__(self, root: Path, between: Between) -> None:
        super().__init__(str(root))
        self._between = [between]

    def check_lock(self) -> None:
        while self._between:
            self._between.pop()(Lake(self.root))


def append(lake: Lake) -> None:
    write_deltalake(opened(lake), reader(JULY, [8, 9]), mode="append")


def by_delta_rs(lake: Lake) -> None:
    write(lake, JULY, [8, 9])


def by_executors(lake: Lake) -> None:
    put(lake, numbers(engine.session(), (JULY, 8), (JULY, 9)), JULY)


def another_month(lake: Lake) -> None:
    write(lake, AUGUST, [8])


def folders(root: Path) -> list[Path]:
    return list((root / "bronze/new_table").glob("w-*"))


@pytest.fixture
def rows(sail: SparkSession) -> DataFrame:
    return numbers(sail, (JULY, 1), (JULY, 2))


@pytest.mark.parametrize("between", [append, by_delta_rs, by_executors])
def test_the_later_of_two_writers_on_one_month_wins_as_a_whole(tmp_path: Path, rows: DataFrame, between: Between) -> None:
    write(str(tmp_path), JULY, [5, 6, 7])
    put(Crowded(tmp_path, between), rows, JULY)
    assert held(Lake(str(tmp_path))) == [(JULY, 1), (JULY, 2)]
    assert len(folders(tmp_path)) == (2 if between is by_executors else 1)  # what is written already is committed at last


@pytest.mark.parametrize("between", [append, by_delta_rs, by_executors])
def test_an_empty_month_that_both_fill_has_the_rows_of_one(tmp_path: Path, rows: DataFrame, between: Between) -> None:
    write(str(tmp_path), AUGUST, [5])
    put(Crowded(tmp_path, between), rows, JULY)
    assert held(Lake(str(tmp_path))) == [(JULY, 1), (JULY, 2), (AUGUST, 5)]


def test_a_commit_to_another_month_stays(tmp_path: Path, rows: DataFrame) -> None:
    write(str(tmp_path), JULY, [5])
    put(Crowded(tmp_path, another_month), rows, JULY)
    assert held(Lake(str(tmp_path))) == [(JULY, 1), (JULY, 2), (AUGUST, 8)]


def test_a_column_that_was_added_in_between_stays_and_is_empty(tmp_path: Path, rows: DataFrame) -> None:
    def add_column(lake: Lake) -> None:
        fields = Schema.from_arrow(
            numbers(engine.session(), (JULY, 1, "x"), columns="month date, number bigint, text string").toArrow().schema
        )
        opened(lake).alter.add_columns([fields.fields[2]])

    write(str(tmp_path), JULY, [5])
    put(Crowded(tmp_path, add_column), rows, JULY)
    answer = Lake(str(tmp_path)).query("SELECT number, text FROM t ORDER BY number", t=TABLE)
    assert answer is not None
    assert answer.to_pylist() == [{"number": 1, "text": None}, {"number": 2, "text": None}]


@pytest.mark.parametrize("between", [append, by_delta_rs, by_executors])
def test_a_merge_counts_against_what_is_there_when_it_is_committed(tmp_path: Path, sail: SparkSession, between: Between) -> None:
    write(str(tmp_path), JULY, [5, 6, 7])
    wanted = numbers(sail, (JULY, 6), (JULY, 8))
    counts = merge_in_engine(Crowded(tmp_path, between), TABLE, wanted, [JULY], ["month", "number"])
    there = {5, 6, 7, 8, 9} if between is append else {8, 9}
    assert counts == {
        JULY: MergeCounts(inserted=len({6, 8} - there), deleted=len(there - {6, 8}), left_alone=len(there & {6, 8}))
    }
    assert held(Lake(str(tmp_path))) == [(JULY, 6), (JULY, 8)]


def test_a_merge_into_an_empty_month_that_another_fills_has_no_row_twice(tmp_path: Path, sail: SparkSession) -> None:
    write(str(tmp_path), AUGUST, [5])
    wanted = numbers(sail, (JULY, 8), (JULY, 9), (JULY, 10))
    counts = merge_in_engine(Crowded(tmp_path, by_delta_rs), TABLE, wanted, [JULY], ["month", "number"])
    assert counts == {JULY: MergeCounts(inserted=1, left_alone=2)}
    assert held(Lake(str(tmp_path))) == [(JULY, 8), (JULY, 9), (JULY, 10), (AUGUST, 5)]


def test_files_whose_commit_was_answered_by_nobody_are_committed_once(tmp_path: Path, rows: DataFrame) -> None:
    write(str(tmp_path), JULY, [5])
    lake = Lake(str(tmp_path))
    written = write_files(lake, TABLE, rows, SCHEMA, [JULY])
    swap(opened(lake), written, [JULY])
    version = opened(lake).version()
    swap(opened(lake), written, [JULY])
    assert opened(lake).version() == version
    assert held(lake) == [(JULY, 1), (JULY, 2)]


def write_and_wait(root: Path) -> None:
    """What the process does that is killed: it writes files, and says so where the commit would come."""

    def wait(_lake: Lake) -> None:
        sys.stdout.write("written\n")
        sys.stdout.flush()
        signal.pause()

    put(Crowded(root, wait), numbers(engine.session(), (JULY, 1), (JULY, 2)), JULY)


def killed_before_its_commit(root: Path) -> None:
    """Let a process write files of the table, and kill it when they are there and no commit is."""
    program = f"from pathlib import Path; from {__name__} import write_and_wait; write_and_wait(Path({str(root)!r}))"
    paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=os.environ | paths) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "written\n"
        writer.kill()
    assert writer.returncode == -signal.SIGKILL


def test_what_a_killed_writer_leaves_before_its_commit_is_in_no_query_and_goes_with_the_maintenance(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    write(lake, JULY, [5])
    killed_before_its_commit(tmp_path)
    (folder,) = folders(tmp_path)
    assert list(folder.rglob("*.parquet"))
    (folder / "_temporary/0").mkdir(parents=True)
    (folder / "_temporary/0/part-1.parquet").write_bytes(b"half a file")
    assert held(lake) == [(JULY, 5)]
    put(lake, numbers(engine.session(), (SEPTEMBER, 7)), SEPTEMBER)
    assert maintain_table(lake, TABLE, 30) is not None
    assert len(folders(tmp_path)) == 2  # too young: something may still write it
    for path in folder.rglob("*.parquet"):
        os.utime(path, (0, 0))
    report = maintain_table(lake, TABLE, 30)
    assert report is not None
    assert report.files_removed == 2
    assert len(folders(tmp_path)) == 1
    assert held(lake) == [(JULY, 5), (SEPTEMBER, 7)]


def test_a_lost_lock_stops_a_write_before_its_commit(tmp_path: Path, rows: DataFrame) -> None:
    class Lost(Lake):
        def check_lock(self) -> None:
            raise UserError("the lock was lost")

    write(str(tmp_path), JULY, [5])
    with pytest.raises(UserError, match="the lock was lost"):
        replace_months(Lost(str(tmp_path)), TABLE, rows, SCHEMA, list(MonthRange.of(JULY, JULY)))
    assert held(Lake(str(tmp_path))) == [(JULY, 5)]
