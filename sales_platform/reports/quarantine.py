"""What is in quarantine: counts by reason, and examples with file and row."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sales_platform.companies.registry import SOURCES
from sales_platform.entities import ENTITIES
from sales_platform.errors import UserError
from sales_platform.months import MonthRange
from sales_platform.reports.kpis import count_reasons
from sales_platform.storage.lake import Lake
from sales_platform.storage.sql_text import month_predicate
from sales_platform.suggestions.two_readings import two_readings

FILES = "files"
LISTED = (*ENTITIES, FILES)
"""What has a quarantine."""
EXAMPLES = 5


@dataclass(frozen=True)
class QuarantineReport:
    """The quarantine of one entity.

    Attributes:
        entity: one of ``LISTED``.
        rows: quarantined rows (or files).
        reasons: how many bear each reason, most first; a row may bear several.
        examples: some of them: month, feed, _file, _row, reasons, raw (for files: month, feed, _file, reason);
            and readings, of an ambiguous date or number.
    """

    entity: str
    rows: int
    reasons: dict[str, int]
    examples: list[dict[str, Any]]


def quarantine_report(lake: Lake, entity: str | None, month: date | None, examples: int = EXAMPLES) -> list[QuarantineReport]:
    """The quarantine of an entity (all when None) in a month (all when None), with at most so many example rows.

    Entities of which nothing has landed are left out.

    Raises:
        UserError: there is no such entity, nothing of it has landed, or nothing has been run yet.
    """
    if entity is not None and entity not in LISTED:
        raise UserError(f"There is no quarantine of '{entity}': name one of {', '.join(LISTED)}.")
    found = lake.newest_versions([("quarantine", name) for name in LISTED])
    there = [name for name in LISTED if ("quarantine", name) in found]
    if not there:
        raise UserError(f"There is no quarantine in {lake.root} yet: run 'sales-platform run' first.")
    if entity is not None and entity not in there:
        raise UserError(f"Nothing of {entity} is in {lake.root} yet: land files of it, and run 'sales-platform run'.")
    where = month_predicate(MonthRange.of(month, month)) if month else "TRUE"
    return [_report(lake, name, where, examples) for name in ((entity,) if entity else there)]


def _report(lake: Lake, entity: str, where: str, limit: int) -> QuarantineReport:
    table = {"quarantined": ("quarantine", entity)}
    reasons = "make_array(reason)" if entity == FILES else "reasons"
    grouped = lake.query(f"SELECT {reasons} AS reasons, count(*) AS rows FROM quarantined WHERE {where} GROUP BY 1", **table)
    order = "_file" if entity == FILES else "_file, _row"
    examples = lake.query(f"SELECT * FROM quarantined WHERE {where} ORDER BY month DESC, {order} LIMIT {limit}", **table)
    groups = grouped.to_pylist() if grouped is not None else []
    counts = dict(count_reasons(groups).most_common())
    shown = [_with_readings(row) for row in (examples.to_pylist() if examples is not None else ())]
    return QuarantineReport(entity, sum(group["rows"] for group in groups), counts, shown)


def _with_readings(row: dict[str, Any]) -> dict[str, Any]:
    """A row in quarantine; of one with an ambiguous date or number also what it can mean."""
    source = next((one for one in SOURCES if one.feed.name == row["feed"]), None)
    readings = two_readings(source, row.get("reasons") or (), row.get("raw") or "{}") if source else None
    return {**row, "readings": readings} if readings else row
