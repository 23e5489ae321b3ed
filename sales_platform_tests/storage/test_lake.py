"""Writes to the lake: bounded by months, replaced as a whole, safe beside other writers."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake.exceptions import DeltaError
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.errors import UserError
from sales_platform.months import MonthRange, month_chunks
from sales_platform.storage.lake import Lake
from sales_platform.storage.report import markdown_table
from sales_platform.storage.sql_text import month_predicate, quoted
from sales_platform.storage.table_queries import rows_by_month
from sales_platform.storage.writes import replace_rows
from sales_platform_tests.processes import all_at_once

TABLE = ("bronze", "new_table")
SCHEMA = pa.schema([("month", pa.date32()), ("number", pa.int64())])
YEAR = MonthRange.of(date(2025, 1, 1), date(2025, 12, 1))
JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)


def reader(month: date, numbers: Sequence[int]) -> pa.RecordBatchReader:
    return pa.table({"month": [month] * len(numbers), "number": list(numbers)}, schema=SCHEMA).to_reader()


def write(lake: Lake | str, month: date, numbers: Sequence[int]) -> None:
    rows = partial(reader, month, numbers)
    replace_rows(Lake(lake) if isinstance(lake, str) else lake, TABLE, SCHEMA, rows, month_predicate(MonthRange.of(month, month)))


def counts(folder: Path | str) -> dict[date, int]:
    return dict(rows_by_month(Lake(str(folder)).open(*TABLE)))


def test_a_write_replaces_its_months_and_no_others(tmp_path: Path) -> None:
    write(str(tmp_path), JULY, range(3))
    write(str(tmp_path), AUGUST, range(4))
    write(str(tmp_path), JULY, range(5))
    assert counts(tmp_path) == {JULY: 5, AUGUST: 4}


def test_rows_outside_the_months_of_a_write_are_refused_and_nothing_changes(tmp_path: Path) -> None:
    write(str(tmp_path), JULY, range(3))
    with pytest.raises(DeltaError, match="failed validation"):
        replace_rows(Lake(str(tmp_path)), TABLE, SCHEMA, partial(reader, AUGUST, [1]), month_predicate(MonthRange.of(JULY, JULY)))
    assert counts(tmp_path) == {JULY: 3}


def test_writing_no_rows_empties_the_months(tmp_path: Path) -> None:
    write(str(tmp_path), JULY, range(3))
    write(str(tmp_path), JULY, [])
    assert counts(tmp_path) == {}


def test_eight_processes_that_write_eight_months_of_one_new_table_at_once_all_succeed(tmp_path: Path) -> None:
    months = list(YEAR)[:8]
    all_at_once(write, [(str(tmp_path), month, range(100)) for month in months])
    assert counts(tmp_path) == dict.fromkeys(months, 100)


def test_eight_processes_that_write_the_same_month_leave_the_rows_of_one_of_them(tmp_path: Path) -> None:
    all_at_once(write, [(str(tmp_path), JULY, [number] * 10) for number in range(8)])
    answer = Lake(str(tmp_path)).query("SELECT count(*) AS n, count(DISTINCT number) AS d FROM t", t=TABLE)
    assert answer is not None
    assert answer.to_pylist() == [{"n": 10, "d": 1}]


def test_a_table_that_does_not_exist_is_none_and_any_other_trouble_is_not_hidden(tmp_path: Path) -> None:
    assert Lake(str(tmp_path)).open("gold", "nothing") is None
    (tmp_path / "gold/broken/_delta_log").mkdir(parents=True)
    (tmp_path / "gold/broken/_delta_log/00000000000000000000.json").write_text("not json")
    with pytest.raises(UserError, match=r"The table gold/broken in the lake .* cannot be opened \(Kernel error"):
        Lake(str(tmp_path)).open("gold", "broken")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
def test_any_text_is_the_same_after_quoting(text: str) -> None:
    from deltalake import QueryBuilder  # noqa: PLC0415

    answer = pa.table(QueryBuilder().execute(f"SELECT {quoted(text)} AS text").read_all())
    assert answer.column("text").to_pylist() == [text]


def test_months_are_computed_together_as_far_as_their_rows_allow() -> None:
    rows = dict.fromkeys(YEAR, 400)
    chunks = month_chunks(YEAR, rows, 1000)
    assert [len(list(chunk)) for chunk in chunks] == [2] * 6
    assert [month for chunk in chunks for month in chunk] == list(YEAR)
    assert month_chunks(YEAR, {}, 1000) == [YEAR]
    assert len(month_chunks(YEAR, dict.fromkeys(YEAR, 5000), 1000)) == 12


def test_values_cannot_break_out_of_a_preview() -> None:
    shown = markdown_table(pa.table({"month": ["x"], "name": ["a|b\n<script>\\"], "n": [None]}))
    assert shown.splitlines()[-1] == "| x | a\\|b &lt;script>\\\\ |  |"


def test_other_threads_go_on_while_a_question_is_answered(tmp_path: Path) -> None:
    write(str(tmp_path), JULY, range(30_000))
    sql = "SELECT count(*) AS n FROM t AS a JOIN t AS b ON a.number % 3 = b.number % 3 WHERE a.number * b.number % 7 = 1"
    tries = (longest_pause(lambda: Lake(str(tmp_path)).query(sql, t=TABLE)) for _ in range(5))  # the machine may be busy
    assert any(pause < took / 2 for pause, took in tries)


def longest_pause(act: Callable[[], object]) -> tuple[float, float]:
    """For how long another thread could not go on during an action, and how long that took, in seconds."""
    ticks, done = [time.perf_counter()], threading.Event()

    def tick() -> None:
        while not done.wait(0.001):
            ticks.append(time.perf_counter())

    thread = threading.Thread(target=tick)
    thread.start()
    started = time.perf_counter()
    act()
    took = time.perf_counter() - started
    done.set()
    thread.join()
    return max(later - earlier for earlier, later in pairwise(ticks)), took


def test_a_question_about_some_months_sees_no_others_wherever_it_names_its_tables(tmp_path: Path) -> None:
    write(str(tmp_path), JULY, range(3))
    write(str(tmp_path), AUGUST, range(4))
    sql = "SELECT a.number FROM t AS a JOIN (SELECT DISTINCT number FROM t) AS b ON a.number = b.number ORDER BY 1"
    answers = [Lake(str(tmp_path)).query(sql, months, t=TABLE) for months in (None, MonthRange.of(JULY, JULY))]
    assert [answer.column(0).to_pylist() for answer in answers if answer] == [[0, 0, 1, 1, 2, 2, 3], [0, 1, 2]]
