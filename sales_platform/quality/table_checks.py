"""Questions to Delta tables, by delta-rs's own SQL engine: how many rows of each month break a promise, and which."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sales_platform.months import MonthRange, month_chunks
from sales_platform.quality.finding import Finding
from sales_platform.rules.rule import InMaster
from sales_platform.storage.lake import Lake
from sales_platform.storage.table_queries import rows_by_month
from sales_platform.values.counted import counted

EXAMPLES = 5
_ROWS_AT_A_TIME = 1_000_000

Table = tuple[str, str]
Rows = Sequence[Mapping[str, Any]]


def unique_key(lake: Lake, table: Table, key: Sequence[str], months: MonthRange) -> Finding:
    """Rows beyond the first of each month and key; null counts as a value.

    Args:
        key: SQL over the table's columns, beside the month.
    """
    names = ", ".join(["month", *(f"{part} AS key_{place}" for place, part in enumerate(key))])
    places = ", ".join(["month", *(f"key_{place}" for place in range(len(key)))])
    repeated = f"SELECT {places}, count(*) AS rows FROM (SELECT {names} FROM rows) GROUP BY {places} HAVING count(*) > 1"
    by_month, examples = _ask_in_chunks(
        lake,
        f"SELECT month, CAST(sum(rows - 1) AS BIGINT) AS found FROM ({repeated}) GROUP BY month",
        f"SELECT * FROM ({repeated}) ORDER BY {places} LIMIT {EXAMPLES}",
        months,
        rows=table,
    )
    shown = [_renamed(row, {f"key_{place}": part for place, part in enumerate(key)}) for row in examples]
    found = sum(by_month.values())
    return Finding(f"{counted(found, 'row repeats', 'rows repeat')} a key." if found else "Every key is unique.", by_month, shown)


def every_row(lake: Lake, table: Table, promises: Mapping[str, str], months: MonthRange, shown: Sequence[str]) -> Finding:
    """Rows that break a promise; null breaks it.

    Args:
        promises: name -> SQL over the table's columns that must be true.
        shown: the columns of an example.
    """
    broken = {name: f"NOT coalesce({promise}, FALSE)" for name, promise in promises.items()}
    sums = ", ".join(f'CAST(sum(CASE WHEN {sql} THEN 1 ELSE 0 END) AS BIGINT) AS "{name}"' for name, sql in broken.items())
    counts: dict[str, Counter[date]] = {name: Counter() for name in promises}
    for chunk in _chunks(lake, table, months):
        for row in ask(lake, f"SELECT month, {sums} FROM rows GROUP BY month", chunk, rows=table):
            for name, counter in counts.items():
                counter[row["month"]] += row[name]
    failed = {name: counter.total() for name, counter in counts.items() if counter.total()}
    examples: list[Mapping[str, Any]] = []
    ordered = ", ".join(["month", *shown])
    for name in failed:
        sql = f"SELECT month, {', '.join(shown)} FROM rows WHERE {broken[name]} ORDER BY {ordered} LIMIT {EXAMPLES}"
        examples += [{"breaks": name, **row} for row in ask(lake, sql, months, rows=table)]
    by_month = sum(counts.values(), Counter[date]())
    sentence = "; ".join(f"{counted(count, 'row breaks', 'rows break')} {name}" for name, count in failed.items())
    return Finding(f"{sentence}." if failed else "Every row keeps every promise.", by_month, examples, {"broken": failed})


def in_masters(
    lake: Lake, table: Table, references: Mapping[str, InMaster], layer: str, months: MonthRange, shown: Sequence[str]
) -> Finding:
    """Rows whose code is not in the master of their month and company.

    Args:
        references: name -> reference.
        layer: of the masters.
        shown: the columns of an example.
    """
    by_month: Counter[date] = Counter()
    examples: list[Mapping[str, Any]] = []
    for name, reference in references.items():
        code = reference.code
        orphans = (
            f"FROM (SELECT * FROM rows WHERE NOT coalesce({reference.unless_datafusion}, FALSE)) AS r LEFT JOIN"
            f" (SELECT DISTINCT month, company, {code} FROM master) AS m"
            f" ON r.month = m.month AND r.company = m.company AND r.{code} = m.{code} WHERE m.{code} IS NULL"
        )
        columns = ", ".join(f"r.{column} AS {column}" for column in ("month", *shown))
        in_order = ", ".join(f"r.{column}" for column in ("month", *shown))
        found, some = _ask_in_chunks(
            lake,
            f"SELECT r.month AS month, count(*) AS found {orphans} GROUP BY r.month",
            f"SELECT {columns} {orphans} ORDER BY {in_order} LIMIT {EXAMPLES}",
            months,
            rows=table,
            master=(layer, reference.master),
        )
        by_month += found
        examples += [{"breaks": name, **row} for row in some]
    found_rows = by_month.total()
    masters = ", ".join(sorted({reference.master for reference in references.values()}))
    sentence = (
        f"{counted(found_rows, 'row names', 'rows name')} a code that is not in {masters}."
        if found_rows
        else f"Every code is in {masters}."
    )
    return Finding(sentence, by_month, examples)


def rows_per_month(lake: Lake, table: Table, months: MonthRange, where: str | None = None) -> Counter[date]:
    """How many rows of a table each month has, or how many meet a condition; none when the table does not exist."""
    if where is None:
        return Counter({month: rows for month, rows in rows_by_month(lake.open(*table)).items() if month in months})
    sql = f"SELECT month, count(*) AS found FROM rows WHERE {where} GROUP BY month"
    return Counter({row["month"]: row["found"] for row in ask(lake, sql, months, rows=table)})


def ask(lake: Lake, sql: str, months: MonthRange | None = None, /, **tables: Table) -> Rows:
    """The rows of the answer to ``Lake.query``; none when a table does not exist."""
    answer = lake.query(sql, months, **tables)
    return answer.to_pylist() if answer is not None else []


def _ask_in_chunks(
    lake: Lake, count: str, examples: str, months: MonthRange, **tables: Table
) -> tuple[Counter[date], list[Mapping[str, Any]]]:
    """The answer to ``count`` (month, found) over a bounded number of rows at a time, and examples where there are any."""
    by_month: Counter[date] = Counter()
    some: list[Mapping[str, Any]] = []
    for chunk in _chunks(lake, tables["rows"], months):
        found = {row["month"]: row["found"] for row in ask(lake, count, chunk, **tables)}
        by_month.update(found)
        if found and len(some) < EXAMPLES:
            some += ask(lake, examples, chunk, **tables)
    return by_month, some[:EXAMPLES]


def _chunks(lake: Lake, table: Table, months: MonthRange) -> Iterator[MonthRange]:
    yield from month_chunks(months, rows_by_month(lake.open(*table)), _ROWS_AT_A_TIME)


def _renamed(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in row.items()}
