"""Commands load no pandas, and what needs it still has it."""

import subprocess
import sys

MADE = "import pyarrow as pa; rows = pa.array([1, None]).to_pylist(); import sys; print(rows, 'pandas' in sys.modules)"
HIDDEN = "from sales_platform.without_pandas import arrow_without_pandas; arrow_without_pandas()\n"


def said(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_arrays_are_made_without_pandas() -> None:
    assert said(HIDDEN + MADE) == "[1, None] False"


def test_who_asks_for_pandas_still_gets_it() -> None:
    assert (
        said(
            HIDDEN
            + "import pyarrow as pa; print(list(pa.table({'a': [1]}).to_pandas().a), type(pa.array([1]).to_pandas()).__name__)"
        )
        == "[1] Series"
    )
