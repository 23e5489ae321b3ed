"""Every status that the platform shows, held against what is true."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from dagster import AssetKey, AssetRecordsFilter, DagsterRunStatus

from sales_platform.alerts.watch import look
from sales_platform.automation.new_files import MOST_ATTEMPTS, UP_TO_DATE
from sales_platform.dashboard.metrics import collect
from sales_platform.dashboard.reading import LakeReader
from sales_platform.fingerprints.made import MadeLedger
from sales_platform.months import partition_key
from sales_platform.reports.metrics import Metric
from sales_platform.reports.status import Status, platform_status
from sales_platform.run_view import reading_view
from sales_platform.settings import Settings
from sales_platform_tests.alerts.receivers import Hook
from sales_platform_tests.operators_year.truth import Figures, computed, files_that_differ, stored
from sales_platform_tests.operators_year.world import World

_ENDED = {DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE}


@dataclass
class Statuses:
    """What is shown of a world.

    Attributes:
        world: what is true.
        hook: takes the alerts.
        told: the alerts that have begun and are not over, by what the hook was sent.
    """

    world: World
    hook: Hook
    told: Counter[str] = field(default_factory=Counter)
    read: int = 0

    def untrue(self, *, settled: bool = False, later: timedelta = timedelta(0)) -> list[str]:
        """What is shown and is not so.

        Args:
            settled: the last run that was asked for has succeeded, and nothing has happened since: then all is well.
            later: alerts are looked for so much later.
        """
        settings, figures = Settings.from_environment(), stored(self.world.place.lake)
        with reading_view(settings) as view:
            status = platform_status(view)
        return [
            *self._runs(),
            *self._status(status, figures, settled=settled),
            *self._tick(status),
            *self._metrics(status, figures),
            *self._alerts(settings, later),
            *(self._materializations() if settled else ()),
        ]

    def _runs(self) -> Iterator[str]:
        for run in self.world.instance.get_runs():
            if run.status is not self.world.fates.get(run.run_id):
                yield f"the run {run.run_id} is {run.status}, but it was {self.world.fates.get(run.run_id)}"

    def _status(self, status: Status, figures: Figures, *, settled: bool) -> Iterator[str]:
        world = self.world
        right = computed(world.content) == figures
        if status.holder is not None:
            yield f"{status.holder} holds the lock, but nobody does"
        if status.is_well and not right:
            yield f"all is well, but the tables hold {figures} and not {computed(world.content)}"
        if settled and not (right and status.is_well):
            yield f"after a run that succeeded: {right=}, stale: {status.plan.stale[:3]}"
        differ = files_that_differ(world.landed, figures)
        waiting = set(status.plan.new_files)
        if waiting != differ and (settled or not differ < waiting):  # what a run has written is not taken in before its end
            yield f"these files wait: {waiting}, but bronze has not: {differ}"
        if status.plan.landed_files != len(world.landed) + world.masters:
            yield f"{status.plan.landed_files} files in landing, but there are {len(world.landed) + world.masters}"
        for month in status.months:
            if month.last_success is not None and month.last_success > datetime.now(tz=UTC) and not world.clock_was_ahead:
                yield f"{month.month} succeeded at {month.last_success}, which is to come"

    def _tick(self, status: Status) -> Iterator[str]:
        world, said = self.world, self.world.said
        if world.changed_since_tick:  # it is of then
            return
        if UP_TO_DATE in said and "Left for the next tick" not in said and not status.is_well:
            yield f"the tick says '{said}', but {len(status.plan.stale)} months of tables are stale"
        last = self._last_run()
        if "was canceled" in said and last is not DagsterRunStatus.CANCELED:
            yield f"the tick says '{said}', but the last run is {last}"
        if "is in progress" in said and not world.alive:
            yield f"the tick says '{said}', but no run lives"
        if said.startswith("sensor: attempt ") and int(said.split()[2]) > world.asked + 1:
            yield f"the tick says '{said}', but it is the attempt {world.asked + 1}"

    def _last_run(self) -> DagsterRunStatus | None:
        runs = [run for run in self.world.instance.get_runs() if run.job_name not in ("maintain", "report")]
        return self.world.fates.get(runs[0].run_id) if runs else None

    def _metrics(self, status: Status, figures: Figures) -> Iterator[str]:
        shown = {metric.name: metric for metric in collect(LakeReader(self.world.place.lake))}
        expected: dict[tuple[str, tuple[str, ...]], float] = {
            ("readable", ()): 1,
            ("history_readable", ()): 1,
            ("lock_held", ()): 0,
            ("waiting_files", ()): len(status.plan.new_files),
            ("rows_landed", ("sports_bar_orders",)): figures.rows.total(),
            **{("rows_quarantined", ("sports_bar_orders", reason)): n for reason, n in figures.reasons.items()},
        }
        for (name, labels), value in expected.items():
            if (found := _value(shown[name], labels)) != value:
                yield f"the metric {name} {labels} is {found}, but it is {value}"
        stale = Counter(one.table for one in status.plan.stale)
        if {key[0]: n for key, n in shown["stale_months"].values.items() if n} != dict(stale):
            yield f"the metric stale_months is {shown['stale_months'].values}, but the status says {stale}"

    def _alerts(self, settings: Settings, later: timedelta) -> Iterator[str]:
        look(self.world.instance, settings, datetime.now(tz=UTC) + later, soon=True)
        for one in self.hook.taken[self.read :]:
            title = one["title"]
            over = title.startswith("Sales platform, over: ")
            self.told[title.removeprefix("Sales platform, over: ").removeprefix("Sales platform: ")] += -1 if over else 1
        self.read = len(self.hook.taken)
        open_now = {what for what, count in self.told.items() if count}
        if any(count not in (0, 1) for count in self.told.values()):
            yield f"a matter was told twice, or was over before it had begun: {self.told}"
        failed = self._last_ended() is DagsterRunStatus.FAILURE
        if failed != any(what.startswith("A run of refresh failed") for what in open_now):
            yield f"alerts say {open_now}, but the last run is {self._last_ended()}"
        gave_up = any("runs in a row left" in what for what in open_now)
        if (gave_up and self.world.asked < MOST_ATTEMPTS) or (not gave_up and failed and self.world.asked > MOST_ATTEMPTS):
            yield f"alerts say {open_now}, but there were {self.world.asked} attempts"
        if any("lake cannot be read" in what for what in open_now):
            yield f"alerts say {open_now}, but it can be read"
        idle = datetime.now(tz=UTC) + later - self.world.wrote_gold > timedelta(hours=72)
        if idle != any(what.startswith("Gold was last written") for what in open_now):
            yield f"alerts say {open_now}, but gold was written at {self.world.wrote_gold}"

    def _last_ended(self) -> DagsterRunStatus | None:
        """Of those that a person did not cancel."""
        runs = [run for run in self.world.instance.get_runs() if run.job_name not in ("maintain", "report")]
        return next((fate for run in runs if (fate := self.world.fates.get(run.run_id)) in _ENDED), None)

    def _materializations(self) -> Iterator[str]:
        """Dagster's latest materialization of a month is the one that made its rows."""
        for (table, month), made in MadeLedger(self.world.place.lake).all.items():
            if table != "gold/fact_sales":
                continue
            asked = AssetRecordsFilter(AssetKey(table.split("/")), asset_partitions=[partition_key(month)])
            (record,) = self.world.instance.fetch_materializations(asked, limit=1).records
            said = record.asset_materialization.metadata["fingerprint"].value if record.asset_materialization else None
            if said != made.fingerprint:
                yield f"Dagster says that {table} of {month} was made of {said}, but it was of {made.fingerprint}"

    def open_alerts(self, *words: str) -> list[str]:
        """The alerts with one of the words that have begun and are not over."""
        return [what for what, count in self.told.items() if count and any(word in what for word in words)]

    def shown_by_command(self) -> dict[str, object]:
        """``sales-platform status --json``, whose exit code says whether all is well."""
        done = self.world.place.command("status", "--json")
        found: dict[str, object] = json.loads(done.stdout)
        assert done.returncode == (0 if found["is_well"] else 1), done.stderr
        return found


def _value(metric: Metric, labels: tuple[str, ...]) -> float:
    return float(metric.values.get(labels, 0))
