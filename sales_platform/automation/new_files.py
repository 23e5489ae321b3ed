"""What the sensor ``new_files`` decides: pure functions over a plan, the runs there are, and what was tried before."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sales_platform.planning.plan import Plan, Work
from sales_platform.values.counted import counted

MOST_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=30)
"""After the first failure; each further wait is four times as long."""
START_LIMIT = timedelta(minutes=10)
"""A run that has not begun after this long is not waited for."""
LOCK_LIMIT = timedelta(seconds=60)
"""So long a run may take from its beginning until it holds the lake, or waits for it: a busy machine takes long to load it."""
UP_TO_DATE = "every month is up to date"
"""Stands in the message of a tick that has nothing to do."""
_NAMED = 5


@dataclass(frozen=True)
class Memory:
    """The sensor's cursor: what was requested last, and how often. Its size does not depend on how many files there are.

    Attributes:
        mark: what the plan that was requested last was made of.
        attempts: how many times in a row it was requested.
        at: when, in seconds since 1970.
        suspects: runs that had begun and did not hold the lake at the last tick.
        canceled: the run that a person canceled last.
        held: whether what it left waits for a change; then the mark is of the plan at that time.
    """

    mark: str = ""
    attempts: int = 0
    at: float = 0
    suspects: tuple[str, ...] = ()
    canceled: str = ""
    held: bool = False

    @classmethod
    def from_cursor(cls, cursor: str | None) -> "Memory":
        """Read a cursor; one that cannot be read counts as none."""
        try:
            values = json.loads(cursor or "{}")
            return cls(**{**values, "suspects": tuple(values.get("suspects", ()))})
        except (ValueError, TypeError, AttributeError):
            return cls()

    def to_cursor(self) -> str:
        """The text that Dagster keeps."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Decision:
    """What to do at a tick.

    Attributes:
        work: the runs to start.
        message: why, or why nothing.
        memory: what to remember.
    """

    work: tuple[Work, ...]
    message: str
    memory: Memory


@dataclass(frozen=True)
class Canceled:
    """The last run that ended, if a person has canceled it.

    Attributes:
        run_id: of the run.
        covers: whether all that is stale now is of its tables and months.
    """

    run_id: str
    covers: bool


def decide(plan: Plan, memory: Memory, now: datetime, canceled: Canceled | None = None) -> Decision:
    """Request the plan's months; when they were requested before and are still stale, retry after a wait, up to a limit.

    What a person has canceled is not requested again until something about it changes.

    Only to be called while no run is in progress, so that months still stale mean that the last attempt failed.
    """
    fresh = replace(memory, suspects=(), at=min(memory.at, now.timestamp()))  # the clock may have been ahead
    if canceled is not None and canceled.run_id != memory.canceled:
        fresh = Memory(plan.mark if canceled.covers else "", canceled=canceled.run_id, held=canceled.covers)
    if not plan.work:
        return Decision((), f"{counted(plan.landed_files, 'file')} in landing: {UP_TO_DATE}.", Memory(canceled=fresh.canceled))
    months = ", ".join(str(months) for months in plan.ranges)
    if canceled is not None and fresh.held and fresh.mark == plan.mark:
        message = (
            f"The run {canceled.run_id} over {months} was canceled, so nothing is started until something about them changes:"
            " land files, launch the job refresh, or reset this sensor's cursor."
        )
        return Decision((), message, fresh)
    if plan.mark != fresh.mark or not fresh.attempts:  # what was canceled is not held up any more, or something else is stale
        return Decision(tuple(plan.work), plan.why, Memory(plan.mark, 1, now.timestamp(), canceled=fresh.canceled))
    if fresh.attempts >= MOST_ATTEMPTS:
        message = (
            f"{MOST_ATTEMPTS} runs over {months} did not bring them up to date, so no more are started automatically: see why,"
            " then land corrected files, launch the job refresh, or reset this sensor's cursor."
        )
        return Decision((), message, fresh)
    due = datetime.fromtimestamp(fresh.at, tz=now.tzinfo) + FIRST_WAIT * 4 ** (fresh.attempts - 1)
    if now < due:
        return Decision(
            (), f"The last run did not bring {months} up to date; the next attempt is after {due:%H:%M:%S} UTC.", fresh
        )
    attempt = fresh.attempts + 1
    return Decision(
        tuple(plan.work),
        f"attempt {attempt} of {MOST_ATTEMPTS} to bring this up to date: {plan.why}",
        replace(fresh, attempts=attempt, at=now.timestamp()),
    )


def said_of_waiting(paths: Collection[str]) -> str:
    """What to say of files that are left for the next tick; nothing when there are none."""
    if not paths:
        return ""
    some, more = sorted(paths)[:_NAMED], len(paths) - _NAMED
    named = ", ".join(some) + (f" and {more} more" if more > 0 else "")
    return f" Left for the next tick, because just written: {named}."


@dataclass(frozen=True)
class RunSeen:
    """A run that has not ended, as Dagster's records say.

    Attributes:
        run_id: of the run.
        begun: whether its process has begun, and not only been asked for.
        since: when it began, or was asked for.
    """

    run_id: str
    begun: bool
    since: datetime


@dataclass(frozen=True)
class Progress:
    """Which runs are really in progress.

    Attributes:
        waiting_for: one of them, or None.
        suspects: runs that began a while ago and do not hold the lake; at the next tick they count as dead.
        dead: runs whose process is gone.
    """

    waiting_for: str | None
    suspects: tuple[str, ...]
    dead: tuple[str, ...]


def progress(runs: Iterable[RunSeen], *, locked: bool, memory: Memory, now: datetime) -> Progress:
    """Distinguish runs in progress from those whose process died without reporting an end.

    Args:
        locked: whether any run holds the lake now. Every run holds it, or waits for the one that does.
    """
    waiting_for, suspects, dead = None, [], []
    for run in runs:
        age = abs(now - run.since)  # a clock may have been ahead
        if not run.begun and age > START_LIMIT:
            continue
        if not run.begun or locked or age <= LOCK_LIMIT:
            waiting_for = run.run_id
        elif run.run_id in memory.suspects:
            dead.append(run.run_id)
        else:
            waiting_for = run.run_id
            suspects.append(run.run_id)
    return Progress(waiting_for, tuple(suspects), tuple(dead))
