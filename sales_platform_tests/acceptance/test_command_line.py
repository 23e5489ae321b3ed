"""The command line on sample data: figures, history, and one clear sentence for what is wrong."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sales_platform.command_options import settings_of
from sales_platform.months import calendar
from sales_platform.planning.plan import plan_refresh
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace, accounting, all_rows
from sales_platform_tests.small_lake import view_of


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workplace, dict[str, Any]]:
    """A refreshed platform on a small sample, and the account of the mess that was planted."""

    def make(folder: Path) -> None:
        workplace = Workplace(folder, folder / "landing")
        written = workplace.command("sample-data", "--months", "4", "--scale", "0.2", "--out", str(folder / "landing"), "--json")
        assert written.returncode == 0, written.stderr
        (folder / "account.json").write_text(written.stdout)
        done = workplace.program("run")
        assert done.returncode == 0, done.stdout + done.stderr

    folder = made_once(tmp_path_factory, "four_months", make)
    return Workplace(folder, folder / "landing"), json.loads((folder / "account.json").read_text())


def test_the_platform_finds_exactly_the_mess_that_was_planted(sample: tuple[Workplace, dict[str, Any]]) -> None:
    workplace, account = sample
    orders = json.loads(workplace.command("kpis", "--json").stdout)["orders"]
    assert orders["landed"] == account["sports_bar_orders"]["rows"]
    assert orders["quarantined"] == account["orders_to_quarantine"]
    assert orders["accepted"] == orders["landed"] - orders["quarantined"]


def test_the_installed_program_says_and_does_what_the_tests_run(sample: tuple[Workplace, dict[str, Any]], tmp_path: Path) -> None:
    for arguments in (("kpis",), ("plan", "--json"), ("run", "--from", "2025-13"), ("kpis", "--lake", str(tmp_path))):
        alone, warm = sample[0].program(*arguments), sample[0].command(*arguments)
        assert (alone.returncode, alone.stdout, alone.stderr) == (warm.returncode, warm.stdout, warm.stderr)


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
    assert "sports_bar/orders/" in shown
    assert ", row " in shown


def test_a_run_that_was_cut_off_after_bronze_is_taken_up_again(sample: tuple[Workplace, dict[str, Any]], tmp_path: Path) -> None:
    finished = sample[0]
    cut_off = Workplace(tmp_path, finished.landing)
    shutil.copytree(finished.folder / "lake", tmp_path / "lake")
    for table in ("silver/sales", "gold/fact_sales", "ledger/fingerprints"):
        shutil.rmtree(tmp_path / "lake" / table)
    assert "0 of them new or changed; refreshing" in cut_off.run()
    assert all_rows(cut_off.lake) == all_rows(finished.lake)


OF_A_ROW = ("--month", "2025-07", "--product", "25", "--customer", "789")


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
        (["run", "--lake", __file__], "is a file: name another"),
        (["run", "--lake", f"{__file__}/below"], f"'{__file__}' is a file: name another"),
        (["kpis", "--lake", f"{__file__}/below"], "is a file: name another"),
        (["run", "--landing", __file__], "is not a folder: name one with --landing"),
        (["kpis", "--lake", "/no/such/lake"], "There are no figures in /no/such/lake yet"),
        (["quarantine", "--lake", "/no/such/lake"], "There is no quarantine in /no/such/lake yet"),
        (["quarantine", "--entity", "orders"], "There is no quarantine of 'orders': name one of customers"),
        (
            ["trace", *OF_A_ROW, "--lake", "/no/such/lake"],
            "There is nothing in /no/such/lake yet: run 'sales-platform run' first.",
        ),
        (["suggest", "--lake", "/no/such/lake"], "There is nothing in /no/such/lake yet: run 'sales-platform run' first."),
        (["run", "--lake", "/tmp", "--landing", "/tmp/"], "The landing and the lake are both '/tmp': name another folder"),
        (["accept", "x/customers.csv"], "There is no landed file 'x/customers.csv' in "),
        (["accept", "x/customers.csv", "--by", " "], "The option --by is empty"),
        (["run", "--landing", ""], "The option --landing is empty: name a place, or leave it out to use SALES_LANDING"),
        (["run", "--lake", " "], "The option --lake is empty"),
        (["kpis", "--lake", ""], "The option --lake is empty"),
        (["dev", "--port", "99999"], "The Dagster UI cannot listen on port 99999: choose one from 0 to 65535"),
        (["dev", "--host", "no.such.host.invalid"], "The Dagster UI cannot listen on no.such.host.invalid:3000"),
        (["sample-data", "--months", "0", "--out", "nowhere"], "month"),
        (["sample-data", "--scale", "-1", "--out", "nowhere"], "scale"),
    ],
)
def test_what_the_user_can_correct_is_one_sentence_and_exit_code_2(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    done = Workplace(tmp_path, tmp_path / "landing").command(*arguments)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SALES_TIMEZONE", "Mars/X", "SALES_TIMEZONE is 'Mars/X', which is not a time zone"),
        ("SALES_FIRST_MONTH", "soon", "SALES_FIRST_MONTH: 'soon' is not a month"),
        ("SALES_FIRST_MONTH", f"{datetime.now(tz=UTC).year + 1}-01", "which is still to come"),
        ("SPARK_REMOTE", "http://here", "SPARK_REMOTE must be a Spark Connect address"),
        ("SPARK_REMOTE", "sc://127.0.0.1:9", "No Spark Connect endpoint answers at the address in SPARK_REMOTE"),
        ("SALES_ENGINE_MEMORY", "1000", "SALES_ENGINE_MEMORY is '1000': give a number of bytes, 200000000 or more"),
        ("SALES_ENGINE_MEMORY", "lots", "SALES_ENGINE_MEMORY is 'lots'"),
        ("DAGSTER_HOME", "/proc/none", "Dagster's folder '/proc/none' cannot be written"),
        ("SALES_LAKE", "/proc/none", "The lake '/proc/none' cannot be written"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(variable: str, value: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    done = Workplace(tmp_path, tmp_path / "landing").command("run", **{variable: value})
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 2


def test_files_of_no_month_are_taken_in_and_refused_ones_are_named(tmp_path: Path) -> None:
    orders, header = tmp_path / "landing/sports_bar/orders", "order_id,order_placement_date,customer_id,product_id,order_qty\n"
    orders.mkdir(parents=True)
    (orders / "orders_2025_07_01.csv").write_text(header + "A,2025/07/01,1,2,3\n")
    workplace = Workplace(tmp_path, tmp_path / "landing")
    workplace.run()
    for name, year in {"orders nodate.csv": 2031, "orders_2031_01_05.csv": 2031, "orders_2019_01_05.csv": 2019}.items():
        (orders / name).write_text(header + f"B,{year}/01/05,1,2,3\n")
    (orders / "broken.csv").write_text("nothing,of,the,contract\n1,2,3,4\n")
    printed = workplace.run()
    assert "1 landed file could not be used, for example sports_bar/orders/broken.csv: no column of the contract" in printed
    answer = workplace.lake.query("SELECT _file FROM rows ORDER BY 1", rows=("quarantine", "sales"))
    assert answer is not None
    assert [Path(file).name for file in answer.column("_file").to_pylist()] == [
        "orders nodate.csv", "orders_2019_01_05.csv", "orders_2025_07_01.csv", "orders_2031_01_05.csv",
    ]  # fmt: skip
    assert "every month is up to date" in workplace.run()


def test_a_file_that_vanishes_between_planning_and_reading_is_named(tmp_path: Path) -> None:
    file = tmp_path / "landing/atlon/sales/sales.csv"
    file.parent.mkdir(parents=True)
    file.write_text("date,product_code,customer_code,sold_quantity\n2025-07-01,P,C,1\n")
    workplace = Workplace(tmp_path, tmp_path / "landing")
    view = view_of(tmp_path / "landing", workplace.lake, calendar(date(2024, 1, 1)))
    plan_refresh(view)
    view.files.flush()  # as the sensor does
    file.unlink()
    printed = workplace.run()
    assert "sales.csv: it vanished from landing before its rows of 2025-07 were stored; land it again" in printed
    file.write_text("date,product_code,customer_code,sold_quantity\n2025-07-01,P,C,1\n")
    assert "could not be used" not in workplace.run()
    assert all_rows(workplace.lake)["quarantine", "sales"].num_rows == 1


def test_options_stand_in_the_place_of_variables_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    place, wrong = Workplace(tmp_path, tmp_path / "landing"), {"SALES_LANDING": "/no/such/folder", "SALES_LAKE": "/tmp/a lake"}
    file = tmp_path / "landing/sports_bar/orders/orders_2025_07_01.csv"
    file.parent.mkdir(parents=True)
    file.write_text("order_id,order_placement_date,customer_id,product_id,order_qty\nA,2025/07/01,1,2,3\n")
    printed = place.run("--landing", str(tmp_path / "landing"), "--lake", str(tmp_path / "lake"), **wrong)
    assert f"Landing {tmp_path / 'landing'}, lake {tmp_path / 'lake'}" in printed
    assert place.lake.open("gold", "fact_sales") is not None


def test_options_are_handed_down_and_leave_the_environment_as_it_is(tmp_path: Path) -> None:
    before = dict(os.environ)
    settings = settings_of(str(tmp_path / "landing"), str(tmp_path / "lake"))
    assert (settings.landing, settings.lake) == (str(tmp_path / "landing"), str(tmp_path / "lake"))
    assert dict(os.environ) == before


def test_an_empty_landing_says_what_there_is_to_do(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    done = Workplace(tmp_path, tmp_path / "landing").command("run")
    assert done.returncode == 2
    assert "has no files: put them there" in done.stderr


def test_small_commands_do_not_wait_for_large_libraries_to_load() -> None:
    large = "{'boto3', 'dagster', 'pyspark', 'sqlglot', 'vizro'}"
    loaded = f"import sys, sales_platform.cli, sales_platform.commands; print(sorted({large} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_sample_may_be_as_long_as_the_calendar_of_the_settings(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path, tmp_path / "landing")
    arguments = ("sample-data", "--months", "60", "--scale", "0.01", "--out", str(workplace.landing))
    refused = workplace.command(*arguments, SALES_FIRST_MONTH="2024-01")
    assert "set an earlier SALES_FIRST_MONTH" in refused.stderr
    assert workplace.command(*arguments, SALES_FIRST_MONTH="2018-01").returncode == 0
