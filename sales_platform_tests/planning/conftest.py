"""A place that a run has brought up to date, and copies of it to change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance

from sales_platform_tests.instances import quick_instance
from sales_platform_tests.made_once import made_once
from sales_platform_tests.planning.place import NEW, PRICES, Place, land_three_months, orders
from sales_platform_tests.rebuilds import rebuild


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


@pytest.fixture(scope="session")
def with_an_order(tmp_path_factory: pytest.TempPathFactory, up_to_date: Place) -> Place:
    """From nothing, with one more order file: NEW; to be looked at only, as all that is made from nothing."""
    return _from_nothing(tmp_path_factory, up_to_date, "with_an_order", NEW, orders("N1,2025-07-15,789001,25891101,11"))


@pytest.fixture(scope="session")
def with_other_prices(tmp_path_factory: pytest.TempPathFactory, up_to_date: Place) -> Place:
    """From nothing, with another price list of the second company: PRICES."""
    text = "product_id,month,gross_price\n25891101,2025-06-01,81\n"
    return _from_nothing(tmp_path_factory, up_to_date, "with_other_prices", PRICES, text)


def _from_nothing(factory: pytest.TempPathFactory, up_to_date: Place, name: str, path: str, text: str) -> Place:
    def make(folder: Path) -> None:
        place = up_to_date.landed_in(folder)
        place.land(path, text)
        rebuild(place.settings)

    return Place(made_once(factory, name, make), up_to_date.instance)


@pytest.fixture
def place(up_to_date: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy, to change; runs that Dagster starts work on it."""
    copy = up_to_date.copy(tmp_path)
    for name, value in copy.variables.items():
        monkeypatch.setenv(name, value)
    return copy
