"""Runs that fail before their first step."""

from datetime import date
from pathlib import Path

import pytest
from dagster import DagsterInstance

from sales_platform.automation.launch import refresh
from sales_platform.errors import UserError
from sales_platform.months import MonthRange


def test_a_run_that_cannot_begin_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_LANDING", str(tmp_path))
    monkeypatch.setenv("SALES_LAKE", "/proc/none")
    july = MonthRange.of(date(2025, 7, 1), date(2025, 7, 1))
    with DagsterInstance.ephemeral() as instance, pytest.raises(UserError, match="The lake '/proc/none' cannot be written"):
        refresh(instance, july, "a test", lambda _step: None)
