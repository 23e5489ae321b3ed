"""Storage knows nothing of the layers that use it."""

import re
from pathlib import Path

import sales_platform.storage

ABOVE = (
    r"^\s*(?:from|import) sales_platform\.(?:automation|bronze|dashboard|gold|quality|reports|resources|run_view|silver|sql)\b"
)


def test_storage_imports_no_layer_above_it() -> None:
    files = sorted(Path(sales_platform.storage.__path__[0]).glob("*.py"))
    assert len(files) > 10
    assert [file.name for file in files if re.search(ABOVE, file.read_text(), re.MULTILINE)] == []
