"""Let modules have pandas as soon as something of it is asked for, not when they are imported.

PySpark's Connect client imports pandas to find out its version and whether the rows that it is given are a DataFrame of pandas:
nobody has one before pandas is there, and it takes a twentieth of the processor time of a small run.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from types import ModuleType
from typing import Any

_NAME = "pandas"
_TYPES = "pandas.api.types"
"""Functions that say of what type a column is."""
_OF_PACKAGES = "__path__"


class _OfLater(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return _is_there() and isinstance(instance, _loaded().DataFrame)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as pandas has it
        return _loaded().DataFrame(*args, **kwargs)


class _DataFrame(metaclass=_OfLater):
    """Stands for the class of pandas, which annotations name."""


class _Later(ModuleType):
    DataFrame = _DataFrame

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever pandas has under that name
        if name == "__version__":
            return version(_NAME)
        if name.startswith("__") and name != _OF_PACKAGES:  # who looks through all modules loads none
            raise AttributeError(name)
        return getattr(_loaded(self.__name__), name)


class _TypesLater(ModuleType):
    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as above
        if name.startswith("__"):
            raise AttributeError(name)
        return partial(_of_types, name)


_later = {name: _Later(name) for name in (_NAME, f"{_NAME}.api")} | {_TYPES: _TypesLater(_TYPES)}


@contextmanager
def pandas_later() -> Iterator[None]:
    """Modules that are imported meanwhile, and import pandas, have it when they first use it; afterwards all is as ever."""
    if _NAME in sys.modules:
        yield
        return
    sys.modules.update(_later)
    try:
        yield
    finally:
        _clear()


def _clear() -> None:
    for name, module in _later.items():
        if sys.modules.get(name) is module:
            del sys.modules[name]


def _is_there() -> bool:
    return sys.modules.get(_NAME) not in (None, _later[_NAME])


def _loaded(name: str = _NAME) -> Any:  # noqa: ANN401 - pandas
    _clear()
    return importlib.import_module(name)


def _of_types(name: str, *args: object) -> object:
    return getattr(_loaded(_TYPES), name)(*args)
