"""A lake that release 0.1.0 has made: what its ledger says of each month, as fingerprints.

That release noted for each month the digest of each feed's files when they were read, the digest of all of them together when
the month was refreshed to its end (``ledger/months``, step ``refreshed``), and nothing of its logic. Where the two agree, the
tables of those feeds that have their digests of now were made from what is there now, by that release's logic. What the
corrections changed is in the digest of all only: where they change something else now, nothing is known of the month.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sales_platform.bronze.bronze_tables import BRONZE, REFUSED_FILES
from sales_platform.bronze.corrections import Marks
from sales_platform.catalog import TABLES
from sales_platform.companies.registry import FEEDS
from sales_platform.entities import PRICES
from sales_platform.feeds import CORRECTIONS
from sales_platform.fingerprints.former import former_logic
from sales_platform.fingerprints.made import Key, Made
from sales_platform.months import MonthRange, month_of
from sales_platform.planning.landing_state import LandingState
from sales_platform.planning.parts import LOGIC, parts_of
from sales_platform.run_view import RunView
from sales_platform.storage.lake import Lake
from sales_platform.table import Months, Table
from sales_platform.values.digest import digest

_LEDGER = ("ledger", "months")


def take_over(view: RunView, state: LandingState) -> None:
    """Put the months of such a lake into the ledger of fingerprints, unless it has one already."""
    if view.made.exists:
        return
    refreshed = refreshed_months(view.lake)
    if not refreshed:
        return
    same = _same_steps(view, state, refreshed)
    last = max(at for _, at in refreshed.values())
    made: dict[Key, Made] = {}

    def recorded(table: Table, month: date) -> str | None:
        found = made.get((table.text, month))
        return found.fingerprint if found else None

    for table in TABLES:
        own = {table.name} if table.layer == "bronze" else {table.text} if table is REFUSED_FILES else set()
        months = [month for month, steps in same.items() if own <= steps]
        if table.months is Months.AHEAD:
            months = [view.calendar.last] if month_of(last) == view.calendar.last else []
        version = view.lake.newest_version(*table.path)
        for month in months:
            parts = parts_of(table, month, state, view.calendar, recorded)
            if parts is not None and (logic := former_logic(table.text)):
                ingredients = table.ingredients if logic == parts[LOGIC] else {}
                made[table.text, month] = Made({**parts, LOGIC: logic}, ingredients, version=version)
    view.made.put(made)


def _same_steps(view: RunView, state: LandingState, refreshed: Mapping[date, tuple[str, date]]) -> dict[date, set[str]]:
    """For each month that was refreshed to its end, the feeds whose files are those of now."""
    rows = view.lake.query("SELECT month, step, fingerprint FROM recorded WHERE step <> 'refreshed'", recorded=_LEDGER)
    recorded: dict[date, dict[str, str]] = defaultdict(dict)
    for row in rows.to_pylist() if rows is not None else ():
        recorded[row["month"]][row["step"]] = row["fingerprint"]
    now = _marks(state, view.calendar)
    same = {}
    for month, (mark, _) in refreshed.items():
        if month in view.calendar:
            steps = {**recorded[month], CORRECTIONS.name: now[CORRECTIONS.name][month]}
            if digest(f"{step}\0{text}" for step, text in steps.items()) == mark:
                same[month] = {step for step, text in steps.items() if step in now and now[step][month] == text}
    return same


def refreshed_months(lake: Lake) -> dict[date, tuple[str, date]]:
    """The months that such a lake was refreshed for, each with its digest and the day of it."""
    rows = lake.query("SELECT month, fingerprint, at FROM recorded WHERE step = 'refreshed'", recorded=_LEDGER)
    return {row["month"]: (row["fingerprint"], row["at"].date()) for row in rows.to_pylist()} if rows is not None else {}


def _marks(state: LandingState, calendar: MonthRange) -> dict[str, dict[date, str]]:
    """What that release would have noted of each feed for each month now."""
    feeds = [feed for feed in FEEDS if feed != CORRECTIONS]
    steps: dict[str, Marks] = {feed.name: state.marks(BRONZE[feed.name]) for feed in feeds}
    for feed in feeds:
        if feed.entity == PRICES:
            yearly: dict[int, set[str]] = defaultdict(set)
            for month, marks in steps[feed.name].items():
                yearly[month.year] |= marks
            steps[feed.name] = {month: yearly[month.year] for month in calendar}
    steps[REFUSED_FILES.text] = state.marks(REFUSED_FILES)
    steps[CORRECTIONS.name] = _correction_marks(state, calendar)
    return {step: {month: digest(marks.get(month, ())) for month in calendar} for step, marks in steps.items()}


def _correction_marks(state: LandingState, calendar: MonthRange) -> dict[date, set[str]]:
    """Those of a price touched the whole year."""
    found: dict[date, set[str]] = defaultdict(set)
    for entity, by_month in state.corrections.applied.items():
        for month, marks in by_month.items():
            for touched in MonthRange.of(month, month).whole_years(calendar) if entity == PRICES else (month,):
                found[touched] |= marks
    for month, marks in state.corrections.idle.items():
        found[month] |= marks
    return found
