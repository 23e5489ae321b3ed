"""One look at everything: what has begun or is over is told, and remembered in Dagster's storage, so that it is told once."""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster import DagsterInstance

from sales_platform.alerts.addresses import name_of, read_addresses, send
from sales_platform.alerts.book import Book, Matter, Seen, news, owing, tried
from sales_platform.alerts.check_matters import check_matters
from sales_platform.alerts.lake_matters import GOLD, lake_matters
from sales_platform.alerts.limits import Limits, read_limits
from sales_platform.alerts.run_matters import RUNS, run_matters
from sales_platform.alerts.tick_matters import sensor_memory, states, tick_matters
from sales_platform.problems.causes import cause_of
from sales_platform.problems.edge import SENTENCES, told
from sales_platform.problems.found import Deed
from sales_platform.problems.raised import raised_chain
from sales_platform.settings import Settings
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake
from sales_platform.values.counted import counted
from sales_platform.values.digest import digest

READABLE, COMMAND = "lake", "command"
LAKE_MINUTES = 10
"""The lake is looked at so often at the most: Dagster's history is near, a bucket is not."""


@dataclass(frozen=True)
class Ended:
    """How a run of the command line has ended: well, or with an error."""

    error: BaseException | None


@dataclass(frozen=True)
class Look:
    """What a look has found and done.

    Attributes:
        open: the sentences of all matters that are open now.
        sent: how many messages were taken, by however many addresses.
        problems: of addresses that did not take one; they are tried again at the next looks.
    """

    open: tuple[str, ...]
    sent: int
    problems: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What it was, on one line."""
        problems = f" Not sent, and tried again: {'; '.join(self.problems)}." if self.problems else ""
        return f"{counted(len(self.open), 'matter')} open, {counted(self.sent, 'message')} sent.{problems}"


def look(
    instance: DagsterInstance,
    settings: Settings,
    now: datetime | None = None,
    *,
    soon: bool = False,
    command: "Ended | None" = None,
) -> Look:
    """Look at runs, ticks, checks and gold, and tell what has changed since the last look.

    Args:
        soon: look at the lake as well, however short ago that was done.
        command: how the command line's run has just ended, if it has.

    Raises:
        UserError: a setting cannot be used, or Dagster's history cannot be read.
    """
    moment = now or datetime.now(tz=UTC)
    addresses, limits = read_addresses(), read_limits()
    with told(Deed(place="Dagster's history")), _alone():
        storage, key = instance.daemon_cursor_storage, f"sales_platform/alerts/{digest([settings.lake])}"
        book = Book.from_text(storage.get_cursor_values({key}).get(key))
        seen, book = _seen(instance, settings, limits, book, moment, soon=soon)
        book, messages = news(book, seen + _of_command(seen, command), settings.lake, moment)
        if not addresses:  # who is named later is told what is open then
            return Look(tuple(what for what, _ in book.open.values()), 0, ())
        book = owing(book, messages, len(addresses))
        storage.set_cursor_values({key: book.to_text()})  # what a send that is killed leaves is sent again, and not forgotten
        problems = {one: problem for one in book.owed if (problem := send(addresses[one.address], one.message)) is not None}
        sent = len(book.owed) - len(problems)
        book = tried(book, problems)
        storage.set_cursor_values({key: book.to_text()})
    said = {f"{name_of(one.address, addresses[one.address])} {problem}" for one, problem in problems.items()}
    return Look(tuple(what for what, _ in book.open.values()), sent, tuple(sorted(said)))


def look_after_run(open_instance: Callable[[], DagsterInstance], settings: Settings, ended: BaseException | None) -> str | None:
    """A look after a run of the command line; an alert that cannot be made or sent never fails it, and is one sentence.

    Args:
        open_instance: opens Dagster's history.
        ended: the error that the command failed with.
    """
    try:
        with open_instance() as instance:
            found = look(instance, settings, soon=True, command=Ended(ended))
    except SENTENCES as error:
        return f"No alerts: {error}"
    except Exception as error:
        logging.getLogger(__name__).debug("a look failed", exc_info=error)
        return f"No alerts: looking for them failed ({type(error).__name__})."
    return f"An alert was not sent: {'; '.join(found.problems)}." if found.problems else None


def _seen(
    instance: DagsterInstance, settings: Settings, limits: Limits, book: Book, now: datetime, *, soon: bool
) -> tuple[Seen, Book]:
    found, address = states(instance), settings.dagster_url
    ticks, waiting = tick_matters(instance, found, limits, address, book, now)
    seen = (
        ticks
        + run_matters(instance, settings.lake, address, sensor_memory(found))
        + check_matters(instance, address, settings.dashboard_url)
    )
    book = replace(book, waiting=waiting, looked=now.isoformat())
    if soon or not book.lake_looked or abs(now - datetime.fromisoformat(book.lake_looked)) >= timedelta(minutes=LAKE_MINUTES):
        seen, book = seen + _of_lake(settings, limits, now), replace(book, lake_looked=now.isoformat())
    return seen, book


def _of_command(seen: Seen, command: Ended | None) -> Seen:
    """A command that failed before Dagster knew of a run of it."""
    if command is None:
        return Seen()
    if command.error is None or any(matter.key == f"{RUNS}/refresh" for matter in seen.matters):
        return Seen((), frozenset({COMMAND}))
    cause = cause_of(raised_chain(command.error), Deed())
    why = f" ({cause[0].name})" if cause is not None else ""
    matter = Matter(f"{COMMAND}/run", f"'sales-platform run' failed before its run began{why}.", "give it by hand: it says why.")
    return Seen((matter,), frozenset({COMMAND}))


def _of_lake(settings: Settings, limits: Limits, now: datetime) -> Seen:
    """What there is about the lake; one that cannot be read is a matter itself, and of the others nothing is known."""
    try:
        connect(settings, landing=False, writing=False)
        return lake_matters(Lake(settings.lake), limits, settings.dashboard_url, now) + Seen((), frozenset({READABLE}))
    except Exception as error:  # noqa: BLE001 - whatever it is, people are to know
        cause = cause_of(raised_chain(error), Deed())
        why = f" ({cause[0].name})" if cause is not None else ""
        matter = Matter(f"{READABLE}/read", f"The lake cannot be read{why}.", "'sales-platform status' says why.")
        return Seen((matter,), frozenset({READABLE}), frozenset({GOLD}))


@contextmanager
def _alone() -> Iterator[None]:
    """One look at a time on this machine: two would tell the same."""
    home = Path(os.environ.get("DAGSTER_HOME") or "")
    if not home.is_absolute() or not home.is_dir():
        yield
        return
    with (home / ".alerts.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
