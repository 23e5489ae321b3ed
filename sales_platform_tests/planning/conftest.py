"""A place that a run has brought up to date, and copies of it to change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance

from sales_platform_tests.instances import quick_instance
from sales_platform_tests.made_once import made_once
from sales_platform_tests.planning.place import Place, land_three_months


@pytest.fixture(scope="session")
def instance() -> Iterator[DagsterInstance]:
    with quick_instance() as made:
        yield made


@pytest.fixture(scope="session")
def up_to_date(tmp_path_factory: pytest.TempPathFactory, instance: DagsterInstance) -> Place:
    """To be looked at only."""

    def make(folder: Path) -> None:
        place = Place(folder, instance)
        land_three_months(place.landing)
        place.run()

    return Place(made_once(tmp_path_factory, "up_to_date", make), instance)


@pytest.fixture
def place(up_to_date: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy, to change; runs that Dagster starts work on it."""
    copy = up_to_date.copy(tmp_path)
    for name, value in copy.variables.items():
        monkeypatch.setenv(name, value)
    return copy
