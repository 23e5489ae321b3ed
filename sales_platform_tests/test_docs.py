"""The pages of the docs that are made from the code are those of the code as it is."""

import importlib.util
from pathlib import Path

from sales_platform.catalog import TABLES

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_of_the_tables_is_made_from_their_declarations() -> None:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert (DOCS / "tables.md").read_text(encoding="utf-8") == generate.page(TABLES), "run 'make docs' and commit docs/tables.md"
