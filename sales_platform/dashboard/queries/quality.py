"""Questions about what landed: rows landed, accepted, repaired and quarantined, what is at stake, and the rows themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from sales_platform.companies.registry import FEEDS, SOURCE_OF_FEED
from sales_platform.dashboard.landed_fields import with_fields
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import Selection
from sales_platform.entities import ENTITIES, SALES
from sales_platform.errors import UserError
from sales_platform.feeds import Feed
from sales_platform.quality.at_stake import LOST, TABLES, at_stake
from sales_platform.storage.sql_text import quoted

_FILES: Table = ("quarantine", "files")
COUNTS = ("landed", "accepted", "mended", "quarantined")
_IS_REPAIRED = "cardinality(repairs) > 0"
ANY = "any"
"""The value of a control that restricts neither month, feed nor reason."""


def accounts(reader: LakeReader, selection: Selection) -> pa.Table:
    """Rows by month and feed: month, company, feed, landed, accepted, mended (the repaired ones of the accepted), quarantined."""
    counts: dict[tuple[date, str, str], dict[str, int]] = {}
    for feed, company in _feeds(selection):
        for name, rows in _counted(reader, feed, company, selection):
            for row in rows:
                counts.setdefault((row["month"], company, feed.name), dict.fromkeys(COUNTS, 0))[name] += row["rows"]
    rows = [
        {"month": month, "company": company, "feed": feed, **values} for (month, company, feed), values in sorted(counts.items())
    ]
    fields = [("month", pa.date32()), ("company", pa.string()), ("feed", pa.string()), *((name, pa.int64()) for name in COUNTS)]
    return pa.Table.from_pylist(rows, pa.schema(fields))


def _feeds(selection: Selection) -> list[tuple[Feed, str]]:
    chosen = selection.values.get("company")
    return [(feed, feed.company) for feed in FEEDS if feed.company is not None and (chosen is None or feed.company in chosen)]


def _check_whole(reader: LakeReader, entity: str) -> None:
    """Silver and its quarantine are written together: a missing quarantine is an error, not an empty one."""
    if reader.version(("quarantine", entity)) is None and reader.version(("silver", entity)) is not None:
        raise UserError(
            f"The table quarantine.{entity} is missing in the lake: restore it, or refresh all months ('sales-platform run --from"
            " ... --to ...')."
        )


def _counted(reader: LakeReader, feed: Feed, company: str, selection: Selection) -> list[tuple[str, list[dict[str, Any]]]]:
    entity, months = str(feed.entity), selection.where(only=())
    _check_whole(reader, entity)
    count = "SELECT month, count(*) AS rows FROM t WHERE {} GROUP BY month"
    accepted = f"{months} AND company = {quoted(company)}"
    return [
        ("landed", reader.rows(count.format(months), t=("bronze", feed.name))),
        ("accepted", reader.rows(count.format(accepted), t=("silver", entity))),
        ("mended", reader.rows(count.format(f"{accepted} AND {_IS_REPAIRED}"), t=("silver", entity))),
        ("quarantined", reader.rows(count.format(f"{months} AND feed = {quoted(feed.name)}"), t=("quarantine", entity))),
    ]


def reasons(reader: LakeReader, selection: Selection) -> pa.Table:
    """Quarantined rows by month, feed and reason; a row counts under each of its reasons.

    Returns:
        month, feed, reason, rows, units (pieces ordered, where the quantity can be read), value (INR, where there is a price for
        the product as well); units and value are null for other rows than sales.
    """
    rows = [row for entity in ENTITIES for row in _reasons(reader, entity, selection)]
    rows.sort(key=lambda row: (row["month"], row["feed"], row["reason"]))
    fields = [("month", pa.date32()), ("feed", pa.string()), ("reason", pa.string()), ("rows", pa.int64())]
    return pa.Table.from_pylist(rows, pa.schema([*fields, ("units", pa.int64()), ("value", pa.float64())]))


def _reasons(reader: LakeReader, entity: str, selection: Selection) -> list[dict[str, Any]]:
    where = selection.where(only=("company",))
    if entity != SALES or any(reader.version(table) is None for table in TABLES.values()):
        sql = f"SELECT month, feed, unnest(reasons) AS reason FROM t WHERE {where}"
        counted = f"SELECT month, feed, reason, count(*) AS rows FROM ({sql}) GROUP BY month, feed, reason"
        return [{**row, "units": None, "value": None} for row in reader.rows(counted, t=("quarantine", entity))]
    sql = f"""
    WITH stake AS ({at_stake(where)}),
    each AS (SELECT month, feed, quantity, quantity * price_inr AS value, unnest(reasons) AS reason FROM stake)
    SELECT month, feed, reason, count(*) AS rows, sum(quantity) AS units, CAST(sum(value) AS DOUBLE) AS value
    FROM each GROUP BY month, feed, reason"""
    return reader.rows(sql, **TABLES)


def sales_at_stake(reader: LakeReader, selection: Selection) -> dict[str, Any]:
    """The sales rows in quarantine whose record is not in the numbers.

    Returns:
        rows, units (pieces), value (INR), unreadable (rows whose quantity cannot be read), unpriced (rows with a quantity and no
        known price).
    """
    sql = f"""
    WITH stake AS ({at_stake(f"{selection.where(only=('company',))} AND {LOST}")}),
    valued AS (SELECT quantity, quantity * price_inr AS value FROM stake)
    SELECT count(*) AS rows, coalesce(sum(quantity), 0) AS units, CAST(coalesce(sum(value), 0) AS DOUBLE) AS value,
        count(*) - count(quantity) AS unreadable, count(quantity) - count(value) AS unpriced
    FROM valued"""
    rows = reader.rows(sql, **TABLES)
    return rows[0] if rows else dict.fromkeys(("rows", "units", "value", "unreadable", "unpriced"), 0)


def examples(reader: LakeReader, selection: Selection, feed: str | None, reason: str | None, limit: int) -> pa.Table:
    """Quarantined rows, the latest months first: month, feed, file, row, reasons (comma between), and the fields that landed."""
    parts = [selection.where(only=("company",))]
    parts += [f"feed = {quoted(feed)}"] if feed is not None else []
    parts += [f"array_has(reasons, {quoted(reason)})"] if reason is not None else []
    entities = [SOURCE_OF_FEED[feed].entity.name] if feed in SOURCE_OF_FEED else reversed(ENTITIES)
    columns = "feed, array_to_string(reasons, ', ') AS reasons, raw"
    rows = [row for entity in entities for row in _examples(reader, ("quarantine", entity), columns, " AND ".join(parts), limit)]
    return _as_examples(rows, limit)


def _examples(reader: LakeReader, table: Table, columns: str, where: str, limit: int) -> Sequence[dict[str, Any]]:
    sql = f"""SELECT month, _file AS file, _row AS row, {columns}
    FROM t WHERE {where} ORDER BY month DESC, _file, _row LIMIT {limit}"""
    return reader.rows(sql, t=table)


def repaired_examples(reader: LakeReader, selection: Selection, feed: str | None, limit: int) -> pa.Table:
    """Repaired rows as ``examples``, with repairs instead of reasons; the row as it landed is in bronze, by file and row."""
    rows: list[dict[str, Any]] = []
    for landed, company in _feeds(selection):
        if feed in (None, landed.name):
            where = f"{selection.where(only=())} AND company = {quoted(company)} AND {_IS_REPAIRED}"
            columns = f"{quoted(landed.name)} AS feed, array_to_string(repairs, ', ') AS reasons, NULL AS raw"
            rows += _examples(reader, ("silver", str(landed.entity)), columns, where, limit)
    return _as_examples(rows, limit)


def _as_examples(rows: list[dict[str, Any]], limit: int) -> pa.Table:
    rows.sort(key=lambda row: row["month"], reverse=True)
    return with_fields(rows[:limit])


def refused_files(reader: LakeReader, selection: Selection) -> pa.Table | None:
    """Landed files that could not be used: month, feed, file, size (bytes), reason."""
    where = selection.where(only=("company",))
    sql = f"SELECT month, feed, _file AS file, size, reason FROM t WHERE {where} ORDER BY month DESC, _file"
    return reader.ask(sql, t=_FILES)
