"""The tour of the documentation does what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(?P<kind>sh|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
DEMO = """
.venv/bin/sales-platform sample-data --out data/landing
.venv/bin/sales-platform run
"""
"""What ``make demo`` runs."""


def test_each_step_of_the_tour_prints_what_stands_below_it(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/bin").symlink_to(Path(sys.executable).parent)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SALES_", "S3_", "AWS_", "SPARK_"))}
    variables = own | {"PYTHONPATH": str(PROJECT), "DAGSTER_HOME": str(tmp_path / "home")}
    printed, compared = "", 0
    for block in BLOCK.finditer((PROJECT / "docs/tour.md").read_text(encoding="utf-8")):
        if block["kind"] == "sh":
            script = block["text"].replace("make demo\n", DEMO)
            done = subprocess.run(["sh", "-ec", script], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            printed = done.stdout
        for line in block["text"].splitlines() if block["kind"] == "text" else ():
            assert line in printed, printed
            compared += 1
    assert compared > 0
