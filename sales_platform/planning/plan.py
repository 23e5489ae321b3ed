"""The plan of a refresh: the stale months, as runs over ranges of months and selections of tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sales_platform.catalog import BY_TEXT, TABLES
from sales_platform.fingerprints.made import Key
from sales_platform.months import MonthRange, contiguous_ranges, format_month
from sales_platform.planning.landing_state import LandingState
from sales_platform.planning.parts import Expected
from sales_platform.planning.stale import FILE_REASONS, FIRST_TIME, Stale, inputs_of, stale_months
from sales_platform.planning.takeover import take_over
from sales_platform.run_view import RunView
from sales_platform.storage.landing_zone import SEED_PREFIX
from sales_platform.table import Months, Table
from sales_platform.values.counted import counted
from sales_platform.values.digest import digest

_NAMED = 5


@dataclass(frozen=True)
class Work:
    """One run: the tables over a range of months, of which only the stale months are computed."""

    months: MonthRange
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Plan:
    """What there is to do.

    Attributes:
        landed_files: how many files of feeds are in landing, the platform's own seeds not counted.
        new_files: files that bronze does not have as they landed, by path.
        stale: the months of tables to be computed, each table after its inputs.
        work: the runs that compute them.
        mark: what the stale months would be made of, as one text: two plans with the same mark would do the same.
        tables: all that there is something to make of, each after its inputs; see ``Table.needs``.
    """

    landed_files: int
    new_files: list[str]
    stale: list[Stale]
    work: list[Work]
    mark: str
    tables: tuple[Table, ...] = ()

    @property
    def ranges(self) -> list[MonthRange]:
        """The months of the runs."""
        return [work.months for work in self.work]

    @property
    def keys(self) -> frozenset[Key]:
        """The stale months, by table and month."""
        return frozenset((one.table, one.month) for one in self.stale)

    def reasons_by_table(self) -> dict[str, dict[tuple[str, ...], list[date]]]:
        """The stale months of each table by the reasons that they are stale for."""
        found: dict[str, dict[tuple[str, ...], list[date]]] = {}
        for one in self.stale:
            found.setdefault(one.table, {}).setdefault(one.reasons, []).append(one.month)
        return found

    def as_json(self) -> dict[str, Any]:
        """The plan with plain values."""
        stale = [
            {"table": table, "months": [format_month(month) for month in months], "reasons": list(reasons)}
            for table, by_reasons in self.reasons_by_table().items()
            for reasons, months in by_reasons.items()
        ]
        runs = [
            {
                "first_month": format_month(work.months.start),
                "last_month": format_month(work.months.last),
                "tables": [table.text for table in work.tables],
            }
            for work in self.work
        ]
        return {"landed_files": self.landed_files, "new_files": self.new_files, "stale": stale, "runs": runs}

    @property
    def other_reasons(self) -> list[str]:
        """Why there is something to do, beside new and changed files; the first few."""
        others = [reason for one in self.stale for reason in one.reasons if not reason.startswith(FILE_REASONS)]
        every = list(dict.fromkeys(reason for reason in others if reason != FIRST_TIME or not self.new_files))
        return every[:_NAMED] + ([counted(len(every) - _NAMED, "more reason")] if len(every) > _NAMED else [])

    @property
    def why(self) -> str:
        """Why there is something to do, in one phrase."""
        said = ([named_files(self.new_files)] if self.new_files else []) + self.other_reasons
        return "; ".join(said) or "nothing"


def plan_refresh(view: RunView, *, read: bool = False) -> Plan:
    """Compare what each month of each table would be made of now with what it was made of.

    New files whose months are in their rows are read for it.

    Args:
        view: of the run.
        read: the plan is for a run of this view, which will read the new files: read them now, to know which cannot be used.
    """
    state = LandingState(view, read=read)
    state.read_edges()
    take_over(view, state)
    expected = Expected(state, view.calendar)
    stale = stale_months(view, expected)
    mark = digest(f"{one.table}\0{one.month}\0{expected.fingerprint(BY_TEXT[one.table], one.month)}" for one in stale)
    tables = tuple(table for table in TABLES if not state.is_waiting(table))
    return Plan(state.landed_files, new_files(stale), stale, work_of(stale, expected), mark, tables)


def new_files(stale: Iterable[Stale]) -> list[str]:
    """The files that are the reason for something, by path."""
    paths = {reason.split(": ", 1)[1] for one in stale for reason in one.reasons if reason.startswith(FILE_REASONS)}
    return sorted(path for path in paths if not path.startswith(SEED_PREFIX))


def work_of(stale: Sequence[Stale], expected: Expected) -> list[Work]:
    """The runs: one for each contiguous range of stale months, or for several of them; see ``_joined``.

    Tables that are written as a whole do not widen the ranges: those for everywhere go with each run, those of months ahead with
    the last one.
    """
    everywhere = [table for table in _tables(stale) if table.months in (Months.EVERY, Months.AHEAD)]
    whole = {table.text for table in everywhere}
    by_month = [one for one in stale if one.table not in whole]
    months = {one.month for one in by_month}
    if not months and everywhere:
        months = {max(expected.state.months, default=expected.calendar.last)}
    ranges = _joined(contiguous_ranges(months), by_month, expected)
    work = []
    for place, one in enumerate(ranges):
        names = {item.table for item in by_month if item.month in one}
        for table in everywhere:
            if table.months is Months.EVERY or place == len(ranges) - 1:
                names.add(table.text)
        work.append(Work(one, tuple(table for text, table in BY_TEXT.items() if text in names)))
    return work


def _joined(ranges: list[MonthRange], stale: Sequence[Stale], expected: Expected) -> list[MonthRange]:
    """The ranges, those of which an earlier one is made from stale months of a later one as one range, from the one to the other.

    In runs of their own, the earlier one would be computed before what it is made from, and be stale again. What is not stale
    between them is left as it is.
    """
    place = {month: number for number, months in enumerate(ranges) for month in months}
    keys, until = {(one.table, one.month) for one in stale}, list(range(len(ranges)))
    among = {one.table for one in stale}
    for one in stale if len(ranges) > 1 else ():
        inputs = keys.intersection(inputs_of(BY_TEXT[one.table], one.month, expected, among))
        until[place[one.month]] = max([until[place[one.month]], *(place[month] for _, month in inputs)])
    joined: list[MonthRange] = []
    last = -1
    for number, months in enumerate(ranges):
        if number <= last:
            joined[-1] = MonthRange.of(joined[-1].start, months.last)
        else:
            joined.append(months)
        last = max(last, until[number])
    return joined


def _tables(stale: Iterable[Stale]) -> list[Table]:
    names = {one.table for one in stale}
    return [table for text, table in BY_TEXT.items() if text in names]


def named_files(paths: Sequence[str]) -> str:
    """Some files by name: ``3 new or changed files: a.csv, b.csv, c.csv``."""
    shown = ", ".join(paths[:_NAMED])
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return f"{counted(len(paths), 'new or changed file')}: {shown}{more}"
