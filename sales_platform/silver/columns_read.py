"""Which landed columns each column of silver is made from, read off the expressions of the companies; no engine is asked."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sales_platform.companies.company import Source
from sales_platform.companies.registry import sources_of
from sales_platform.entities import Entity
from sales_platform.feeds import CORRECTIONS, bronze_name

_CONNECT = "SPARK_CONNECT_MODE_ENABLED"
"""With it PySpark makes expressions without a session of an engine."""
Origins = Mapping[str, list[tuple[str, str]]]
"""Column -> feeds with their columns in bronze."""
_AS_THEY_ARE = ("month", "_file", "_row")
_CORRECTED = (CORRECTIONS.name, "value")


def silver_origins(entity: Entity) -> Origins:
    """Where the columns of silver come from, for all companies; one that is the same for all rows comes from nowhere.

    A source whose expressions cannot be made is left out: a run says what is wrong with them.
    """
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in (*entity.columns, *_AS_THEY_ARE)}
    for source in sources_of(entity.name):
        feed = source.feed
        for name, columns in landed_columns(source).items():
            found[name] += [(feed.name, bronze_name(feed, column)) for column in sorted(columns)]
            if columns & set(source.record.fields) and _CORRECTED not in found[name]:
                found[name].append(_CORRECTED)
        for name in _AS_THEY_ARE:
            found[name].append((feed.name, name))
    return found


def landed_columns(source: Source) -> dict[str, set[str]]:
    """Aligned column -> the landed columns in its expression; none where the expressions cannot be made."""
    entity, feed = source.entity, source.feed
    try:
        with _expressions():
            aligned = source.align()
    except Exception:  # noqa: BLE001 - of whatever a company has written; the run that needs it says what is wrong
        return {}
    found = {name: names_in(column, feed.columns) for name, column in aligned.items() if name in entity.columns}
    if "date" in entity.columns and feed.bears_day:
        found["date"] = {feed.bears_day}
    return found


@contextmanager
def _expressions() -> Iterator[None]:
    was = os.environ.get(_CONNECT)
    os.environ[_CONNECT] = "1"
    try:
        yield
    finally:
        if was is None:
            del os.environ[_CONNECT]


def names_in(column: Any, known: tuple[str, ...]) -> set[str]:  # noqa: ANN401 - PySpark's classes have no public parts
    """Those of the known columns that an expression names."""
    return {name for name in known for text, exact in _texts(column, set()) if _names(name, text, exact=exact)}


def _names(name: str, text: str, *, exact: bool) -> bool:
    if exact:
        return text.replace("`", "") == name
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) is not None


def _texts(part: Any, seen: set[int]) -> Iterator[tuple[str, bool]]:  # noqa: ANN401 - as above
    """The names of columns in an expression, and the SQL in it, which may have names."""
    if id(part) in seen:
        return
    seen.add(id(part))
    if isinstance(part, list | tuple):
        for one in part:
            yield from _texts(one, seen)
    elif type(part).__module__.startswith("pyspark."):
        kind = type(part).__name__
        if kind == "ColumnReference":
            yield str(part._unparsed_identifier), True  # noqa: SLF001 - there is no other way to it
        elif kind == "SQLExpression":
            yield str(part._expr), False  # noqa: SLF001 - as above
        for one in vars(part).values():
            yield from _texts(one, seen)
