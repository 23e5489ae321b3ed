"""Whatever happens in a year, no status that the platform shows is untrue, and after each event all is well again."""

import os
import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sales_platform.home import prepare_home
from sales_platform.running.instance import own_instance
from sales_platform.storage import landing_zone
from sales_platform_tests.alerts.receivers import web_server
from sales_platform_tests.operators_year.events import EVENTS
from sales_platform_tests.operators_year.statuses import Statuses
from sales_platform_tests.operators_year.world import World
from sales_platform_tests.operators_year.year import Year
from sales_platform_tests.planning.place import land_three_months
from sales_platform_tests.platform_runs import Workplace

pytestmark = pytest.mark.filterwarnings(  # a temporary file of silver goes with the run that is stopped between its two tables
    "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
)
LONG_YEARS, EVENTS_OF_A_LONG_YEAR = 6, 50


@pytest.fixture
def year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Year]:
    """On New Year's Day, after the first run."""
    place = Workplace(tmp_path, tmp_path / "landing")
    for name, value in {**place.variables, "SALES_FIRST_MONTH": "2025-01", "DAGSTER_EVENT_BATCH_SIZE": "200"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=-60))
    land_three_months(place.landing)
    for path in (place.landing / "sports_bar/orders").iterdir():
        path.unlink()
    masters = [path for path in place.landing.rglob("*") if path.is_file()]
    for path in masters:
        os.utime(path, (1_750_000_000, 1_750_000_000))
    prepare_home()
    with web_server() as hook, own_instance() as instance:
        monkeypatch.setenv("SALES_ALERTS", hook.address)
        world = World(place, instance, masters=len(masters))
        made = Year(world, Statuses(world, hook), random.Random(7))  # noqa: S311 - not a secret
        made.land()
        world.tick()
        world.run()
        yield made


def live(year: Year, events: Iterable[str]) -> None:
    """Things happen, and after each they go on as usual."""
    happened: list[str] = []
    for event in events:
        happened.append(event)
        for moments in (EVENTS[event](year), year.settle()):
            for moment, untrue in enumerate(moments):
                assert untrue == [], f"at the moment {moment} of the last of {happened}"
        assert year.shown.open_alerts("failed", "stale", "read", "skipped") == [], happened
    assert year.shown.shown_by_command()["is_well"]


@pytest.mark.timeout(1200)
def test_in_a_year_in_which_everything_happens_once_no_status_is_untrue(year: Year) -> None:
    live(year, EVENTS)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(LONG_YEARS))
def test_in_years_of_chance_no_status_is_untrue(year: Year, seed: int) -> None:
    year.chance = random.Random(seed)  # noqa: S311 - as above
    live(year, [year.chance.choice(sorted(EVENTS)) for _ in range(EVENTS_OF_A_LONG_YEAR)])
