"""The command line on sample data: figures, history, and one clear sentence for what is wrong."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sales_platform_tests.platform_runs import Workplace, accounting, all_rows


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workplace, dict[str, Any]]]:
    """A refreshed platform on a small sample, and the account of the mess that was planted."""
    folder = tmp_path_factory.mktemp("sample")
    workplace = Workplace(folder, folder / "landing")
    written = workplace.command("sample-data", "--months", "4", "--scale", "0.2", "--out", str(folder / "landing"), "--json")
    assert written.returncode == 0, written.stderr
    workplace.run()
    yield workplace, json.loads(written.stdout)
    shutil.rmtree(folder)


def test_the_platform_finds_exactly_the_mess_that_was_planted(sample: tuple[Workplace, dict[str, Any]]) -> None:
    workplace, account = sample
    orders = json.loads(workplace.command("kpis", "--json").stdout)["orders"]
    assert orders["landed"] == account["sports_bar_orders"]["rows"]
    assert orders["quarantined"] == account["orders_to_quarantine"]
    assert orders["accepted"] == orders["landed"] - orders["quarantined"]


def test_every_landed_row_of_the_sample_is_accounted_for(sample: tuple[Workplace, dict[str, Any]]) -> None:
    counts = accounting(sample[0].lake)
    assert counts
    assert all(landed == kept + rejected for landed, kept, rejected in counts.values())


def test_runs_of_the_command_line_are_in_the_history_that_the_ui_shows(sample: tuple[Workplace, dict[str, Any]]) -> None:
    with sqlite3.connect(sample[0].folder / "home" / "history" / "runs.db") as database:
        assert database.execute("SELECT pipeline_name, status FROM runs").fetchall() == [("refresh", "SUCCESS")]


def test_quarantine_shows_reasons_and_examples_with_file_and_row(sample: tuple[Workplace, dict[str, Any]]) -> None:
    shown = sample[0].command("quarantine", "--entity", "sales").stdout
    assert "unknown_product" in shown
    assert "sports_bar/orders/orders_" in shown
    assert ", row " in shown


def test_a_command_that_ends_right_after_reading_delta_ends_cleanly_every_time(sample: tuple[Workplace, dict[str, Any]]) -> None:
    assert [sample[0].command("kpis").returncode for _ in range(20)] == [0] * 20


def test_a_run_that_was_cut_off_after_bronze_is_taken_up_again(sample: tuple[Workplace, dict[str, Any]], tmp_path: Path) -> None:
    finished = sample[0]
    cut_off = Workplace(tmp_path, finished.landing)
    shutil.copytree(finished.folder / "lake", tmp_path / "lake")
    for table in ("silver/sales", "gold/fact_sales", "ledger/months"):
        shutil.rmtree(tmp_path / "lake" / table)
    assert "0 of them new or changed; refreshing" in cut_off.run()
    assert all_rows(cut_off.lake) == all_rows(finished.lake)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "--from", "2025-13"], "'2025-13' is not a month: write it as YYYY-MM"),
        (["run", "--from", "July"], "'July' is not a month"),
        (["run", "--from", "2019-01"], "2019-01 is outside the calendar, which runs from 2024-01 to"),
        (["run", "--to", "2093-01"], "2093-01 is outside the calendar"),
        (["run", "--from", "2025-07", "--to", "2025-06"], "--from 2025-07 is after --to 2025-06: swap them"),
        (["run", "--landing", "/no/such/folder"], "The landing folder '/no/such/folder' does not exist"),
        (["run", "--lake", "/tmp/a lake"], "has a space or a character outside plain ASCII"),
        (["run", "--lake", "/tmp/läke"], "has a space or a character outside plain ASCII"),
        (["run", "--lake", __file__], "is a file: name a folder"),
        (["kpis", "--lake", "/no/such/lake"], "There are no figures in /no/such/lake yet"),
        (["quarantine", "--lake", "/no/such/lake"], "There is no quarantine in /no/such/lake yet"),
        (["quarantine", "--entity", "orders"], "There is no quarantine of 'orders': name one of customers"),
        (["sample-data", "--months", "0", "--out", "nowhere"], "month"),
        (["sample-data", "--scale", "-1", "--out", "nowhere"], "scale"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence_and_exit_code_2(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    done = Workplace(tmp_path, tmp_path / "landing").command(*arguments)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SALES_FIRST_MONTH", "soon", "SALES_FIRST_MONTH: 'soon' is not a month"),
        ("SALES_FIRST_MONTH", f"{datetime.now(tz=UTC).year + 1}-01", "which is still to come"),
        ("SPARK_REMOTE", "http://here", "SPARK_REMOTE must be a Spark Connect address"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(variable: str, value: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    done = Workplace(tmp_path, tmp_path / "landing").command("run", **{variable: value})
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 2


def test_an_empty_landing_says_what_there_is_to_do(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    done = Workplace(tmp_path, tmp_path / "landing").command("run")
    assert done.returncode == 2
    assert "has no files: put them there" in done.stderr
