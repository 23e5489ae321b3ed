"""Looks at a real Dagster instance, with a web server that takes the messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dagster import (
    AssetCheckEvaluation,
    AssetCheckSeverity,
    AssetKey,
    DagsterEvent,
    DagsterEventType,
    DagsterInstance,
    DagsterRunStatus,
)
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import RemoteInstigatorOrigin
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, SensorInstigatorData, TickData, TickStatus
from dagster_shared.error import SerializableErrorInfo

from sales_platform.alerts.watch import Look, look
from sales_platform.automation.new_files import MOST_ATTEMPTS, Memory
from sales_platform.automation.requests import LAKE_TAG
from sales_platform.definitions import defs
from sales_platform.home import prepare_home
from sales_platform.running.origin import remote_origin
from sales_platform.settings import Settings
from sales_platform_tests.alerts.receivers import Hook, web_server
from sales_platform_tests.s3_servers import free_port

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

    def check(self, name: str, *, passed: bool, severity: AssetCheckSeverity = AssetCheckSeverity.ERROR) -> None:
        """A result of a check of silver/sales, or of its quarantine."""
        layer = "quarantine" if name == "few_rejected" else "silver"
        evaluation = AssetCheckEvaluation(
            asset_key=AssetKey([layer, "sales"]),
            check_name=name,
            passed=passed,
            metadata={},
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


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    settings = Settings.from_environment({"SALES_LAKE": str(tmp_path / "lake"), "SALES_DAGSTER_URL": "http://ui:3000"})
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "200")
    prepare_home()
    with web_server() as hook, DagsterInstance.get() as instance:
        monkeypatch.setenv("SALES_ALERTS", hook.address)
        yield Place(instance, settings, hook)


def test_a_failed_run_is_told_once_with_its_link_and_once_when_a_later_one_succeeds(place: Place) -> None:
    run_id = place.run(DagsterRunStatus.FAILURE)
    assert place.told() == [": A run of refresh failed in its beginning."]
    assert f"http://ui:3000/runs/{run_id}" in place.hook.taken[0]["message"]
    assert place.told() == []
    place.run(DagsterRunStatus.FAILURE)
    assert place.told() == []
    place.run(DagsterRunStatus.SUCCESS)
    assert place.told() == [", over: A run of refresh failed in its beginning."]
    assert place.told() == []


def test_runs_of_another_lake_and_those_that_a_person_canceled_are_no_matter(place: Place) -> None:
    place.run(DagsterRunStatus.FAILURE, lake="/another")
    place.run(DagsterRunStatus.CANCELED)
    assert place.told() == []


def test_maintenance_that_fails_is_a_matter_of_its_own(place: Place) -> None:
    place.run(DagsterRunStatus.FAILURE, job="maintain")
    place.run(DagsterRunStatus.SUCCESS)
    assert place.told() == [": A run of maintain failed in its beginning."]


def test_attempts_that_are_used_up_are_told_with_what_to_do(place: Place) -> None:
    place.sensor(Memory("a mark", MOST_ATTEMPTS, NOW.timestamp()))
    place.run(DagsterRunStatus.FAILURE)
    assert ": 5 runs in a row failed, so the sensor new_files starts no more." in place.told()
    assert "land corrected files" in place.hook.taken[-1]["message"]


def test_ticks_that_fail_in_a_row_are_told_with_the_cause_alone(place: Place) -> None:
    error = SerializableErrorInfo(f"OSError: [Errno 28] No space left on device: '/{CUSTOMER}'", [], "OSError")
    place.ticks(4, TickStatus.FAILURE, error=error)
    assert place.told() == []
    place.ticks(1, TickStatus.FAILURE, error=error)
    assert place.told() == [": 5 ticks of new_files failed in a row (no space on the disk)."]
    place.ticks(1, TickStatus.SKIPPED, skip_reason="3 files in landing: every month is up to date.")
    assert place.told() == [", over: 5 ticks of new_files failed in a row (no space on the disk)."]


def test_ticks_that_are_skipped_for_hours_though_there_is_something_to_do_are_told(place: Place) -> None:
    place.ticks(1, TickStatus.SKIPPED, -timedelta(hours=7), skip_reason=f"The run 1 is in progress; {CUSTOMER}")
    assert place.told() == []
    assert place.told(timedelta(hours=5)) == []
    (title,) = place.told(timedelta(hours=7))
    assert title == ": The ticks of new_files have been skipped for 6 hours though there is something to do."
    place.ticks(1, TickStatus.SKIPPED, -timedelta(hours=7), skip_reason="every month is up to date")
    assert len(place.told(timedelta(hours=7))) == 1


def test_a_sensor_without_ticks_is_told(place: Place) -> None:
    place.ticks(1, TickStatus.SKIPPED, timedelta(minutes=20), skip_reason="every month is up to date")
    (title,) = place.told()
    assert title.startswith(": The sensor new_files has not ticked since ")


def test_a_check_that_finds_an_error_is_told_and_one_that_warns_is_not(place: Place) -> None:
    place.check("rules_hold", passed=False)
    place.check("values_known", passed=False, severity=AssetCheckSeverity.WARN)
    assert place.told() == [": The check rules_hold of silver.sales did not pass."]
    place.check("rules_hold", passed=True)
    assert place.told() == [", over: The check rules_hold of silver.sales did not pass."]


def test_a_share_of_quarantine_above_its_tolerance_is_told(place: Place) -> None:
    place.check("few_rejected", passed=False, severity=AssetCheckSeverity.WARN)
    assert place.told() == [": The share of sales rows in quarantine is above the tolerance of a reason."]


def test_while_a_check_runs_nothing_is_over(place: Place) -> None:
    place.check("rules_hold", passed=False)
    place.told()
    place.run(DagsterRunStatus.STARTED)  # which plans all of its checks
    assert place.told() == []
    place.check("rules_hold", passed=True)
    assert place.told() == [", over: The check rules_hold of silver.sales did not pass."]


def test_no_message_has_data_of_customers(place: Place) -> None:
    place.run(DagsterRunStatus.FAILURE)
    place.check("rules_hold", passed=False)
    place.check("few_rejected", passed=False, severity=AssetCheckSeverity.WARN)
    place.ticks(5, TickStatus.FAILURE, error=SerializableErrorInfo(CUSTOMER, [], "ValueError"))
    assert len(place.told()) >= 3
    assert CUSTOMER not in str(place.hook.taken)


def test_an_address_that_is_down_fails_nothing_and_is_told_later(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.hook.status = 500
    place.run(DagsterRunStatus.FAILURE)
    found = place.look()
    assert found.sent == 0
    assert found.problems[0].startswith("address 1 (http) did not take the message")
    place.hook.status = 200
    assert place.told() == [": A run of refresh failed in its beginning."]
    monkeypatch.setenv("SALES_ALERTS", f"json://127.0.0.1:{free_port()} {place.hook.address}")
    place.run(DagsterRunStatus.SUCCESS)
    assert place.told() == [", over: A run of refresh failed in its beginning."]


def test_who_is_named_later_is_told_what_is_open_then(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.run(DagsterRunStatus.FAILURE)
    address = place.hook.address
    monkeypatch.setenv("SALES_ALERTS", "")
    assert place.told() == []
    monkeypatch.setenv("SALES_ALERTS", address)
    assert place.told() == [": A run of refresh failed in its beginning."]


def test_a_lake_that_cannot_be_read_is_a_matter_and_ends_no_other(place: Place) -> None:
    Path(place.settings.lake, "ledger/fingerprints/_delta_log").mkdir(parents=True)
    Path(place.settings.lake, "ledger/fingerprints/_delta_log/00000000000000000000.json").write_text("no log")
    (title,) = place.told()
    assert title.startswith(": The lake cannot be read")
