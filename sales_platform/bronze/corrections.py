"""What a correction says, and which months it is about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sales_platform.bronze.rows import bronze_column
from sales_platform.dates import EDGE_SPACE, parse_date
from sales_platform.months import MonthRange, format_month, month_of
from sales_platform.quality.correctable import CORRECTABLE, Correctable, correctable
from sales_platform.quality.domains import PRICES
from sales_platform.quality.table_checks import ask
from sales_platform.storage.lake import MONTH_COLUMN, Lake, quoted
from sales_platform.storage.landing_zone import SEED_PREFIX

Record = tuple[str | None, str | None, str | None]
"""Company, entity and key."""


@dataclass(frozen=True)
class Correction:
    """One row of a correction file; texts are trimmed, empty ones None.

    Attributes:
        company, entity, key, field, value, confirmed_by, confirmed_on: as landed.
        file: path of its file.
        row: in the file.
        modified: when the file was written.
    """

    company: str | None
    entity: str | None
    key: str | None
    field: str | None
    value: str | None
    confirmed_by: str | None
    confirmed_on: str | None
    file: str
    row: int
    modified: datetime

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Correction":
        """Read a row of ``bronze/corrections``."""
        names = ("company", "entity", "key", "field", "value", "confirmed_by", "confirmed_on")
        return cls(
            **{name: _text(row[name]) for name in names}, file=row["_file"], row=row["_row"], modified=row["_file_modified"]
        )

    @property
    def record(self) -> Record:
        """The record it is about."""
        return self.company, self.entity, self.key

    @property
    def problem(self) -> str | None:
        """Why it cannot be applied to anything, whatever has landed; None when it can."""
        records = correctable(self.company, self.entity)
        if records is None:
            known = ", ".join(f"{each.company} {each.entity}" for each in CORRECTABLE)
            return f"there is no entity '{self.entity}' of company '{self.company}'; there are {known}"
        if self.field not in records.fields:
            return f"'{self.field}' is not one of {', '.join(records.fields)}"
        if self.key is None or self.value is None:
            return "key or value is empty"
        if problem := records.problem(str(self.field), self.value):
            return f"{problem}, so it is not applied"
        return "nobody has confirmed it (confirmed_by is empty)" if self.confirmed_by is None else None


def _text(value: str | None) -> str | None:
    return (value or "").strip(EDGE_SPACE) or None


def months_of_records(lake: Lake, corrections: Iterable[Correction]) -> dict[Record, set[date]]:
    """For each record that some correction is about, the months in which it landed."""
    keys: dict[Correctable, set[str]] = defaultdict(set)
    for correction in corrections:
        records = correctable(correction.company, correction.entity)
        if records is not None and correction.problem is None and correction.key is not None:
            keys[records].add(correction.key)
    found: dict[Record, set[date]] = defaultdict(set)
    for records, wanted in keys.items():
        for month, key in _landed_keys(lake, records, wanted):
            if key in wanted:
                found[records.company, records.entity, key].add(month)
    return dict(found)


def _landed_keys(lake: Lake, records: Correctable, wanted: AbstractSet[str]) -> Iterable[tuple[date, str]]:
    columns = [bronze_column(column) for column in records.key]
    place = max(range(len(columns)), key=lambda part: records.key[part].endswith(("_id", "_code")))
    parts = {key.split("|")[place] for key in wanted if key.count("|") == len(columns) - 1}
    if not parts:
        return []
    listed = ", ".join(quoted(part) for part in sorted(parts))
    trimmed = f"btrim({columns[place]}, {quoted(EDGE_SPACE)})"
    sql = f"SELECT DISTINCT month, {', '.join(columns)} FROM landed WHERE {trimmed} IN ({listed})"
    rows = ask(lake, sql, landed=("bronze", records.feed))
    return [
        (row["month"], "|".join(_part(name, row[column]) for name, column in zip(records.key, columns, strict=True)))
        for row in rows
    ]


def _part(name: str, value: str | None) -> str:
    if name != MONTH_COLUMN:
        return _text(value) or ""
    day = parse_date(value or "")
    return format_month(month_of(day)) if day else ""


@dataclass(frozen=True)
class CorrectionMarks:
    """What the corrections change in each month, as texts that are other ones when a correction is.

    Attributes:
        applied: by the months in which the record of a correction landed; that of a price touches whole years.
        idle: corrections that are about nothing, by the month their file landed in, so that they are looked at and reported;
            without those that come with the platform.
    """

    applied: Mapping[date, AbstractSet[str]]
    idle: Mapping[date, AbstractSet[str]]

    def all(self) -> dict[date, set[str]]:
        """Both, by month."""
        return {
            month: {*self.applied.get(month, ()), *self.idle.get(month, ())} for month in self.applied.keys() | self.idle.keys()
        }


def correction_marks(
    corrections: Mapping[date, Sequence[Correction]], found: Mapping[Record, AbstractSet[date]], calendar: MonthRange
) -> CorrectionMarks:
    """What the corrections change in each month.

    Args:
        corrections: those in force in each month.
        found: see ``months_of_records``.
    """
    applied: dict[date, set[str]] = defaultdict(set)
    idle: dict[date, set[str]] = defaultdict(set)
    for month, here in corrections.items():
        place: Counter[tuple[Record, str | None]] = Counter()
        for one in here:
            place[one.record, one.field] += 1  # of several for one field, their order decides
            said = (*one.record, one.field, one.value, one.confirmed_by, one.confirmed_on, one.file)
            mark = repr((said, place[one.record, one.field]))
            landed = found.get(one.record, set())
            if month in _touched(one, landed, calendar):
                applied[month].add(mark)
            elif not landed and not one.file.startswith(SEED_PREFIX) and month == _arrived(one, calendar):
                idle[month].add(mark)
    return CorrectionMarks(dict(applied), dict(idle))


def _arrived(correction: Correction, calendar: MonthRange) -> date:
    return min(max(month_of(correction.modified.date()), calendar.start), calendar.last)


def _touched(correction: Correction, landed: AbstractSet[date], calendar: MonthRange) -> set[date]:
    if correction.entity == PRICES:
        return {month for own in landed for month in MonthRange.of(own, own).whole_years(calendar)}
    return set(landed)
