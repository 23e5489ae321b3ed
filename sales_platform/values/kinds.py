"""Values of another kind than a declaration's field: whoever declares a company or a table may use no type checker."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin


def other_kinds(declared: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - any of the declarations
    """The fields of a declaration whose value is of another kind, each a sentence.

    A text where a tuple belongs has a sentence of its own: see ``texts``.
    """
    for field in dataclasses.fields(declared):
        value = getattr(declared, field.name)
        if (inside := _odd_one(value, field.type)) is not None:
            yield f"'{field.name}' of {where} has {inside}."
        elif not _is_of(value, field.type):
            comma = ": a tuple of one has a comma at its end" if _is_of((value,), field.type) else ""
            yield f"'{field.name}' of {where} is {_shown(value)}, where {_words(field.type)} belongs{comma}."


def texts(declared: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - as above
    """Fields that are a tuple and were given a text: each of its characters would be taken for one of them."""
    for field in dataclasses.fields(declared):
        value = getattr(declared, field.name)
        if isinstance(value, str) and is_tuple(field.type):
            yield is_text(field.name, where, value)


def is_text(name: str, where: str, value: str) -> str:
    """What to say of a text where a tuple belongs."""
    items = tuple(part.strip() for part in value.split(","))
    return f"'{name}' of {where} is one text, '{value}', where a tuple belongs: write {items!r}."


def is_tuple(kind: object) -> bool:
    """Whether a field may be a tuple."""
    return any(get_origin(one) is tuple for one in _kinds(kind))


def _is_of(value: object, kind: object) -> bool:
    """Whether a value is of a kind; a text in place of a tuple is, and what cannot be looked at."""
    return any(_is_of_one(value, one) for one in _kinds(kind))


def _is_of_one(value: object, kind: object) -> bool:
    origin, inside = get_origin(kind), get_args(kind)
    if origin is tuple:
        return isinstance(value, str) or (isinstance(value, tuple) and all(_is_of(one, inside[0]) for one in value))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(_is_of(one, inside[1]) for one in value.values())
    if origin is Callable:
        return callable(value)
    if kind is float:
        return isinstance(value, int | float)
    return not isinstance(kind, type) or isinstance(value, kind)


def _odd_one(value: object, kind: object) -> str | None:
    """The item of a tuple or a dict that is of another kind than its items, in words."""
    for one in _kinds(kind):
        origin, inside = get_origin(one), get_args(one)
        wanted: object = None
        items: Iterable[object] = ()
        if origin is tuple and isinstance(value, tuple):
            wanted, items = inside[0], value
        elif isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(value, Mapping):
            wanted, items = inside[1], value.values()
        if odd := [item for item in items if not _is_of(item, wanted)]:
            return f"{_shown(odd[0])} in it, where {_words(wanted)} belongs"
    return None


def _kinds(kind: object) -> tuple[object, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float | None) else f"a {type(value).__name__}"


def _words(kind: object) -> str:
    """A kind in words: "a tuple of Rule"."""
    one = next(one for one in _kinds(kind) if one is not type(None))
    origin, inside = get_origin(one), get_args(one)
    if origin is tuple:
        return f"a tuple of {' or '.join(_name(part) for part in _kinds(inside[0]))}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"a dict of {_name(inside[1])}"
    if one is str:
        return "a text"
    return "a function" if origin is not None else f"a {_name(one)}"


def _name(kind: object) -> str:
    return "texts" if kind is str else getattr(kind, "__name__", str(kind))
