"""The code keeps to its own rules of size and names."""

import ast
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("sales_platform", "sales_platform_tests", "bench", "docs")
LONGEST_FILE, LONGEST_FUNCTION = 250, 45
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_file_and_no_function_is_too_long_to_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: length for node in functions if (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION}
    assert long == {}


def test_a_module_name_says_which_module_is_meant() -> None:
    """Names that a folder gives meaning to (tables, checks of a layer) are not repeated in three folders or more."""
    names = Counter(path.name for path in FILES if path.is_relative_to(ROOT / "sales_platform") and path.name != "__init__.py")
    assert {name: count for name, count in names.items() if count > 2} == {}
