"""How a statement is told from an option, and how the command ends."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import psutil  # type: ignore[import-untyped]
import pytest
import typer
from typer.testing import CliRunner

from sales_platform.command_options import StatementCommand
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.small_lake import sale, write_sales

SURELY_AT_WORK = 6
"""Seconds of processor time after which a command has started and works at its query."""
HEARING_CTRL_C = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
"""Starts a command: whoever was started in the background ignores Ctrl-C, and a fork of gRPC's threads may abort."""


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()

    @made.command(cls=StatementCommand)
    def sql(statement: str, limit: Annotated[int, typer.Option()] = 1, lake: Annotated[str, typer.Option()] = "") -> None:
        print(repr((statement.strip(), limit, lake)))  # noqa: T201 - the test's answer

    return made


@pytest.mark.parametrize("statement", ["-- why\nselect 1", "--why\nselect 1", "-- why = 1\nselect 1", "select 1 -- why"])
def test_a_statement_may_begin_with_a_comment(app: typer.Typer, statement: str) -> None:
    done = CliRunner().invoke(app, ["--limit", "2", statement, "--lake=/a b"])
    assert done.output == repr((statement, 2, "/a b")) + "\n"


def test_an_option_that_there_is_not_is_still_said(app: typer.Typer) -> None:
    done = CliRunner().invoke(app, ["select 1", "--limt", "2"])
    assert done.exit_code == 2
    assert "--limt" in done.output


def test_ctrl_c_ends_a_query_that_would_take_hours(tmp_path: Path) -> None:
    write_sales(Lake(str(tmp_path / "lake")), [sale("2025-07", "A", "1", 10, "100.00")])
    numbers = "(select explode(sequence(1, 300000)) as n)"
    statement = f"select sum(a.n * b.n) from {numbers} a cross join {numbers} b"
    command = [str(Path(sys.executable).with_name("sales-platform")), "sql", "--lake", str(tmp_path / "lake"), statement]
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING_CTRL_C, *command],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        while process.poll() is None and psutil.Process(process.pid).cpu_times().user < SURELY_AT_WORK:
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, said) == (130, "Stopped.\n")
