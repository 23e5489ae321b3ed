"""Which months the landing touches: those whose files are not the ones they were last refreshed from."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import partial

from sales_platform.bronze.contents import active_months
from sales_platform.bronze.correction_files import CORRECTIONS, landed_marks
from sales_platform.bronze.fingerprints import (
    combined_fingerprints,
    correction_fingerprints,
    fingerprints,
    plan_mark,
    refused_fingerprints,
)
from sales_platform.bronze.ledger import REFRESHED, REFUSED, recorded_step
from sales_platform.bronze.refused import refused_table
from sales_platform.bronze.state import feed_state
from sales_platform.feeds import FEEDS, Months
from sales_platform.months import MonthRange, contiguous_ranges
from sales_platform.run_view import RunView
from sales_platform.storage.landing_zone import SEED_PREFIX, LandingFile

_NAMED_FILES = 5


@dataclass(frozen=True)
class Plan:
    """What there is to do.

    Attributes:
        landed_files: how many files are in landing and can be used, the platform's own seeds not counted.
        new_files: those of them that have not been read before, by path.
        ranges: the touched months, in as few contiguous ranges as possible.
        mark: what the touched months are made of, as one text: two plans with the same mark would do the same.
    """

    landed_files: int
    new_files: list[str]
    ranges: list[MonthRange]
    mark: str

    @property
    def months(self) -> list[date]:
        """The touched months."""
        return [month for months in self.ranges for month in months]


def plan_refresh(view: RunView) -> Plan:
    """Compare the landing with what each month was last refreshed from.

    New files whose months are in their rows (Atlon sales, both price lists) are read for it and noted in the ledger.
    A crashed run leaves its months touched, so the next plan has them again.
    """
    lake, calendar = view.lake, view.calendar
    states = {feed: feed_state(view, feed, None) for feed in FEEDS}
    read = {feed: {*view.reader(feed).files_read} for feed in FEEDS}
    active = active_months({feed: state.files for feed, state in states.items()}, calendar)
    refreshed = recorded_step(lake, REFRESHED)
    refused = refused_table({feed: state.refused for feed, state in states.items()}, calendar, calendar)
    with_rows = {month for feed, state in states.items() if feed.months is not Months.SNAPSHOT for month in state.contents}
    with_files = with_rows | set(refused.column("month").to_pylist())  # also those that rows without a month landed in
    corrections = landed_marks(view, states[CORRECTIONS].contents)
    usual = {month for month in (*(active or ()), *refreshed, *with_files) if month in calendar}
    months = usual | set(corrections.idle)
    by_feed = {feed.name: fingerprints(feed, state.contents, months) for feed, state in states.items()}
    by_feed[REFUSED] = refused_fingerprints(refused, months)
    new = [
        item.file.path
        for feed, state in states.items()
        for item in state.files
        if (item.known is None or item.file.path in read[feed]) and not _is_seed(item.file)
    ]
    landed = sum(item.landed and not _is_seed(item.file) for state in states.values() for item in state.files)
    changed = partial(_changed, refreshed, by_feed)
    touched = changed(corrections.all(), months)
    # what an idle correction is about may be in files that are still to be read, so these come first
    urgent = changed(corrections.applied, usual).keys() & touched.keys()
    touched = {month: mark for month, mark in touched.items() if month in urgent or not urgent}
    return Plan(landed, sorted(new), contiguous_ranges(touched), plan_mark(touched))


def _changed(
    refreshed: Mapping[date, str],
    by_feed: Mapping[str, Mapping[date, str]],
    corrections: Mapping[date, AbstractSet[str]],
    months: AbstractSet[date],
) -> dict[date, str]:
    """The months that are made of something else than when they were last refreshed, with what that is."""
    marks = {**by_feed, CORRECTIONS.name: correction_fingerprints(corrections, months)}
    return {month: mark for month, mark in combined_fingerprints(marks, months).items() if refreshed.get(month) != mark}


def _is_seed(file: LandingFile) -> bool:
    return file.path.startswith(SEED_PREFIX)


def named_files(paths: Sequence[str]) -> str:
    """Some files by name: ``3 new or changed files: a.csv, b.csv, c.csv``; without any, what else touches months."""
    if not paths:
        return "no new file: one came back as it was before, or the last run did not end"
    shown = ", ".join(paths[:_NAMED_FILES])
    more = f" and {len(paths) - _NAMED_FILES} more" if len(paths) > _NAMED_FILES else ""
    return f"{len(paths)} new or changed file{'' if len(paths) == 1 else 's'}: {shown}{more}"
