"""The logic version of a table: a digest of what decides its rows, taken from the code itself.

A function stands for its name and its source without comments, docstrings and annotations, and for every function, class and
constant of this project that it refers to, wherever that is. A value stands for itself; fields of a dataclass that are marked
``metadata={"logic": False}`` (descriptions, tolerances) do not count. Libraries count by the name that the code calls only.
"""

import ast
import hashlib
import os
import re
import sys
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from types import FunctionType, MethodType, ModuleType
from typing import Any

from sales_platform.fingerprints.source import definition, referred_names

_PLAIN = (str, bytes, int, float, bool, type(None))
SHORT = 16
"""So many signs of a digest are enough to tell a few thousand of them apart."""
COMPANIES_VARIABLE = "SALES_COMPANIES"
"""Names modules of companies outside of this package, separated by commas; see ``companies.registry``."""


def logic_version(*parts: object) -> str:
    """The digest of some functions and values together."""
    walk = _Walk()
    return digest([*map(walk.text, parts), *walk.code()])


def digest(lines: Iterable[str]) -> str:
    """One text for several, in whatever order they are."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


class _Walk:
    """Follows functions through the project; each piece of code counts once."""

    def __init__(self) -> None:
        self._code: dict[str, list[str]] = {}

    def code(self) -> list[str]:
        """All code that was met, by name; in which module it stands does not count."""
        return [line for lines in self._code.values() for line in lines]

    def text(self, value: object) -> str:
        """A value as text; code in it is noted and stands there by its name."""
        match value:
            case Enum():
                return f"{type(value).__name__}.{value.name}"
            case str() | bytes() | int() | float() | None:
                return repr(value)
            case FunctionType() | type():
                return self._named(value)
            case _ if is_dataclass(value):
                kept = {field.name: getattr(value, field.name) for field in fields(value) if field.metadata.get("logic", True)}
                return f"{self._named(type(value))}({self.text(kept)})"
            case Mapping() | AbstractSet() | list() | tuple():
                return self._collection(value)
            case _:
                return self._other(value)

    def _collection(self, value: Mapping[Any, Any] | AbstractSet[Any] | list[Any] | tuple[Any, ...]) -> str:
        if isinstance(value, Mapping):
            return "{" + ", ".join(f"{self.text(key)}: {self.text(item)}" for key, item in value.items()) + "}"
        items = sorted(map(self.text, value)) if isinstance(value, AbstractSet) else list(map(self.text, value))
        return "[" + ", ".join(items) + "]"

    def _other(self, value: object) -> str:
        match value:
            case partial():
                return f"partial({self.text(value.func)}, {self.text(value.args)}, {self.text(value.keywords)})"
            case MethodType():
                return f"{self.text(value.__self__)}.{value.__name__}"
            case re.Pattern():
                return f"pattern({value.pattern!r}, {value.flags})"
            case ModuleType():
                return "module"
            case _:
                return _foreign(value)

    def _named(self, code: Any) -> str:  # noqa: ANN401 - a function or a class
        if not _is_own(code.__module__):
            return f"{code.__module__}.{code.__qualname__}"
        name, place = code.__qualname__, f"{code.__module__}.{code.__qualname__}"
        found = definition(code) if place not in self._code else None
        if found is not None:  # None as well for what was made at run time, such as by a call of type()
            source, tree = found
            self._code[place] = [f"{name}\0{source}"]
            self._code[place] += [f"{name}:{used}\0{self.text(value)}" for used, value in _referred(code, tree)]
        return str(name)


def _referred(code: Any, tree: ast.AST) -> Iterable[tuple[str, object]]:  # noqa: ANN401 - a function or a class
    """What the names in a definition stand for, as far as it is of this project or a plain value."""
    places = _namespace(code)
    for name, attributes in sorted(referred_names(tree)):
        if name not in places:
            continue
        value = places[name]
        for attribute in attributes:  # constants.LIMIT: of one of our modules only that
            if not isinstance(value, ModuleType) or not _is_own(value.__name__):
                break
            value = getattr(value, attribute, value)
        if isinstance(value, ModuleType) or _is_library(value):
            continue
        yield ".".join([name, *attributes]) if attributes else name, value


def _namespace(code: Any) -> Mapping[str, object]:  # noqa: ANN401 - a function or a class
    if isinstance(code, type):
        return vars(sys.modules[code.__module__])
    closed = zip(code.__code__.co_freevars, code.__closure__ or (), strict=False)
    return {**code.__globals__, **{name: cell.cell_contents for name, cell in closed}}


def _is_own(module: str) -> bool:
    return module.partition(".")[0] in own_packages(os.environ.get(COMPANIES_VARIABLE, ""))


@cache
def own_packages(companies: str) -> frozenset[str]:
    """The packages whose code is followed, this one and those of the companies outside of it; all else is a library."""
    modules = [__name__, *(name.strip() for name in companies.split(",") if name.strip())]
    return frozenset(module.partition(".")[0] for module in modules)


def _is_library(value: object) -> bool:
    kind: Any = value if isinstance(value, type | FunctionType) else type(value)
    if isinstance(value, (*_PLAIN, Enum, Mapping, AbstractSet, list, tuple, re.Pattern, partial, MethodType)):
        return False
    return not _is_own(getattr(kind, "__module__", "builtins"))


def _foreign(value: object) -> str:
    """A value of a library's class: dates, decimals and schemas have a text of their own, others count by their class."""
    kind = type(value)
    name = f"{kind.__module__}.{kind.__qualname__}"
    return f"{name}({value})" if kind.__str__ is not object.__str__ or kind.__repr__ is not object.__repr__ else name
