"""The ledger: two small Delta tables that say what was read and what every month was last refreshed from.

``ledger/files``: one row for each time a version of a file was read or stored; rows are only added, and what they say stays
true, so any number of runs may write the same row. ``ledger/months``: one row per month and step, with the fingerprint of the
files that the step worked on.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import pyarrow as pa

from sales_platform.bronze.versions import KnownFile
from sales_platform.feeds import Feed
from sales_platform.months import MonthRange
from sales_platform.storage.lake import Lake, month_predicate, quoted
from sales_platform.storage.writes import append_rows, replace_rows

FILES = ("ledger", "files")
MONTHS = ("ledger", "months")
REFRESHED = "refreshed"
"""The step that stands for a whole refresh, landing to gold."""
REFUSED = "quarantine/files"
"""The step that lists the files which cannot be used; the other steps have the names of the feeds."""

_FILES_SCHEMA = pa.schema(
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
    ]
)
_MONTHS_SCHEMA = pa.schema(
    [
        ("month", pa.date32()),
        ("step", pa.string()),
        ("fingerprint", pa.string()),
        ("run", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
    ]
)


def known_files(lake: Lake, feed: Feed) -> list[KnownFile]:
    """What was learned of every version of the feed's files, and where it was stored, oldest first; see ``versions_by_path``."""
    rows = lake.query(f"SELECT * FROM files WHERE feed = {quoted(feed.name)} ORDER BY read_at, path", files=FILES)
    return [_known(row) for row in rows.to_pylist()] if rows is not None else []


def _known(row: Mapping[str, object]) -> KnownFile:
    fields = {name: row[name] for name in ("path", "version", "size", "modified", "rows", "refused")}
    named = {entry["month"]: entry["rows"] for entry in row["named_months"]}  # type: ignore[attr-defined]
    stored = frozenset(row.get("stored") or ())  # type: ignore[call-overload]
    return KnownFile(**fields, named_months=named, stored=stored)  # type: ignore[arg-type]


def record_files(lake: Lake, feed: Feed, files: Iterable[KnownFile]) -> None:
    """Add what was learned of files that have been read, or stored."""
    now = datetime.now(tz=UTC)
    rows = [
        {
            **vars(file),
            "feed": feed.name,
            "named_months": [{"month": month, "rows": count} for month, count in file.named_months.items()],
            "stored": sorted(file.stored),
            "read_at": now,
        }
        for file in files
    ]
    if not rows:
        return
    append_rows(lake, FILES, pa.Table.from_pylist(rows, schema=_FILES_SCHEMA), partition_by="feed")


def record_step(lake: Lake, step: str, by_month: Mapping[date, str], run: str) -> None:
    """Say what the months of a contiguous range were made of when the step was done."""
    if not by_month:
        return
    months = MonthRange.of(min(by_month), max(by_month))
    now = datetime.now(tz=UTC)
    rows = [{"month": month, "step": step, "fingerprint": text, "run": run, "at": now} for month, text in by_month.items()]
    table = pa.Table.from_pylist(rows, schema=_MONTHS_SCHEMA)
    its_own = f"{month_predicate(months)} AND step = {quoted(step)}"
    # a file for each step, not for each month and step: all months of a step are read together
    replace_rows(lake, MONTHS, _MONTHS_SCHEMA, table.to_reader, its_own, partition_by="step")


def recorded_step(lake: Lake, step: str, months: MonthRange | None = None, run: str | None = None) -> dict[date, str]:
    """The fingerprint that each month (of the given ones) had when the step was last done (by the given run)."""
    where = f"step = {quoted(step)}" + (f" AND run = {quoted(run)}" if run else "")
    rows = lake.query(f"SELECT month, fingerprint FROM recorded WHERE {where}", months, recorded=MONTHS)
    return {row["month"]: row["fingerprint"] for row in rows.to_pylist()} if rows is not None else {}
