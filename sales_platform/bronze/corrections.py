"""What a correction says, and which months it is about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sales_platform.companies.company import Source
from sales_platform.companies.registry import SOURCES, source_of
from sales_platform.feeds import Feed, Months, bronze_name
from sales_platform.landing.day_months import Pair, compares_months
from sales_platform.landing.files_ledger import FilesLedger
from sales_platform.landing.versions import months_alike
from sales_platform.months import MonthRange, contiguous_ranges, format_month, month_of
from sales_platform.quality.table_checks import ask
from sales_platform.storage.lake import Lake
from sales_platform.storage.landing_zone import SEED_PREFIX
from sales_platform.storage.sql_text import quoted, quoted_name
from sales_platform.values.codes import read_code
from sales_platform.values.dates import EDGE_SPACE, parse_date
from sales_platform.values.day_reading import Beside, read_day
from sales_platform.values.empty import plain_text
from sales_platform.values.file_dates import file_date

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
        """Why it cannot be applied, whatever has landed; None when it can."""
        source = source_of(self.company, self.entity)
        if source is None:
            known = ", ".join(f"{each.company} {each.entity.name}" for each in SOURCES)
            return f"there is no entity '{self.entity}' of company '{self.company}'; there are {known}"
        fields = source.record.fields
        if not fields:
            return f"nothing of {self.entity} can be corrected so: land the record again in a later file"
        if self.field not in fields:
            return f"'{self.field}' is not one of {', '.join(fields)}"
        if self.key is None or self.value is None:
            return "key or value is empty"
        if problem := fields[str(self.field)].problem(self.value):
            return f"{problem}, so it is not applied"
        return "nobody has confirmed it (confirmed_by is empty)" if self.confirmed_by is None else None


def _text(value: str | None) -> str | None:
    return plain_text(value)


def months_of_records(
    lake: Lake, corrections: Iterable[Correction], months: MonthRange | None = None, files: FilesLedger | None = None
) -> dict[Record, set[date]]:
    """For each record that some correction is about, the months in which it landed.

    Args:
        months: only of these; else of all.
        files: what is known of the files: where one list is in force in many months, one of them is asked.
    """
    keys: dict[str, set[str]] = defaultdict(set)
    for correction in corrections:
        source = source_of(correction.company, correction.entity)
        if source is not None and correction.problem is None and correction.key is not None:
            keys[source.feed.name].add(correction.key)
    found: dict[Record, set[date]] = defaultdict(set)
    for source in SOURCES:
        wanted = keys[source.feed.name]
        alike = months_alike(files.known(source.feed)) if wanted and files and source.feed.months is Months.SNAPSHOT else {}
        for some in _one_of_each(lake, source.feed, alike) if alike else [months]:
            for month, key in _landed_keys(lake, source, wanted, some):
                if key in wanted:
                    found[source.company, source.entity.name, key] |= alike.get(month, {month})
    return dict(found)


def _one_of_each(lake: Lake, feed: Feed, alike: Mapping[date, AbstractSet[date]]) -> list[MonthRange]:
    """The months of a table of bronze without those that another one stands for."""
    others = {other for month, months in alike.items() for other in months if other != month}
    return contiguous_ranges(lake.rows_by_month("bronze", feed.name).keys() - others)


def _landed_keys(lake: Lake, source: Source, wanted: AbstractSet[str], months: MonthRange | None) -> Iterable[tuple[date, str]]:
    names = source.record.key
    columns = [bronze_name(source.feed, column) for column in names]
    # SQL filters by the most selective part of the key; the other parts are compared here
    codes = (source.landed.product, source.landed.customer)
    place = next((part for part, name in enumerate(names) if name in codes), 0)
    parts = {key.split("|")[place] for key in wanted if key.count("|") == len(columns) - 1}
    if not parts:
        return []
    listed = ", ".join(quoted(part) for part in sorted(parts))
    in_sql = [quoted_name(column) for column in columns]
    trimmed = f"btrim({in_sql[place]}, {quoted(EDGE_SPACE)})"
    place_of_row = "" if source.record.month is None else ", _file"
    pattern = source.codes.get(names[place])
    disguised = f" OR NOT regexp_like({trimmed}, {quoted(pattern)})" if pattern else ""
    where = f"{trimmed} IN ({listed}){disguised}"
    sql = f"SELECT DISTINCT month, {', '.join(in_sql)}{place_of_row} FROM landed WHERE {where}"
    rows = ask(lake, sql, months, landed=("bronze", source.feed.name))
    return [
        (row["month"], record_key(source, {name: row[bronze_name(source.feed, name)] for name in names}, row.get("_file")))
        for row in rows
    ]


def record_key(source: Source, landed: Mapping[str, str | None], path: str | None = None) -> str:
    """The key by which a correction names a landed record; a month in it that cannot be read is empty.

    Args:
        path: of its file, whose date may say how to read a month.
    """
    return "|".join(_part(source, name, landed[name], path) for name in source.record.key)


def _part(source: Source, name: str, value: str | None, path: str | None) -> str:
    if name != source.record.month:
        return (read_code(value, source.codes[name]) if name in source.codes else _text(value)) or ""
    feed = source.feed
    day = read_day(value or "", feed.dates, Beside(file_date(path or "", feed.folder), feed.dated_first)).day
    return format_month(month_of(day)) if day else ""


Marks = Mapping[date, AbstractSet[str]]
"""Texts by month; they change when a correction changes."""


@dataclass(frozen=True)
class CorrectionMarks:
    """What the corrections change in each month.

    Attributes:
        applied: by entity, in the months in which the record of a correction landed.
        idle: corrections that name no record that landed, by the month their file landed in, so that the checks report them;
            without the platform's own seeds.
        moved: by feed, months with the other months that corrections date some of their rows in.
    """

    applied: Mapping[str, Marks]
    idle: Marks
    moved: Mapping[str, AbstractSet[Pair]] = field(default_factory=dict)

    def of(self, entity: str, month: date) -> AbstractSet[str]:
        """Those that are applied to the records of an entity in a month."""
        return self.applied.get(entity, {}).get(month, frozenset())


def correction_marks(
    corrections: Mapping[date, Sequence[Correction]],
    found: Mapping[Record, AbstractSet[date]],
    calendar: MonthRange,
    waiting: AbstractSet[str] = frozenset(),
) -> CorrectionMarks:
    """What the corrections change in each month.

    Args:
        corrections: those in force in each month.
        found: see ``months_of_records``.
        calendar: all months.
        waiting: files whose corrections are not called idle.
    """
    applied: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    idle: dict[date, set[str]] = defaultdict(set)
    moved: dict[str, set[Pair]] = defaultdict(set)
    mark_of, dated = cache(_mark), cache(_dated)  # a correction is in force in many months
    for month, here in corrections.items():
        place: Counter[tuple[Record, str | None]] = Counter()
        for one in here:
            place[one.record, one.field] += 1  # several corrections of one field: their order decides
            mark = mark_of(one, place[one.record, one.field])
            landed = found.get(one.record, set())
            if month in landed:
                applied[str(one.entity)][month].add(mark)
                feed, other = dated(one) or ("", month)
                if other != month:
                    moved[feed].add((month, other))
            elif not landed and _may_be_idle(one, waiting) and month == _arrived(one, calendar):
                idle[month].add(mark)
    return CorrectionMarks(applied, idle, moved)


def _mark(one: Correction, place: int) -> str:
    said = (*one.record, one.field, one.value, one.confirmed_by, one.confirmed_on, one.file)
    return repr((said, place))


def _dated(correction: Correction) -> tuple[str, date] | None:
    """The feed of a correction and the month in which it dates a row, where it does so."""
    source = source_of(correction.company, correction.entity)
    if source is None or correction.problem is not None or not compares_months(source.feed):
        return None
    if correction.field is None or correction.field != source.feed.day_column:
        return None
    day = parse_date(str(correction.value), source.record.fields[correction.field].dates)
    return None if day is None else (source.feed.name, month_of(day))


def _may_be_idle(correction: Correction, waiting: AbstractSet[str]) -> bool:
    return correction.file not in waiting and not correction.file.startswith(SEED_PREFIX)


def _arrived(correction: Correction, calendar: MonthRange) -> date:
    return min(max(month_of(correction.modified.date()), calendar.start), calendar.last)
