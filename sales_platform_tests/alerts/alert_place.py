"""A real Dagster instance with runs, checks and ticks, and a web server that takes the messages of looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dagster import (
    AssetCheckEvaluation,
    AssetCheckSeverity,
    AssetKey,
    DagsterEvent,
    DagsterEventType,
    DagsterInstance,
    DagsterRunStatus,
    MetadataValue,
)
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import RemoteInstigatorOrigin
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, SensorInstigatorData, TickData, TickStatus

from sales_platform.alerts.watch import Look, look
from sales_platform.automation.new_files import Memory
from sales_platform.automation.requests import LAKE_TAG
from sales_platform.definitions import defs
from sales_platform.gold.kpi_findings import WITHIN_LIMITS
from sales_platform.running.origin import remote_origin
from sales_platform.settings import Settings
from sales_platform_tests.alerts.receivers import Hook

NOW = datetime.now(tz=UTC)
CUSTOMER = "Mrs Sharma of Pune"
"""Stands in what errors and checks say; never in a message."""


@dataclass
class Place:
    """An instance, a lake that is not there, and the hook that is told."""

    instance: DagsterInstance
    settings: Settings
    hook: Hook
    clock: float = 0

    def look(self, later: timedelta = timedelta(0)) -> Look:
        return look(self.instance, self.settings, NOW + later, soon=True)

    def told(self, later: timedelta = timedelta(0)) -> list[str]:
        """The titles that a look sends."""
        before = len(self.hook.taken)
        self.look(later)
        return [title.removeprefix("Sales platform") for title in self.hook.titles[before:]]

    def run(self, status: DagsterRunStatus, lake: str | None = None, job: str = "refresh") -> str:
        """A run that has ended."""
        tags = {LAKE_TAG: lake or self.settings.lake}
        run = self.instance.create_run_for_job(defs.resolve_job_def(job), status=DagsterRunStatus.STARTED, tags=tags)
        if status is DagsterRunStatus.FAILURE:
            self.instance.report_run_failed(run, CUSTOMER)
        elif status is DagsterRunStatus.CANCELED:
            self.instance.report_run_canceled(run)
        elif status is DagsterRunStatus.SUCCESS:
            ended = DagsterEvent(DagsterEventType.RUN_SUCCESS.value, job)
            self.instance.report_dagster_event(ended, run.run_id)
        return run.run_id

    def check(
        self,
        name: str,
        *,
        passed: bool,
        severity: AssetCheckSeverity = AssetCheckSeverity.ERROR,
        metadata: Mapping[str, MetadataValue] | None = None,
    ) -> None:
        """A result of a check of silver/sales, of its quarantine, or of the limits of figures."""
        of_others = {"few_rejected": ["quarantine", "sales"], WITHIN_LIMITS: ["gold", "fact_sales"]}
        evaluation = AssetCheckEvaluation(
            asset_key=AssetKey(of_others.get(name, ["silver", "sales"])),
            check_name=name,
            passed=passed,
            metadata=metadata or {},
            severity=severity,
            description=CUSTOMER,
            blocking=False,
        )
        run_id = self.run(DagsterRunStatus.SUCCESS)
        event = DagsterEvent(DagsterEventType.ASSET_CHECK_EVALUATION.value, "refresh", event_specific_data=evaluation)
        self.instance.report_dagster_event(event, run_id)

    def sensor(self, memory: Memory | None = None) -> InstigatorState:
        """The sensor ``new_files``, switched on."""
        origin = RemoteInstigatorOrigin(remote_origin("refresh").repository_origin, "new_files")
        data = SensorInstigatorData(cursor=(memory or Memory()).to_cursor())
        state = InstigatorState(origin, InstigatorType.SENSOR, InstigatorStatus.RUNNING, data)
        if self.instance.get_instigator_state(state.instigator_origin_id, state.selector_id):
            self.instance.update_instigator_state(state)
        else:
            self.instance.add_instigator_state(state)
        return state

    def ticks(self, count: int, status: TickStatus, age: timedelta = timedelta(0), **said: Any) -> None:
        """Ticks of the sensor."""
        state = self.sensor()
        for _ in range(count):
            self.clock += 0.001  # the order of ticks is that of their times
            moment = (NOW - age).timestamp() + self.clock
            data = TickData(
                instigator_origin_id=state.instigator_origin_id,
                instigator_name="new_files",
                instigator_type=InstigatorType.SENSOR,
                status=status,
                timestamp=moment,
                end_timestamp=moment,
                selector_id=state.selector_id,
                **said,
            )
            self.instance.create_tick(data)
