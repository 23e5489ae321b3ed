"""What the rows of the ledger of files say, as objects.

The ledger has rows of every file that ever landed, and each run reads all of them: that is done by columns, and of rows of which
another one says the same and more nothing is made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sales_platform.fingerprints.former import former_reading
from sales_platform.landing.versions import KnownFile
from sales_platform.storage.plain_rows import plain_columns
from sales_platform.storage.plain_sets import plain_sets

_NAMES = tuple(field.name for field in fields(KnownFile))
_SETS = ("stored", "day_months")
_MARK = ("feed", "path", "version")


def known_files(rows: pa.Table) -> Iterator[tuple[str, KnownFile, str | None]]:
    """Each row as the name of its feed, what is known of the file, and the version whose content it has, if it has another's.

    A row is left out where a later one of the same version says everything that it says.

    Args:
        rows: of the ledger, oldest first.
    """
    if superseded := _superseded(rows):
        rows = rows.take([place for place in range(rows.num_rows) if place not in superseded])
    sets = {name: plain_sets(rows[name]) for name in _SETS if name in rows.column_names}
    plain = [name for name in rows.column_names if name in {*_NAMES, "feed", "same_as"} - {*_SETS}]
    columns = plain_columns(rows.select(plain))
    return zip(columns["feed"], _files(columns | sets), columns.get("same_as", [None] * rows.num_rows), strict=True)


def known_file(row: Mapping[str, Any]) -> KnownFile:
    """What a row says of a version of a file."""
    sets = {name: frozenset(row.get(name) or ()) for name in _SETS}
    return next(_files({name: [value] for name, value in {**row, **sets}.items()}))


def _files(columns: Mapping[str, list[Any]]) -> Iterator[KnownFile]:
    feeds = columns["feed"]
    nothing = [None] * len(feeds)
    former = cache(former_reading)
    made = {
        **{name: columns.get(name) or [frozenset()] * len(feeds) for name in (*_SETS, "outdated")},
        "named_months": [{entry["month"]: entry["rows"] for entry in entries} for entries in columns["named_months"]],
        "reading": [one or former(feed) for one, feed in zip(columns.get("reading", nothing), feeds, strict=True)],
    }
    return map(KnownFile, *(made.get(name) or columns.get(name, nothing) for name in _NAMES))


def _superseded(rows: pa.Table) -> set[int]:
    """The places of rows of which a later one says the same and more; see ``versions.together``."""
    names = [name for name in (*_MARK, "reading", "refused", "accepted", "same_as") if name in rows.column_names]
    columns = plain_columns(rows.select(names))
    nothing = [None] * rows.num_rows
    refused, accepted, same_as, reading = (columns.get(name, nothing) for name in ("refused", "accepted", "same_as", "reading"))
    stored = pc.list_value_length(rows["stored"]).to_pylist() if "stored" in rows.column_names else nothing
    latest: dict[tuple[str, ...], int] = {}
    found = set()
    for place, mark in enumerate(zip(*(columns[name] for name in _MARK), strict=True)):
        before, latest[mark] = latest.get(mark), place
        if (
            before is not None
            and not stored[before]
            and reading[before] == reading[place]
            and not any(one[of] for one in (refused, accepted, same_as) for of in (before, place))
        ):
            found.add(before)
    return found
