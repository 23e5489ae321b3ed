"""The world of the year: a landing, a lake, Dagster's history, ticks as a daemon makes them, and people who do things."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from dagster import DagsterInstance, DagsterRunStatus, RunRequest, build_sensor_context
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.remote_origin import RemoteInstigatorOrigin
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, SensorInstigatorData, TickData, TickStatus
from dagster._utils.error import serializable_error_info_from_exc_info

from sales_platform.automation.sensor import new_files
from sales_platform.definitions import defs
from sales_platform.errors import RunFailedError, UserError
from sales_platform.running.origin import remote_origin
from sales_platform_tests.commits import at_commit, killed_at_commit
from sales_platform_tests.operators_year.truth import Row, path_of, text_of, write_whole
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.refreshes import start

_STARTED = """
import json, sys
from sales_platform.home import prepare_home
prepare_home()
from dagster import DagsterInstance
tags, tables = json.loads(sys.argv[1])
from sales_platform_tests.refreshes import start
with DagsterInstance.get() as instance:
    start(instance, tags, tables, succeeds=False)
"""
FATES = {DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED}


@dataclass
class World:
    """What there is, and what really happened.

    Attributes:
        place: landing, lake and home.
        instance: Dagster's history.
        landed: the order files in the landing.
        kept: files that were taken in and then archived.
        fates: how each run really ended; STARTED for one whose process was killed and that nobody has looked for since.
        said: the message of the last tick.
        requests: what the last tick asked for.
        asked: how often in a row the sensor asked for what did not come to a good end.
    """

    place: Workplace
    instance: DagsterInstance
    landed: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    kept: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    fates: dict[str, DagsterRunStatus] = field(default_factory=dict)
    said: str = ""
    tick_status: TickStatus = TickStatus.SKIPPED
    requests: Sequence[RunRequest] = ()
    asked: int = 0
    cursor: str | None = None
    orders: int = 0
    masters: int = 0
    changed_since_tick: bool = True
    alive: bool = False
    clock_was_ahead: bool = False
    wrote_gold: datetime = field(default_factory=lambda: datetime.now(tz=UTC))

    @property
    def content(self) -> Mapping[str, tuple[Row, ...]]:
        """What the tables should hold."""
        return {**self.kept, **self.landed}

    def land(self, day: date, *, ahead: timedelta | None = None, rows: int = 2) -> str:
        """The orders of a day: new ones each time, one without a quantity or twice now and then.

        Args:
            ahead: the file's time lies so much in the future; None lets it be an hour old.
        """
        found: list[Row] = []
        for _ in range(rows):
            self.orders += 1
            found.append((f"O{self.orders}", "" if self.orders % 5 == 0 else str(self.orders % 7 + 1)))
        if self.orders % 3 == 0:
            found.append(found[0])
        path = path_of(day)
        file = self.place.landing / path
        write_whole(file, text_of(path, tuple(found)))
        moment = (datetime.now(tz=UTC) + (ahead if ahead is not None else -timedelta(hours=1))).timestamp()
        os.utime(file, (moment, moment))
        self.landed[path], self.changed_since_tick, self.asked = tuple(found), True, 0
        return path

    def archive(self, path: str) -> None:
        """A person moves a file away that was taken in."""
        (self.place.landing / path).unlink()
        self.kept[path] = self.landed.pop(path)

    def tick(self) -> Sequence[RunRequest]:
        """One look of the sensor, kept as the daemon keeps it."""
        self._found_dead()
        self.changed_since_tick = False
        try:
            answer = new_files.evaluate_tick(build_sensor_context(instance=self.instance, cursor=self.cursor, definitions=defs))
        except (UserError, RunFailedError) as error:
            self.said, self.requests = str(error), ()
            info = serializable_error_info_from_exc_info(sys.exc_info())
            self._keep(TickStatus.FAILURE, error=info)
            return ()
        self.cursor, self.requests = answer.cursor, tuple(answer.run_requests or ())
        self.said = answer.skip_message or (self.requests[0].tags["sales_platform/reason"] if self.requests else "")
        if self.requests:
            self._keep(TickStatus.SUCCESS, run_ids=[])
        else:
            self._keep(TickStatus.SKIPPED, skip_reason=answer.skip_message)
        return self.requests

    def _keep(self, status: TickStatus, **said: object) -> None:
        origin = RemoteInstigatorOrigin(remote_origin("refresh").repository_origin, "new_files")
        data = SensorInstigatorData(cursor=self.cursor)
        state = InstigatorState(origin, InstigatorType.SENSOR, InstigatorStatus.RUNNING, data)
        if self.instance.get_instigator_state(state.instigator_origin_id, state.selector_id):
            self.instance.update_instigator_state(state)
        else:
            self.instance.add_instigator_state(state)
        now, self.tick_status = datetime.now(tz=UTC).timestamp(), status
        whose = {"instigator_origin_id": state.instigator_origin_id, "selector_id": state.selector_id}
        kind = {"instigator_name": "new_files", "instigator_type": InstigatorType.SENSOR, "status": status}
        self.instance.create_tick(TickData(**whose, **kind, timestamp=now, end_timestamp=now, **said))  # type: ignore[arg-type]

    def run(self, how: str = "well", commit: int = 3) -> None:
        """What the last tick asked for: one run or more.

        Args:
            how: "well"; the first one is told "full": the disk is full at a commit; "canceled" by a person or "killed" at one.
            commit: which.
        """
        assert self.requests, self.said
        requests, self.requests, self.changed_since_tick = self.requests, (), True
        ended = [self._run(one, how if place == 0 else "well", commit) for place, one in enumerate(requests)]
        self.asked = 0 if set(ended) == {"SUCCESS"} else self.asked + 1
        self.wrote_gold = datetime.now(tz=UTC)

    def _run(self, request: RunRequest, how: str, commit: int) -> str:
        """One run; returns how it really ended: it may have no such commit."""
        tables = None if request.asset_selection is None else ["/".join(key.path) for key in request.asset_selection]
        before = {run.run_id for run in self.instance.get_runs()}
        if how == "killed":
            text = json.dumps([dict(request.tags), tables])
            ended = {0: "SUCCESS", -9: "STARTED"}[killed_at_commit(commit, [text], self.place, _STARTED)]
        else:
            with at_commit(commit, {"full": _full, "canceled": self._cancel}.get(how)) as happened:
                start(self.instance, request.tags, tables, succeeds=how == "well")
            ended = {"full": "FAILURE", "canceled": "CANCELED"}[how] if happened else "SUCCESS"
        (new,) = [run.run_id for run in self.instance.get_runs() if run.run_id not in before]
        self.fates[new] = DagsterRunStatus[ended]
        return ended

    def _cancel(self) -> None:
        """What the UI does, and what its process is told then."""
        self.instance.report_run_canceling(self.instance.get_runs(limit=1)[0])
        raise DagsterExecutionInterruptedError

    @contextmanager
    def noted(self, status: str, count: int | None = 1) -> Iterator[None]:
        """The runs that begin in the context really ended so; None where there may be any number of them."""
        before = {run.run_id for run in self.instance.get_runs()}
        yield
        new = [run.run_id for run in self.instance.get_runs() if run.run_id not in before]
        assert count in (None, len(new)), new
        self.fates |= dict.fromkeys(new, DagsterRunStatus[status])

    def command(self, *arguments: str) -> str:
        """A command of the platform, which must succeed; it finds the runs that were killed."""
        self._found_dead()
        self.changed_since_tick = True
        done = self.place.command(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _found_dead(self) -> None:
        dead = DagsterRunStatus.FAILURE
        self.fates = {run: dead if fate is DagsterRunStatus.STARTED else fate for run, fate in self.fates.items()}


def _full() -> None:
    raise OSError(28, "No space left on device")
