"""What the check of repeated records looks for: rows that do not count, for another row gives the record with another value."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sales_platform.companies.company import Source
from sales_platform.companies.registry import sources_of
from sales_platform.entities import PRICES, Entity
from sales_platform.landing.day_months import compares_months
from sales_platform.months import MonthRange
from sales_platform.quality.at_stake import landed_price, landed_quantity
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import EXAMPLES, Rows, ask
from sales_platform.rules.common import CONTRADICTION, SUPERSEDED
from sales_platform.storage.sql_text import date_literal, quoted
from sales_platform.values.counted import counted


def records_agree(entity: Entity, scope: Scope) -> Finding:
    """No row gives a record that counts with another value.

    That a later file restates the records of a company whose latest rows count is agreed, and is not looked at.
    """
    by_month: Counter[date] = Counter()
    examples: list[dict[str, Any]] = []
    for source in sources_of(entity.name):
        beaten = _beaten(source, scope)
        by_month.update(row["month"] for row in beaten)
        shown = beaten[: EXAMPLES - len(examples)]
        counting = _counting(source, shown, scope)
        examples += [_example(row, counting.get(_place(source, row["month"], row["record"]), {})) for row in shown]
    if not by_month:
        return Finding("No row contradicts another one.")
    named = "; ".join(map(_sentence, examples))
    more = f"; and {by_month.total() - len(examples):,} more" if by_month.total() > len(examples) else ""
    many = counted(by_month.total(), "row gives", "rows give")
    return Finding(
        f"{many} a record that counts with another value: {named}{more}. Find out which one is right; a correction or a corrected"
        " file changes it.",
        by_month,
        examples,
    )


def _beaten(source: Source, scope: Scope) -> Rows:
    """The rows of a source that do not count because another row gives their record with another value."""
    reasons = [CONTRADICTION, SUPERSEDED] if source.repeats.keep_first else [CONTRADICTION]
    where = " OR ".join(f"array_has(reasons, {quoted(reason)})" for reason in reasons)
    gives = landed_price(source) if source.entity.name == PRICES else landed_quantity(source)
    sql = (
        f"SELECT month, _file, _row, record, reasons[1] AS reason, {gives} AS gives FROM quarantined"
        f" WHERE feed = {quoted(source.feed.name)} AND ({where}) ORDER BY month, _file, _row"
    )
    return ask(scope.lake, sql, scope.months, quarantined=("quarantine", source.entity.name))


def _counting(source: Source, beaten: Rows, scope: Scope) -> Mapping[tuple[date | None, str], Mapping[str, Any]]:
    """The rows that count in the place of some, by what they are found by; one may stand in another month."""
    if not beaten:
        return {}
    related = scope.view.related([source.feed.name], scope.months) if compares_months(source.feed) else set()
    months = {*(row["month"] for row in beaten), *related}
    key = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in source.same_record)
    sql = (
        f"SELECT month, _file, _row, {source.values[0]} AS gives, concat_ws('|', {key}) AS record FROM accepted"
        f" WHERE company = {quoted(source.company)} AND month IN ({_listed(map(date_literal, sorted(months)))})"
        f" AND concat_ws('|', {key}) IN ({_listed(quoted(row['record']) for row in beaten)})"
    )
    rows = ask(scope.lake, sql, MonthRange.of(min(months), max(months)), accepted=("silver", source.entity.name))
    return {_place(source, row["month"], row["record"]): row for row in rows}


def _place(source: Source, month: date, record: str) -> tuple[date | None, str]:
    """What a record is found by: its key, and its month where months are not compared."""
    return None if compares_months(source.feed) else month, record


def _example(beaten: Mapping[str, Any], counting: Mapping[str, Any]) -> dict[str, Any]:
    counts = {f"counts{name}": counting.get(name) for name in ("_file", "_row")}
    return {**beaten, **counts, "counts": counting.get("gives")}


def _sentence(example: Mapping[str, Any]) -> str:
    own = f"{example['_file']} row {example['_row']} gives {example['gives']}"
    if example["counts_file"] is None:  # it stands in a month that was not looked at
        return f"{own}, another row counts"
    return f"{own}, {example['counts_file']} row {example['counts_row']} gives {example['counts']}, which counts"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)
