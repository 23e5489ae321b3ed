"""The platform in numbers for monitors: what is there, what is stale, what waits, what was quarantined, who writes."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sales_platform.catalog import TABLES
from sales_platform.companies.registry import FEEDS
from sales_platform.entities import ENTITIES
from sales_platform.reports.status import Status, platform_status
from sales_platform.run_view import RunView
from sales_platform.storage.layout import LAYOUT

PREFIX = "sales_platform_"
Ask = Callable[[str, tuple[str, str]], Sequence[Mapping[str, Any]]]
"""Answers an SQL question about a table, named ``t``; no rows where it does not exist."""
_REASONS = (
    "SELECT feed, reason, count(*) AS rows FROM (SELECT feed, unnest(reasons) AS reason FROM t) AS one GROUP BY feed, reason"
)


@dataclass
class Metric:
    """A number, or one for each of some labels.

    Attributes:
        name: without the prefix; ends with its unit.
        text: what it is.
        labels: the names of its labels.
        values: by the values of the labels, a tuple of texts.
    """

    name: str
    text: str
    labels: tuple[str, ...] = ()
    values: Mapping[Any, float] = field(default_factory=dict)


def lake_metrics(view: RunView, ask: Ask, now: datetime) -> list[Metric]:
    """The numbers of a lake; nothing is written.

    Args:
        view: of the landing and the lake.
        ask: about tables of quarantine.
        now: for the age of the lock.

    Raises:
        UserError: the landing or the lake cannot be read.
    """
    status = platform_status(view)
    return [*_state(view, status, now), *_sizes(status), *_rows(view, ask)]


def _state(view: RunView, status: Status, now: datetime) -> Iterable[Metric]:
    last: dict[tuple[str, ...], float] = {}
    for (table, _), at in view.made.successes(now).items():
        layer = (table.split("/")[0],)
        last[layer] = max(last.get(layer, 0), at.timestamp())
    stale = Counter(one.table for one in status.plan.stale)
    holder = status.holder
    age = 0.0 if holder is None or holder.since is None else (now - holder.since).total_seconds()
    yield Metric("info", "1; the labels are the release and the layout of lakes that it writes.", ("version", "layout"), _info())
    yield Metric("last_success_timestamp_seconds", "When a month of the layer was last brought up to date.", ("layer",), last)
    yield Metric("stale_months", "Months of the table to be computed.", ("table",), {(t.text,): stale[t.text] for t in TABLES})
    yield Metric("waiting_files", "Landed files that no run has taken in yet.", (), {(): len(status.plan.new_files)})
    yield Metric("lock_held", "1 while a process writes the lake.", (), {(): float(holder is not None)})
    yield Metric("lock_age_seconds", "For how long it has had the lock; 0 when nobody has it.", (), {(): age})


def _info() -> dict[tuple[str, ...], float]:
    return {(version("sales_platform"), str(LAYOUT)): 1}


def _sizes(status: Status) -> Iterable[Metric]:
    by_table = {(table.table,): table for table in status.tables}
    yield Metric("lake_bytes", "Of the newest version of the table.", ("table",), {k: t.bytes for k, t in by_table.items()})
    yield Metric("lake_files", "Of the newest version of the table.", ("table",), {k: t.files for k, t in by_table.items()})


def _rows(view: RunView, ask: Ask) -> Iterable[Metric]:
    landed = {(feed.name,): sum(view.lake.rows_by_month("bronze", feed.name).values()) for feed in FEEDS}
    yield Metric("rows_landed", "Rows in bronze; a row that counts in several months counts in each.", ("feed",), landed)
    quarantined = {}
    for entity in ENTITIES:
        for row in ask(_REASONS, ("quarantine", entity)):
            quarantined[row["feed"], row["reason"]] = float(row["rows"])
    text = "Rows in quarantine with the reason; a row may have several."
    yield Metric("rows_quarantined", text, ("feed", "reason"), quarantined)
