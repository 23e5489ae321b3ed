"""Commands load no pandas, and what needs it still has it."""

import subprocess
import sys
from importlib.metadata import version

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


LATER = """
import sys
from sales_platform.engine import session
spark = session()
import pyarrow as pa
rows = spark.createDataFrame(pa.table({"a": [1]})).toArrow().to_pylist()
print(rows, "pandas" in sys.modules)
"""


def test_the_engine_answers_without_pandas() -> None:
    assert said(HIDDEN + LATER) == "[{'a': 1}] False"


def test_the_engine_still_takes_and_gives_frames_of_pandas() -> None:
    frames = """
import pandas
frame = spark.createDataFrame(pandas.DataFrame({"b": [2]}))
print(frame.toArrow().to_pylist(), type(frame.toPandas()) is pandas.DataFrame)
"""
    assert said(LATER + frames).splitlines()[-1] == "[{'b': 2}] True"


def test_what_is_asked_for_of_pandas_meanwhile_is_loaded_then() -> None:
    asked = """
import inspect, sys
from sales_platform.pandas_later import pandas_later
with pandas_later():
    import pandas as later
    inspect.getmodule(inspect.currentframe())
    from pandas.api.types import is_datetime64_dtype
    print(later.__version__, isinstance([], later.DataFrame), "pandas.core" in sys.modules, is_datetime64_dtype("int64"))
    from pandas import Series
    from pandas.core.frame import DataFrame
    print(type(later.DataFrame({"a": [1]})) is DataFrame, isinstance(DataFrame(), later.DataFrame), Series([1])[0])
import pandas
print(pandas is not later, pandas.DataFrame is DataFrame, pandas.__version__)
"""
    first, second, third = said(asked).splitlines()
    assert first == f"{version('pandas')} False False False"
    assert second == "True True 1"
    assert third == f"True True {version('pandas')}"
