"""Let pyarrow do without pandas: it would load it to find out whether the first list it is given is one of pandas' own.

That takes a quarter of a second of each command, and nothing but PySpark and the dashboard needs pandas. Whoever asks for it
still gets it.
"""

import sys
from importlib.abc import MetaPathFinder

import pyarrow as pa


class _NoPandas(MetaPathFinder):
    @staticmethod
    def find_spec(fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("not now", name=fullname)


def arrow_without_pandas() -> None:
    """To be called before there is a second thread, and before the first array is made; else it changes nothing."""
    if "pandas" in sys.modules:
        return
    hidden = _NoPandas()
    sys.meta_path.insert(0, hidden)
    try:
        pa.array([0])  # looks for pandas once, and remembers that there is none until it is asked to make some
    finally:
        sys.meta_path.remove(hidden)
