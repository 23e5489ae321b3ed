"""The pages of the docs that are made from the code are those of the code as it is."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from sales_platform.catalog import TABLES

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that makes the pages, with the modules beside it."""
    monkeypatch.syspath_prepend(DOCS)
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    return generate


def test_the_page_of_the_tables_is_made_from_their_declarations(generator: ModuleType) -> None:
    page = generator.page(TABLES)
    assert (DOCS / "tables.md").read_text(encoding="utf-8") == page, "run 'make docs' and commit docs/tables.md"


def test_the_page_of_the_spellings_is_made_from_their_declarations(generator: ModuleType) -> None:
    page = generator.spellings()
    assert (DOCS / "spellings.md").read_text(encoding="utf-8") == page, "run 'make docs' and commit docs/spellings.md"
