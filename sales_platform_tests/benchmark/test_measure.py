"""Measuring commands: their processor time with that of their children, their memory, their failure, their end."""

import os
import sys
from pathlib import Path

import pytest
from measure import BenchError, measure

BUSY = "sum(number * number for number in range(3_000_000))"


def test_the_processor_time_of_a_child_counts_however_short_it_was(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}], check=True); print('done')"
    alone = measure([sys.executable, "-c", "pass"], tmp_path, os.environ)
    both = measure([sys.executable, "-c", code], tmp_path, os.environ)
    assert both.output == "done\n"
    assert both.processor_seconds > alone.processor_seconds + 0.05
    assert both.peak_bytes > 0
    assert both.seconds > 0


def test_a_command_that_fails_is_told_with_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="failed \\(3\\):\nwhy"):
        measure([sys.executable, "-c", "import sys; print('why'); sys.exit(3)"], tmp_path, os.environ)


def test_a_command_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    stopped = measure([sys.executable, "-c", "import signal; signal.pause()"], tmp_path, os.environ, limit_seconds=0.1)
    assert not stopped.finished
