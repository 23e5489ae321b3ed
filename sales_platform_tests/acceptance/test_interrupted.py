"""Ctrl-C at a terminal: one sentence, one exit code, and a plain run takes up what was begun."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sales_platform_tests.small_lake import SmallLake

PROGRAM = str(Path(sys.executable).with_name("sales-platform"))


@pytest.mark.parametrize("awaited", ["Landing ", "as asked"])
def test_an_interrupted_run_says_so_in_one_sentence(broken: SmallLake, awaited: str) -> None:
    workplace = broken.place
    process = subprocess.Popen(
        [PROGRAM, "run", "--from", "2025-07", "--to", "2025-07"],
        env=workplace.variables,
        cwd=workplace.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    while (line := process.stdout.readline()) and awaited not in line:
        pass
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 130, said
    assert said.startswith("Error: ")
    assert "interrupted" in said.lower()
    assert "Traceback" not in said
    workplace.run()
    assert "every month of every table is up to date" in workplace.command("plan").stdout
