"""A process that is forked from a warm one is what a new one would be."""

import json
import signal
from pathlib import Path

from sales_platform_tests.warm import Warm, run_warm

SHOWN = """
import json, os, sys
print(json.dumps([dict(os.environ), os.getcwd(), sys.argv[1:], sys.path[1], "sales_platform" in sys.modules]))
print("told", file=sys.stderr)
sys.exit(3)
"""


def test_it_has_its_own_environment_folder_arguments_and_streams_and_nothing_of_the_platform(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": "/first:/second", "A": "é 'x'"}
    done = run_warm(["--one", ""], environment, tmp_path, SHOWN)
    assert json.loads(done.stdout) == [environment, str(tmp_path), ["--one", ""], "/first", False]
    assert (done.stderr, done.returncode) == ("told\n", 3)


def test_what_one_does_is_unknown_to_the_next_one(tmp_path: Path) -> None:
    changes = "import os, sys, json; os.environ['A'] = '1'; json.changed = True; sys.path.append('/here'); os.chdir('/')"
    assert run_warm([], {}, tmp_path, changes).returncode == 0
    seen = "import os, sys, json; print('A' in os.environ, hasattr(json, 'changed'), '/here' in sys.path, os.getcwd())"
    assert run_warm([], {}, tmp_path, seen).stdout == f"False False False {tmp_path}\n"


def test_signals_and_errors_end_it_as_they_end_a_program(tmp_path: Path) -> None:
    for number, code in ((signal.SIGKILL, -9), (signal.SIGTERM, -15)):
        process = Warm([], {}, tmp_path, code="import signal; signal.pause()")
        assert process.poll() is None
        process.send_signal(number)
        assert process.wait(60) == code
    failed = run_warm([], {}, tmp_path, "1 / 0")
    assert failed.stderr.endswith("ZeroDivisionError: division by zero\n")
    assert failed.returncode == 1
