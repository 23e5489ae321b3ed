"""The ledger of files: what was read of each landed file, and in which months bronze has stored it.

``ledger/files`` has one row for each time a version of a file was read or stored. It is append-only and idempotent: any number of
runs may write the same row.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from sales_platform.feeds import Feed
from sales_platform.fingerprints.former import former_reading
from sales_platform.landing.versions import KnownFile
from sales_platform.storage.lake import Lake
from sales_platform.storage.writes import append_rows

FILES = ("ledger", "files")
_SCHEMA = pa.schema(
    [
        ("feed", pa.string()),
        ("path", pa.string()),
        ("version", pa.string()),
        ("size", pa.int64()),
        ("modified", pa.timestamp("us", "UTC")),
        ("rows", pa.int64()),
        ("named_months", pa.list_(pa.struct([("month", pa.date32()), ("rows", pa.int64())]))),
        ("refused", pa.string()),
        ("stored", pa.list_(pa.date32())),
        ("read_at", pa.timestamp("us", "UTC")),
        ("reading", pa.string()),
        ("keys", pa.int64()),
        ("accepted", pa.string()),
        ("dated", pa.string()),
    ]
)


class FilesLedger:
    """What is known of the files of all feeds; read once, added to in memory, and written when it is flushed."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._known: dict[str, list[KnownFile]] | None = None
        self._new: list[dict[str, Any]] = []

    def known(self, feed: Feed) -> list[KnownFile]:
        """What is known of every version of the feed's files, oldest first; see ``versions_by_path``."""
        if self._known is None:
            self._known = defaultdict(list)
            rows = self._lake.query("SELECT * FROM files ORDER BY read_at, path", files=FILES)
            for row in rows.to_pylist() if rows is not None else ():
                self._known[row["feed"]].append(_known(row))
        return list(self._known.get(feed.name, ()))

    def add(self, feed: Feed, files: Iterable[KnownFile]) -> None:
        """Add what was learned of files that have been read, or stored."""
        added = list(files)
        self.known(feed)
        if self._known is not None:
            self._known[feed.name].extend(added)
        self._new += [_row(feed, file) for file in added]

    def flush(self) -> None:
        """Write what was added."""
        if self._new:
            append_rows(self._lake, FILES, pa.Table.from_pylist(self._new, schema=_SCHEMA), partition_by="feed")
            self._new = []


def _known(row: Mapping[str, Any]) -> KnownFile:
    fields = {name: row[name] for name in ("path", "version", "size", "modified", "rows", "refused")}
    named = {entry["month"]: entry["rows"] for entry in row["named_months"]}
    reading = row.get("reading") or former_reading(row["feed"])
    fields |= {name: row.get(name) for name in ("keys", "accepted", "dated")}
    return KnownFile(**fields, named_months=named, stored=frozenset(row.get("stored") or ()), reading=reading)


def _row(feed: Feed, file: KnownFile) -> dict[str, Any]:
    named = [{"month": month, "rows": count} for month, count in file.named_months.items()]
    names = ("path", "version", "size", "modified", "rows", "refused", "reading", "keys", "accepted", "dated")
    columns = {name: getattr(file, name) for name in names}
    return {**columns, "feed": feed.name, "named_months": named, "stored": sorted(file.stored), "read_at": datetime.now(tz=UTC)}
