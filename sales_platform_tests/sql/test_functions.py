"""Each function that a question may call is there, on the embedded engine."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from sales_platform.sql.answers import Answers
from sales_platform.sql.functions import ALLOWED, FUNCTIONS
from sales_platform.storage.lake import Lake

EXAMPLES = Path(__file__).with_name("functions.txt")
ROWS = "from values (1, 1.0, 'x'), (2, 3.0, 'x'), (3, 2.0, 'y') as t(a, b, c)"
ANOTHER_EACH_TIME = "..."


def examples(kind: str) -> list[tuple[str, str, str]]:
    """Of each function: its name, a call and the answer."""
    section = EXAMPLES.read_text().split(f"[{kind}]\n")[1].split("\n[")[0]
    rows = [line.split(" | ") for line in section.splitlines() if line]
    return [(name, call, answer) for name, call, answer in rows]


def question(kind: str, call: str) -> str:
    if kind == "aggregate":
        return f"select {call} {ROWS}" + (" group by cube (c) order by c desc limit 1" if call.startswith("grouping") else "")
    if kind == "window":
        return f"select {call} over (order by a) as w {ROWS} order by a"
    return f"select * from {call}" if kind == "table" else f"select {call}"


def answered(answers: Answers, asked: str) -> str:
    """The answer as JSON: a row of each row, a list where there is one column, a value where there is one row as well."""
    cells = [[round(cell, 9) if isinstance(cell, float) else cell for cell in row.values()] for row in rows(answers, asked)]
    columns = [row[0] if len(row) == 1 else row for row in cells]
    return json.dumps(columns[0] if len(cells) == len(cells[0]) == 1 else columns, default=str, ensure_ascii=False)


def rows(answers: Answers, asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answers.rows(asked).read_all().to_pylist()
    return found


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_every_function_of_the_list_is_answered_by_the_engine(kind: str, tmp_path: Path, sail: SparkSession) -> None:
    known = examples(kind)
    assert [name for name, _, _ in known] == list(FUNCTIONS[kind])
    assert [name for name, call, _ in known if not re.search(rf"\b{name}\b", call)] == []
    answers = Answers(Lake(str(tmp_path)), lambda: sail)
    given = {name: answer for name, _, answer in known}
    found = {name: answered(answers, question(kind, call)) for name, call, _ in known}
    assert {name: ANOTHER_EACH_TIME if given[name] == ANOTHER_EACH_TIME else found[name] for name in found} == given


def test_a_function_is_of_one_kind() -> None:
    assert sum(map(len, FUNCTIONS.values())) == len(ALLOWED)
    assert all(name == name.lower() for name in ALLOWED)
