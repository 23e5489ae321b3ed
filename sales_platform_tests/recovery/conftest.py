"""A place that a run has brought up to date, as the tests of the planning have it, and one that has taken in more since."""

import pickle
from pathlib import Path

import pytest

from sales_platform_tests.made_once import made_once
from sales_platform_tests.planning.conftest import instance, place, up_to_date
from sales_platform_tests.planning.place import Place
from sales_platform_tests.rebuilds import rebuild
from sales_platform_tests.recovery.moments import Moment, order

__all__ = ["instance", "place", "up_to_date"]


@pytest.fixture(scope="session")
def made(up_to_date: Place, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Moment]:
    """A lake that has taken in two files since a moment: a new one, and a changed one. To be looked at only."""

    def make(folder: Path) -> None:
        place = up_to_date.copy(folder)
        (folder / "before").write_bytes(pickle.dumps(Moment.of(place)))
        order(place, 10)
        place.run()
        order(place, 1, 50)
        place.run()

    folder = made_once(tmp_path_factory, "later", make)
    before: Moment = pickle.loads((folder / "before").read_bytes())  # noqa: S301 - written above
    return Place(folder, up_to_date.instance), before


@pytest.fixture(scope="session")
def made_at_once(made: tuple[Place, Moment], tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The lake that the same landing makes from nothing. To be looked at only."""
    folder = made_once(tmp_path_factory, "at_once", lambda folder: rebuild(made[0].landed_in(folder).settings))
    return Place(folder, made[0].instance)


@pytest.fixture
def later(made: tuple[Place, Moment], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Place, Moment]:
    """A copy, to change."""
    place = made[0].copy(tmp_path)
    for name, value in place.variables.items():
        monkeypatch.setenv(name, value)
    return place, made[1]
