"""The place that the tests of the sensor share."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sales_platform.storage import landing_zone
from sales_platform_tests.automation.sensor_place import Place
from sales_platform_tests.instances import new_instance


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=-60))
    for name, value in {"SALES_LANDING": "landing", "SALES_LAKE": "lake"}.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    with new_instance() as instance:
        yield Place(tmp_path, instance)
