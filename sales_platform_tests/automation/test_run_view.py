"""A run makes its view once: one lock, one listing of each feed, no file opened twice."""

import io
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import BinaryIO

import pytest
from dagster import DagsterInstance
from rich.console import Console

from sales_platform import run_view
from sales_platform.companies.registry import FEED_BY_NAME, FEEDS
from sales_platform.errors import UserError
from sales_platform.feeds import Feed
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.months import MonthRange
from sales_platform.run_view import RunView, reading_view, writing_view
from sales_platform.running.run_command import run_command
from sales_platform.settings import Settings
from sales_platform.storage.lake import Lake
from sales_platform.storage.landing_zone import LandingFile, LandingZone, landing_zone
from sales_platform.storage.lock import Check, is_locked, lake_lock
from sales_platform_tests.refreshes import materialize
from sales_platform_tests.small_lake import ORDERS_HEADER, land_sound_files, view_of, write

JULY, OCTOBER = (MonthRange.of(month, month) for month in (date(2025, 7, 1), date(2025, 10, 1)))
ORDERS = FEED_BY_NAME["sports_bar_orders"]


class Counted:
    """A landing zone that counts what is asked of it."""

    def __init__(self, zone: LandingZone) -> None:
        self._zone = zone
        self.listed: Counter[str] = Counter()
        self.opened: Counter[str] = Counter()
        self.strays_listed = 0

    def files(self, feed: Feed) -> list[LandingFile]:
        self.listed[feed.name] += 1
        return self._zone.files(feed)

    def strays(self, feeds: Collection[Feed]) -> list[LandingFile]:
        self.strays_listed += 1
        return self._zone.strays(feeds)

    def open(self, file: LandingFile) -> BinaryIO:
        self.opened[file.path] += 1
        return self._zone.open(file)


