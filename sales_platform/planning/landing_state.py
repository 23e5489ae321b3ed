"""What the landing holds by the listing, as far as fingerprints ask for it."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from sales_platform.bronze.bronze_tables import BRONZE, REFUSED_FILES
from sales_platform.bronze.correction_files import landed_marks
from sales_platform.bronze.corrections import CorrectionMarks
from sales_platform.bronze.state import FeedState, feed_state
from sales_platform.companies.registry import FEEDS
from sales_platform.feeds import CORRECTIONS, Feed, Months
from sales_platform.landing.contents import active_months
from sales_platform.landing.refused import refused_table
from sales_platform.run_view import RunView
from sales_platform.storage.landing_zone import SEED_PREFIX

Marks = Mapping[date, AbstractSet[str]]


@dataclass(frozen=True)
class LandingState:
    """The landing and what the ledger knows of it.

    Attributes:
        states: of each feed.
        marks: what each month of bronze and of the refused files is made of, by table.
        corrections: what the corrections change in each month.
        months: the months that have something in them.
    """

    states: Mapping[Feed, FeedState]
    marks: Mapping[str, Marks]
    corrections: CorrectionMarks
    months: frozenset[date]

    @property
    def landed_files(self) -> int:
        """How many files are in landing and can be used, the platform's own seeds not counted."""
        files = [item for state in self.states.values() for item in state.files]
        return sum(item.landed and not item.file.path.startswith(SEED_PREFIX) for item in files)


def landing_state(view: RunView) -> LandingState:
    """List the landing, and read the new files whose months are in their rows.

    Raises:
        UserError: the landing cannot be listed or read.
    """
    calendar = view.calendar
    states = {feed: feed_state(view, feed, None) for feed in FEEDS}
    marks: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for feed, state in states.items():
        for month, files in state.contents.items():
            marks[BRONZE[feed.name].text][month] |= {f"{path}\0{item.file.version}" for path, item in files.items()}
    for row in refused_table({feed: state.refused for feed, state in states.items()}, calendar, calendar).to_pylist():
        marks[REFUSED_FILES.text][row["month"]].add(f"{row['_file']}\0{row['_file_version']}\0{row['reason']}")
    corrections = landed_marks(view, states[CORRECTIONS].contents)
    for month, texts in corrections.idle.items():
        marks[BRONZE[CORRECTIONS.name].text][month] |= texts
    active = active_months({feed: state.files for feed, state in states.items()}, calendar) or ()
    with_rows = {month for feed, state in states.items() if feed.months is not Months.SNAPSHOT for month in state.contents}
    months = {*active, *with_rows, *marks[REFUSED_FILES.text], *corrections.idle}
    return LandingState(states, marks, corrections, frozenset(month for month in months if month in calendar))
