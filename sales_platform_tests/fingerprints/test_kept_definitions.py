"""What was taken from a source is kept for the next process, and used for that very source only."""

import ast
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from sales_platform.fingerprints import logic, source
from sales_platform.fingerprints.logic import logic_version

NAME = "sales_platform_made_up"
FIRST = "LIMIT = 3\n\ndef few(rows):\n    from sales_platform.months import add_months\n    return rows[:LIMIT], add_months\n"


def forget() -> None:
    """As a new process."""
    for made in (source.definition, source.imports, source._module):
        made.cache_clear()
    source._modules.clear()


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Loads a text as a module of the project, as a new process would; what is kept of it may be written."""
    monkeypatch.setattr(logic, "_is_own", lambda module: module.startswith("sales_platform"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)

    def loaded(text: str) -> ModuleType:
        forget()
        path = tmp_path / f"{NAME}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(NAME, path)
        assert spec is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, NAME, module)
        exec(compile(text, path, "exec"), vars(module))  # noqa: S102 - without what is kept of an earlier text
        return module

    yield loaded
    forget()


def kept_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.definitions.json"))


def test_the_next_process_need_not_read_the_code_again(
    load: Callable[[str], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logic_version(load(FIRST).few)
    made = source.definition(sys.modules[NAME].few)
    assert [path.parent.name for path in kept_in(tmp_path)] == ["__pycache__"]
    again = load(FIRST).few
    monkeypatch.setattr(ast, "parse", lambda _: pytest.fail("the source was parsed"))
    assert source.definition(again) == made
    assert source.imports(again) == (("sales_platform.months", "add_months"),)


def test_what_is_kept_changes_no_version(load: Callable[[str], ModuleType], tmp_path: Path) -> None:
    version = logic_version(load(FIRST).few)
    assert logic_version(load(FIRST).few) == version
    for path in kept_in(tmp_path):
        path.unlink()
    assert logic_version(load(FIRST).few) == version


def test_another_source_is_not_taken_for_the_one_that_was_kept(load: Callable[[str], ModuleType]) -> None:
    version = logic_version(load(FIRST).few)
    assert logic_version(load(FIRST.replace("rows[:LIMIT]", "rows[-LIMIT:]")).few) != version
    assert logic_version(load(FIRST).few) == version


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"key": 1}', '{"key": "x", "definitions": {}}', "null"])
def test_a_damaged_file_counts_as_none(load: Callable[[str], ModuleType], tmp_path: Path, damaged: str) -> None:
    version = logic_version(load(FIRST).few)
    (path,) = kept_in(tmp_path)
    path.write_text(damaged)
    assert logic_version(load(FIRST).few) == version


def test_nothing_is_written_where_python_writes_no_compiled_code(
    load: Callable[[str], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert logic_version(load(FIRST).few)
    assert kept_in(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_no_fault(load: Callable[[str], ModuleType], tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("a file is in the way")
    assert logic_version(load(FIRST).few)
    assert kept_in(tmp_path) == []