class Place:
    """A landing and a lake in a folder, and what runs have asked of them."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.landing, self.lake = folder / "landing", folder / "lake"
        self.settings = Settings.from_environment(
            {"SALES_LANDING": str(self.landing), "SALES_LAKE": str(self.lake), "SALES_FIRST_MONTH": "2025-01"}
        )
        self.zones: list[Counted] = []
        self.locks, self.views = 0, 0
        make = RunView.__init__

        def counted_zone(address: str) -> LandingZone:
            self.zones.append(Counted(landing_zone(address)))
            return self.zones[-1]

        def counted_lock(root: str, on_wait: Callable[[], None]) -> AbstractContextManager[Check]:
            self.locks += 1
            return lake_lock(root, on_wait)

        def counted_view(view: RunView, *arguments: object) -> None:
            self.views += 1
            make(view, *arguments)  # type: ignore[arg-type]

        patch.setattr(run_view, "landing_zone", counted_zone)
        patch.setattr(run_view, "lake_lock", counted_lock)
        patch.setattr(RunView, "__init__", counted_view)

    def run(self) -> tuple[Counted, str]:
        """``sales-platform run`` in this process; what it asked of the landing, and what it printed."""
        printed = Console(file=io.StringIO(), width=500)
        run_command(self.settings, None, printed)
        return self.zones[-1], printed.file.getvalue()  # type: ignore[attr-defined]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "200")
    monkeypatch.setattr("sales_platform.engine.stop", lambda: None)  # the engine is one for all tests of a process
    place = Place(tmp_path, monkeypatch)
    land_sound_files(place.landing)
    return place


@pytest.mark.usefixtures("sail")
def test_a_run_lists_each_feed_once_and_opens_each_file_once(place: Place) -> None:
    write(place.landing / "sports_bar/orders/orders_2025_07_31b.csv", "nothing,of,the,contract\n1,2,3,4\n")
    write(place.landing / "atlon/sales/torn.csv", "date,product_code,customer_code,sold_quantity\n2025-07-01,A1,7001,1,2\n")
    asked, printed = place.run()
    assert f"{len(asked.opened) - 1} files in landing" in printed, "a seed, which is not landed, is opened as well"
    assert (place.locks, place.views, len(place.zones)) == (1, 1, 1)
    assert asked.listed == dict.fromkeys((feed.name for feed in FEEDS), 1)
    assert asked.strays_listed == 1
    assert asked.opened == dict.fromkeys(asked.opened, 1)
    assert len(asked.opened) == 76, sorted(asked.opened)
    again, printed = place.run()
    assert "every month is up to date" in printed
    assert again.listed == dict.fromkeys((feed.name for feed in FEEDS), 1)
    assert again.opened == {}
    for day in ("2025_07_15", "2025_09_15"):
        row = f"NEW,{day.replace('_', '-')},789001,25891101,9\n"
        write(place.landing / f"sports_bar/orders/orders_{day}.csv", ORDERS_HEADER + row)
    ranges, printed = place.run()
    assert "refreshing 2 months (2025-07, 2025-09)" in printed
    assert (place.locks, place.views, len(place.zones)) == (3, 3, 3)
    assert ranges.listed == dict.fromkeys((feed.name for feed in FEEDS), 1)
    assert ranges.opened == {f"sports_bar/orders/orders_{day}.csv": 1 for day in ("2025_07_15", "2025_09_15")}
    answer = Lake(str(place.lake)).query(
        "SELECT month FROM t WHERE order_id = 'NEW' ORDER BY 1", t=("bronze", "sports_bar_orders")
    )
    assert answer is not None
    assert answer.column("month").to_pylist() == [date(2025, 7, 1), date(2025, 9, 1)]


@pytest.mark.usefixtures("sail")
def test_a_run_that_dagster_starts_makes_one_view(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_LANDING", str(place.landing))
    monkeypatch.setenv("SALES_LAKE", str(place.lake))
    with DagsterInstance.ephemeral() as instance:
        materialize(instance, JULY)
    assert (place.locks, place.views, len(place.zones)) == (1, 1, 1)
    (asked,) = place.zones
    assert asked.listed == dict.fromkeys((feed.name for feed in FEEDS), 1)
    assert asked.opened == dict.fromkeys(asked.opened, 1)
    assert not is_locked(str(place.lake))


@pytest.mark.usefixtures("sail")
def test_a_lost_lock_stops_a_run_at_its_next_commit(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = count()

    @contextmanager
    def lost_after_some_commits(root: str, on_wait: Callable[[], None]) -> Iterator[Check]:
        def check() -> None:
            if next(checks) >= 6:
                raise UserError("Lock lost: a test. This run writes no more: run again.")

        with lake_lock(root, on_wait):
            yield check

    with monkeypatch.context() as patch:
        patch.setattr(run_view, "lake_lock", lost_after_some_commits)
        with pytest.raises(UserError, match="Lock lost: a test"):
            place.run()
    assert Lake(str(place.lake)).open("gold", "fact_sales") is None
    _, printed = place.run()
    assert "Refreshed" in printed


def test_a_view_that_writes_holds_the_lock_and_one_that_reads_does_not(place: Place) -> None:
    with reading_view(place.settings) as view:
        assert not is_locked(view.lake.root)
    with writing_view(place.settings) as view:
        assert is_locked(view.lake.root)
    assert not is_locked(view.lake.root)


def test_a_file_that_is_refused_is_opened_once(place: Place) -> None:
    write(place.landing / "sports_bar/orders/orders_2025_07_01.csv", "nothing,of,the,contract\n1,2,3,4\n")
    with reading_view(place.settings) as view:
        file = view.landing.files(ORDERS)[0]
        assert "no column of the contract" in str(view.reader(ORDERS).learn(file).refused)
        with pytest.raises(FileRefusedError, match="no column of the contract"):
            view.reader(ORDERS).batches(file)
    assert place.zones[0].opened == {file.path: 1}


def test_rows_beyond_the_memory_come_from_a_temporary_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_view, "ROWS_IN_MEMORY", 0)
    write(place.landing / "sports_bar/orders/orders_2025_07_01.csv", ORDERS_HEADER + "é,2025-07-01,1,2,3\n" * 100_000)
    with reading_view(place.settings) as view:
        file = view.landing.files(ORDERS)[0]
        assert view.reader(ORDERS).learn(file).rows == 100_000
        for _ in range(2):
            assert sum(batch.num_rows for batch in view.reader(ORDERS).batches(file)) == 100_000
    assert place.zones[0].opened == {file.path: 1}


def test_what_waits_for_a_write_is_noted_once_for_each_range_and_for_its_own_table_only(place: Place) -> None:
    noted: list[tuple[str, MonthRange]] = []
    view = view_of(place.landing, Lake(str(place.lake)), JULY)
    view.after_write(("bronze", "t"), lambda months: noted.append(("a", months)))
    view.after_write(("bronze", "t"), lambda months: noted.append(("b", months)))
    view.after_write(("bronze", "u"), lambda months: noted.append(("c", months)))
    view.written(("bronze", "t"), [JULY, OCTOBER])
    view.written(("bronze", "t"), [JULY])
    assert noted == [("a", JULY), ("a", OCTOBER), ("b", JULY), ("b", OCTOBER)]
