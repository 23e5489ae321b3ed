"""The logic version of a table: a digest of what decides its rows, taken from the code itself.

A function stands for its name and its source without comments, docstrings and annotations, and for every function, class and
constant of this project that it refers to, wherever that is. A value stands for itself; fields of a dataclass that are marked
``metadata={"logic": False}`` (descriptions, tolerances) do not count. Libraries count by the name that the code calls only.
"""

import importlib
import inspect
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

from sales_platform.fingerprints.source import Name, definition, imports, keep_definitions
from sales_platform.values.digest import SHORT, digest

_PLAIN = (str, bytes, int, float, bool, type(None))
COMPANIES_VARIABLE = "SALES_COMPANIES"
"""Names modules of companies outside of this package, separated by commas; see ``companies.registry``."""
_PACKAGE = __name__.partition(".")[0]
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""In the text of what has none of its own; another one in each process."""


Known = dict[object, tuple[list[str], list[object]]]
"""Functions and classes that were followed already: the lines of each, and the code that it refers to."""


def logic_version(*parts: object, known: Known | None = None) -> str:
    """The digest of some functions and values together.

    Args:
        parts: functions and values.
        known: shared by versions that are made one after the other of code that does not change in between.
    """
    walk = _Walk(known)
    version = digest([*map(walk.text, parts), *walk.code()])
    keep_definitions()
    return version


class _Walk:
    """Follows functions through the project; each piece of code counts once."""

    def __init__(self, known: Known | None = None) -> None:
        self._code: dict[str, list[str]] = {}
        self._open: list[object] = []
        self._known: Known = {} if known is None else known
        self._met: dict[object, bool] = {}

    def code(self) -> list[str]:
        """All code that was met, by name; in which module it stands does not count."""
        return [line for lines in self._code.values() for line in lines]

    def text(self, value: object) -> str:
        """A value as text; code in it is noted and stands there by its name."""
        return repr(value) if type(value) in _PLAIN else self._text(_unwrapped(value))

    def _text(self, value: object) -> str:
        match value:
            case Enum():
                return f"{type(value).__name__}.{value.name}={self.text(value.value)}"
            case str() | bytes() | int() | float():  # of a class of its own
                return repr(value)
            case FunctionType() | type():
                return self._named(value)
            case _ if is_dataclass(value):
                kept = {field.name: getattr(value, field.name) for field in fields(value) if field.metadata.get("logic", True)}
                return f"{self._named(type(value))}({self.text(kept)})"
            case Mapping() | AbstractSet() | list() | tuple():
                own = type(value) if _is_own(type(value).__module__) else None  # such as a NamedTuple with methods
                return (self._named(own) if own else "") + self._collection(value)
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
            case _ if _is_own(type(value).__module__):
                return f"{self._named(type(value))}({self._once(value, _attributes(value))})"
            case _:
                return _foreign(value)

    def _named(self, code: Any) -> str:  # noqa: ANN401 - a function or a class
        found = definition(code) if _is_own(code.__module__) else None
        if found is None:  # of a library, or made at run time, such as by a call of type()
            return f"{code.__module__}.{code.__qualname__}"
        source, names = found
        name: str = code.__qualname__
        if "<" in name:  # several may have the name: lambdas, and functions inside of a function
            name = f"{name} {digest([source])[:SHORT]}"
        place = f"{code.__module__}.{name}"
        self._met[code] = self._met.get(code, True) and not self._open
        if place not in self._code:
            self._code[place] = [f"{name}\0{source}"]
            self._code[place] += self._lines(code, name, names)
        closed = _closed_over(code)
        return f"{name}({self._once(code, closed)})" if closed else name

    def _lines(self, code: Any, name: str, names: Iterable[Name]) -> list[str]:  # noqa: ANN401 - a function or a class
        """What a definition refers to, as text; inside of a value that is being written, that depends on where it is."""
        if not self._open and code in self._known:
            lines, met = self._known[code]
            for one in met:
                self._named(one)
            return lines
        above, self._met = self._met, {}
        found_names = [*_referred(code, names), *_imported(code)]
        lines = [f"{name}:{used}\0{self.text(value)}" for used, value in found_names]
        if not self._open and all(self._met.values()):
            self._known[code] = (lines, [*self._met])
        self._met = above
        return lines

    def _once(self, owner: object, parts: Mapping[str, object]) -> str:
        """The parts of something as text, unless they are being written already."""
        if any(one is owner for one in self._open):
            return "itself"
        self._open.append(owner)
        try:
            return self.text(parts)
        finally:
            self._open.pop()


def _referred(code: Any, names: Iterable[Name]) -> Iterable[tuple[str, object]]:  # noqa: ANN401 - a function or a class
    """What the names in a definition stand for, as far as it is of this project or a plain value."""
    places = _namespace(code)
    for name, attributes in names:
        if name not in places:
            continue
        value = _unwrapped(places[name])
        for attribute in attributes:  # constants.LIMIT: of one of our modules only that
            if not isinstance(value, ModuleType) or not _is_own(value.__name__):
                break
            value = _unwrapped(getattr(value, attribute, value))
        if isinstance(value, ModuleType) or _is_library(value):
            continue
        yield ".".join([name, *attributes]) if attributes else name, value


def _imported(code: Any) -> Iterable[tuple[str, object]]:  # noqa: ANN401 - a function or a class
    """What a definition imports itself, where it does so, as far as it is of this project."""
    for module, name in imports(code):
        if _is_own(module):
            found = importlib.import_module(module)
            yield f"{module}.{name}", _unwrapped(getattr(found, name, None))


def _attributes(value: object) -> dict[str, object]:
    """The attributes of an object by name, those in slots included."""
    slots = [name for kind in type(value).__mro__ for name in _slots(kind) if hasattr(value, name)]
    return {**{name: getattr(value, name) for name in slots}, **getattr(value, "__dict__", {})}


def _slots(kind: type) -> tuple[str, ...]:
    names = vars(kind).get("__slots__", ())
    every = (names,) if isinstance(names, str) else tuple(names)
    return tuple(f"_{kind.__name__.lstrip('_')}{one}" if one.startswith("__") else one for one in every)


def _namespace(code: Any) -> Mapping[str, object]:  # noqa: ANN401 - a function or a class
    if isinstance(code, type):
        return vars(sys.modules[code.__module__])
    inside = code.__code__.co_freevars
    return {name: value for name, value in code.__globals__.items() if name not in inside} if inside else code.__globals__


def _closed_over(code: Any) -> dict[str, object]:  # noqa: ANN401 - a function or a class
    """What a function has from the function around it: other values each time that one is called."""
    if isinstance(code, type) or not code.__closure__:
        return {}
    return {name: cell.cell_contents for name, cell in zip(code.__code__.co_freevars, code.__closure__, strict=True)}


def _unwrapped(value: object) -> object:
    """The function itself behind ``functools.cache`` and the like."""
    return inspect.unwrap(value) if callable(value) else value


def _is_own(module: str) -> bool:
    package = module.partition(".")[0]
    return package == _PACKAGE or package in own_packages(os.environ.get(COMPANIES_VARIABLE, ""))


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
    text = str(value)
    return name if _ADDRESS.search(text) else f"{name}({text})"
