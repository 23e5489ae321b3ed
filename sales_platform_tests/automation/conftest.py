"""The place that the tests of the sensor share."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from dagster import DagsterInstance

from sales_platform.storage import landing_zone
from sales_platform_tests.automation.sensor_place import Place
from sales_platform_tests.instances import new_instance
from sales_platform_tests.test_home import keep_in_postgres, postgres

__all__ = ["postgres"]


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Its history is in SQLite files as the platform makes them; where a test names it (indirectly), in "postgresql"."""
    monkeypatch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=-60))
    for name, value in {"SALES_LANDING": "landing", "SALES_LAKE": "lake", "DAGSTER_HOME": "home"}.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    kept = getattr(request, "param", "sqlite")
    if kept == "postgresql":
        keep_in_postgres(tmp_path / "home", request.getfixturevalue("postgres"), monkeypatch)
    with DagsterInstance.get() if kept == "postgresql" else new_instance() as instance:
        yield Place(tmp_path, instance)
