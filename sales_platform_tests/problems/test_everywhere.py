"""The dashboard, the SQL server, the sensor and the steps of a run tell the errors of libraries by the same sentences."""

import errno
import logging
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from dagster import DagsterInstance, build_sensor_context
from pyarrow import flight

from sales_platform.automation import sensor
from sales_platform.dashboard.app import build
from sales_platform.dashboard.page_answers import answer_or_message, message_of
from sales_platform.dashboard.reading import LakeReader
from sales_platform.definitions import defs
from sales_platform.errors import OutsideError
from sales_platform.months import MonthRange
from sales_platform.running.launch import failure
from sales_platform.sql.flight import _told
from sales_platform.storage.lake import Lake
from sales_platform.storage.type_handler import DeltaTypeHandler
from sales_platform_tests.refreshes import materialize

FULL = OSError(errno.ENOSPC, "No space left on device", "/lake/gold")
DENIED = pa.ArrowInvalid("External error: Unable to open file lake/gold/part-0.parquet: Permission denied (os error 13)")


def raising(error: BaseException) -> object:
    def act(*_arguments: object, **_more: object) -> None:
        raise error

    return act


def test_a_page_of_the_dashboard_shows_the_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = LakeReader(Lake(str(tmp_path)))
    monkeypatch.setattr(reader, "version", raising(DENIED))
    said = message_of(answer_or_message(reader, lambda *_asked: None, {}))
    assert said is not None
    assert said.startswith("This account may not read '/lake/gold' (permission denied)")
    answer = build(reader).test_client().get("/health/ready")
    assert (answer.status_code, answer.get_json()["why"]) == (503, said)


@pytest.mark.parametrize(("error", "status"), [(FULL, 503), (DENIED, 503), (KeyError("month"), 500)])
def test_an_error_that_no_page_expects_is_one_sentence_and_stands_in_the_log(
    error: Exception, status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = build(LakeReader(Lake(str(tmp_path))))
    server.add_url_rule("/fails", "fails", raising(error))  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR):
        answer = server.test_client().get("/fails")
    assert answer.status_code == status
    assert answer.text.count("\n") == 1
    assert "Traceback" not in answer.text
    assert ("Traceback" in caplog.text) == (status == 500)


@pytest.mark.parametrize(("error", "sentence"), [(FULL, "There is no space left"), (DENIED, "This account may not read")])
def test_the_sql_server_hands_the_sentence_to_its_client(error: Exception, sentence: str) -> None:
    with pytest.raises(flight.FlightServerError, match=sentence), _told():
        raise error


def test_a_tick_of_the_sensor_fails_with_the_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("landing", "lake"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(f"SALES_{name.upper()}", str(tmp_path / name))
    monkeypatch.setattr(sensor, "plan_refresh", raising(FULL))
    with DagsterInstance.ephemeral() as instance:
        context = build_sensor_context(instance=instance, definitions=defs)
        with pytest.raises(OutsideError, match="There is no space left on the disk of '/lake/gold'"):
            sensor.new_files.evaluate_tick(context)


def test_a_step_of_a_run_fails_with_the_sentence_and_keeps_the_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("landing", "lake"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(f"SALES_{name.upper()}", str(tmp_path / name))
    monkeypatch.setattr(DeltaTypeHandler, "handle_output", raising(FULL))
    with DagsterInstance.ephemeral() as instance:
        result = materialize(instance, MonthRange.of(date(2025, 7, 1), date(2025, 7, 1)), succeeds=False)
    error = failure("1", result.all_events)
    assert isinstance(error, OutsideError)
    assert str(error) == (
        "There is no space left on the disk of '/lake/gold': free some there, then run again; nothing is half-written."
    )
    (step, *_) = [event.step_failure_data.error for event in result.all_events if event.is_step_failure]
    assert step is not None
    assert step.cause is not None
    assert step.cause.cause is not None
    assert step.cause.cause.cls_name == "OSError"
