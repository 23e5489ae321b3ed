"""The ledger of files: what was read of each landed file, and in which months bronze has stored it.

``ledger/files`` has one row for each run that read or stored a version of a file. Rows are only added, and any number of runs may
add the same one. Who holds the lock of the lake may put the rows of a version together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

from sales_platform.feeds import Feed
from sales_platform.landing.known_rows import known_file, known_files
from sales_platform.landing.versions import KnownFile, together
from sales_platform.storage.lake import OURS, Lake
from sales_platform.storage.plain_rows import plain_rows
from sales_platform.storage.table_queries import query_tables
from sales_platform.storage.writes import append_rows, commit

FILES = ("ledger", "files")
MOST_MORE_FILES = 12
"""Of the table itself, beside one a feed; a run that leaves more puts them together. Each is a request of each tick."""
_IN_ORDER = "SELECT * FROM files ORDER BY read_at, path"
SCHEMA = pa.schema(
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
        ("day_months", pa.list_(pa.date32())),
        ("content", pa.string()),
        ("same_as", pa.string()),
    ]
)


class FilesLedger:
    """What is known of the files of all feeds; read once, added to in memory, and written when it is flushed."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._known: dict[str, list[KnownFile]] | None = None
        self._new: list[dict[str, Any]] = []
        self._same: dict[tuple[str, str, str], str] = {}

    def known(self, feed: Feed) -> list[KnownFile]:
        """What is known of every version of the feed's files, oldest first; see ``versions_by_path``."""
        return list(self._read().get(feed.name, ()))

    def count(self, feed: Feed) -> int:
        """How many entries of the feed there are; none is ever taken away."""
        return len(self._read().get(feed.name, ()))

    def _read(self) -> dict[str, list[KnownFile]]:
        if self._known is None:
            self._known = defaultdict(list)
            rows = self._lake.query(_IN_ORDER, files=FILES)
            for feed, file, same_as in known_files(rows) if rows is not None else ():
                if same_as:
                    self._same[feed, file.path, file.version] = same_as
                else:
                    self._known[feed].append(file)
        return self._known

    def add(self, feed: Feed, files: Iterable[KnownFile]) -> None:
        """Add what was learned of files that have been read, or stored."""
        added = list(files)
        self._read()[feed.name].extend(added)
        self._new += [_row(feed, file) for file in added]

    def same_as(self, feed: Feed, path: str, version: str) -> str | None:
        """The version that a listed one of a file has the content of, where that was found before."""
        self._read()
        return self._same.get((feed.name, path, version))

    def add_same(self, feed: Feed, file: KnownFile, version: str) -> None:
        """Add that a listed version of a file has the content of a version that is known."""
        self._same[feed.name, file.path, file.version] = version
        self._new.append({**_row(feed, file), "same_as": version})

    def flush(self) -> None:
        """Write what was added."""
        if self._new:
            rows = put_together(self._new)  # most files are read and stored by the same run
            append_rows(self._lake, FILES, pa.Table.from_pylist(rows, schema=SCHEMA), partition_by="feed")
            self._new = []

    def compact(self, most: int = MOST_MORE_FILES) -> int:
        """Put the rows of each version together, in one file a feed; only to be called by who holds the lock of the lake.

        What is appended meanwhile stays.

        Args:
            most: nothing is done while the table has no more files than this beside one a feed.

        Returns:
            How many files were put together.
        """
        delta = self._lake.open(*FILES)
        feeds = Counter(pa.table(delta.get_add_actions(flatten=True))["partition.feed"].to_pylist() if delta is not None else ())
        if feeds.total() - len(feeds) <= most:
            return 0

        def rewrite(current: DeltaTable) -> None:
            rows = query_tables(_IN_ORDER, {"files": current})
            schema = pa.schema([*SCHEMA, *(field for field in rows.schema if field.name not in SCHEMA.names)])
            table = pa.Table.from_pylist(put_together(plain_rows(rows)), schema=schema)
            write_deltalake(current, table, mode="overwrite", schema_mode="merge", commit_properties=OURS)

        commit(self._lake, FILES, self._lake.reopen(*FILES), rewrite)
        return feeds.total()


def put_together(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Fewer rows that say the same, in the same order.

    Rows of one version that were read in the same way become one; those of an earlier way are kept, for they say what of bronze
    is outdated.

    Args:
        rows: of the ledger, oldest first.
    """
    latest: dict[tuple[str, str, str], tuple[str, ...]] = {}
    kept: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for place, row in enumerate(rows):
        version, known = (row["feed"], row["path"], row["version"]), known_file(row)
        before = kept.get(latest.get(version, ()))
        if before is not None and (earlier := known_file(before)).reading == known.reading:
            del kept[latest[version]]
            both = together(earlier, known)
            row = {**row, "stored": sorted(both.stored), "accepted": both.accepted, "refused": both.refused}  # noqa: PLW2901
        latest[version] = (*version, str(place))
        kept[latest[version]] = row
    return list(kept.values())


def _row(feed: Feed, file: KnownFile) -> dict[str, Any]:
    named = [{"month": month, "rows": count} for month, count in file.named_months.items()]
    names = ("path", "version", "size", "modified", "rows", "refused", "reading", "keys", "accepted", "dated", "content")
    columns = {name: getattr(file, name) for name in names}
    months = {name: sorted(getattr(file, name)) for name in ("stored", "day_months")}
    return {**columns, **months, "same_as": None, "feed": feed.name, "named_months": named, "read_at": datetime.now(tz=UTC)}
