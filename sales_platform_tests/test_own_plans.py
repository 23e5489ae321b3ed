"""The embedded engine keeps the order of the joins that the platform has written, and finds one for those of people."""

import os
import subprocess
import sys

import pytest

PLAN = """
import sys, pyarrow as pa, sales_platform
from sales_platform import engine
from sales_platform.silver.beside import beside
spark = engine.session(own_plans=sys.argv[1] == "own")
def rows(count): return spark.createDataFrame(pa.table({"code": range(count), f"of_{count}": range(count)}))
beside(rows(3), rows(1000), ["code"]).explain()
"""
"""Here it is the first side of the join that has more rows."""


@pytest.mark.parametrize(("whose", "kind"), [("own", "join_type=Right"), ("a person's", "join_type=Left")])
def test_only_the_plans_of_people_have_their_joins_turned_around(whose: str, kind: str) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SAIL_")}  # the engine of the tests sets some
    command = [sys.executable, "-c", PLAN, whose]
    assert kind in subprocess.run(command, capture_output=True, text=True, check=True, env=own).stdout
