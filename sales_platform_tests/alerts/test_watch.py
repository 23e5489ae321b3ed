"""Looks at a real Dagster instance, with a web server that takes the messages."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from dagster import (
    AssetCheckSeverity,
    DagsterInstance,
    DagsterRunStatus,
    MetadataValue,
)
from dagster._core.scheduler.instigation import TickStatus
from dagster_shared.error import SerializableErrorInfo

from sales_platform.automation.new_files import MOST_ATTEMPTS, Memory
from sales_platform.gold.kpi_findings import BEYOND, WITHIN_LIMITS
from sales_platform.home import prepare_home
from sales_platform.settings import Settings
from sales_platform_tests.alerts.alert_place import CUSTOMER, NOW, Place
from sales_platform_tests.alerts.receivers import web_server
from sales_platform_tests.s3_servers import free_port


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


def test_a_report_that_fails_is_a_matter_of_its_own_and_uses_no_attempt_up(place: Place) -> None:
    place.sensor(Memory("a mark", MOST_ATTEMPTS, NOW.timestamp()))
    place.run(DagsterRunStatus.FAILURE, job="report")
    assert place.told() == [": A run of report failed in its beginning."]


def test_attempts_that_are_used_up_are_told_with_what_to_do(place: Place) -> None:
    place.sensor(Memory("a mark", MOST_ATTEMPTS, NOW.timestamp()))
    place.run(DagsterRunStatus.FAILURE)
    assert ": 5 runs in a row left months stale, so the sensor new_files starts no more." in place.told()
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
    waits = f"The run 1 is in progress; {CUSTOMER}"
    for minutes in range(0, 361, 10):
        place.ticks(1, TickStatus.SKIPPED, -timedelta(minutes=minutes), skip_reason=waits)
        assert place.told(timedelta(minutes=minutes)) == []
    place.ticks(1, TickStatus.SKIPPED, -timedelta(minutes=370), skip_reason=waits)
    (title,) = place.told(timedelta(minutes=370))
    assert title == ": The ticks of new_files have been skipped for 6 hours though there is something to do."
    place.ticks(1, TickStatus.SKIPPED, -timedelta(minutes=380), skip_reason="every month is up to date")
    assert place.told(timedelta(minutes=380)) == [f", over{title}"]


def test_hours_in_which_nobody_looked_do_not_count(place: Place) -> None:
    place.ticks(1, TickStatus.SKIPPED, skip_reason="The run 1 is in progress")
    assert place.told() == []
    place.ticks(1, TickStatus.SKIPPED, -timedelta(hours=7), skip_reason="The run 1 is in progress")
    assert place.told(timedelta(hours=7)) == []


def test_a_sensor_without_ticks_is_told(place: Place) -> None:
    place.ticks(1, TickStatus.SKIPPED, timedelta(minutes=20), skip_reason="every month is up to date")
    assert place.told() == []  # the first look of a daemon that was not there either
    (title,) = place.told(timedelta(minutes=1))
    assert title.startswith(": The sensor new_files has not ticked since ")


def test_a_check_that_finds_an_error_is_told_and_one_that_warns_is_not(place: Place) -> None:
    place.check("rules_hold", passed=False)
    place.check("values_known", passed=False, severity=AssetCheckSeverity.WARN)
    assert place.told() == [": The check rules_hold of silver.sales did not pass."]
    place.check("rules_hold", passed=True)
    assert place.told() == [", over: The check rules_hold of silver.sales did not pass."]


def test_each_figure_beyond_its_limit_is_told_once_and_when_it_is_over(place: Place) -> None:
    told = "Revenue of 2025-08 is -75% beside the month before (limit -50%)."
    beyond = {"revenue/month_before": told, "customers/month_before": "Customers fell."}
    place.check(WITHIN_LIMITS, passed=False, severity=AssetCheckSeverity.WARN, metadata={BEYOND: MetadataValue.json(beyond)})
    assert sorted(place.told()) == [": Customers fell.", f": {told}"]
    assert "http://127.0.0.1:8050/changes" in place.hook.taken[0]["message"]
    assert place.told() == []
    place.check(WITHIN_LIMITS, passed=True, severity=AssetCheckSeverity.WARN)
    assert sorted(place.told()) == [", over: Customers fell.", f", over: {told}"]


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
