"""The landed rows that hold a code, accepted or not: what became of an order, of a customer, of a product."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sales_platform.companies.company import Source
from sales_platform.companies.registry import SOURCES
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.feeds import bronze_column
from sales_platform.storage.sql_text import quoted, quoted_name

MOST = 200
"""Of each feed."""
_OWN = ("month", "_file", "_row")
_Place = tuple[str, int]


class LandedRow(NamedTuple):
    """A landed row.

    Attributes:
        source: how the rows of its feed become aligned.
        first, last: the months that it is of: a list of customers, products or prices may be in force for several.
        file, row: where it stands, counted from 1 without the header.
        fields: name of the landed column, as it is in bronze -> text.
        reasons: why it is in quarantine; empty where it is accepted.
    """

    source: Source
    first: date
    last: date
    file: str
    row: int
    fields: Mapping[str, str]
    reasons: tuple[str, ...]


def landed_rows(reader: LakeReader, code: str) -> list[LandedRow]:
    """The rows of all months that have a code in a column of codes (order, customer, product), sales first; at most MOST a feed.

    Args:
        code: the whole of it, as it landed but for space around it.
    """
    return [row for source in reversed(SOURCES) for row in _of_feed(reader, source, code)]


def _of_feed(reader: LakeReader, source: Source, code: str) -> list[LandedRow]:
    table: Table = ("bronze", source.feed.name)
    if not source.codes or (version := reader.version(table)) is None:
        return []
    there = [field.name for field in version.delta.schema().fields]
    landed = [name for name in map(bronze_column, source.feed.columns) if name in there]
    holds = " OR ".join(f"trim({quoted_name(bronze_column(column))}) = {quoted(code)}" for column in source.codes)
    sql = f"""
    SELECT {", ".join(_OWN)}, {", ".join(map(quoted_name, landed))} FROM t WHERE {holds}
    ORDER BY month DESC, _file, _row LIMIT {MOST}"""
    places: dict[_Place, list[dict[str, Any]]] = {}
    for row in reader.rows(sql, t=table):
        places.setdefault((row["_file"], row["_row"]), []).append(row)
    reasons = _reasons(reader, source, places)
    return [_as_row(source, rows, landed, reasons.get(place, ())) for place, rows in places.items()]


def _as_row(source: Source, rows: list[dict[str, Any]], landed: list[str], reasons: Iterable[str]) -> LandedRow:
    first, months = rows[0], [row["month"] for row in rows]
    fields = {name: str(first[name]) for name in landed if first[name] is not None}
    return LandedRow(source, min(months), max(months), first["_file"], first["_row"], fields, tuple(reasons))


def _reasons(reader: LakeReader, source: Source, places: Iterable[_Place]) -> dict[_Place, list[str]]:
    """Why each of some rows is in quarantine, in whichever month; without those that are not."""
    by_file: dict[str, set[int]] = {}
    for file, row in places:
        by_file.setdefault(file, set()).add(row)
    if not by_file:
        return {}
    numbers = {file: ", ".join(map(str, sorted(rows))) for file, rows in by_file.items()}
    where = " OR ".join(f"(_file = {quoted(file)} AND _row IN ({listed}))" for file, listed in numbers.items())
    sql = f"SELECT DISTINCT _file, _row, reasons FROM t WHERE feed = {quoted(source.feed.name)} AND ({where})"
    found: dict[_Place, list[str]] = {}
    for refused in reader.rows(sql, t=("quarantine", source.entity.name)):
        known = found.setdefault((refused["_file"], refused["_row"]), [])
        known += [reason for reason in refused["reasons"] if reason not in known]
    return found
