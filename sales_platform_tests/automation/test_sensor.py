"""The sensor on a real landing and a real Dagster instance; its runs are run."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus, RunRequest, build_sensor_context
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from sales_platform.automation.new_files import Memory
from sales_platform.automation.requests import REASON_TAG, STALE_ONLY_TAG
from sales_platform.automation.sensor import new_files
from sales_platform.definitions import defs
from sales_platform.errors import UserError
from sales_platform.storage import landing_zone
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import lake_lock
from sales_platform_tests.platform_runs import rows
from sales_platform_tests.refreshes import start_requested

HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty\n"
JULY, AUGUST, OCTOBER = "2025-07-01", "2025-08-01", "2025-10-01"


class Place:
    """A landing, a lake, an instance, and the sensor's cursor between its ticks."""

    def __init__(self, folder: Path, instance: DagsterInstance) -> None:
        self.orders, self.lake, self.instance = folder / "landing/sports_bar/orders", Lake(str(folder / "lake")), instance
        self.orders.mkdir(parents=True)
        self.cursor: str | None = None
        self.skipped = ""

    def land(self, name: str, *rows: str) -> Path:
        """Put a landed file in one step."""
        path = self.orders / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}")
        unfinished.write_text(HEADER + "".join(f"{row},2025/07/01,1,2,3\n" for row in rows))
        unfinished.rename(path)
        return path

    def tick(self) -> list[tuple[str, str]]:
        """One look of the sensor; returns the ranges it requests."""
        context = build_sensor_context(instance=self.instance, cursor=self.cursor, definitions=defs)
        data = new_files.evaluate_tick(context)
        self.cursor, self.skipped = data.cursor, data.skip_message or ""
        self.requests: list[RunRequest] = list(data.run_requests or ())
        tags = [request.tags for request in self.requests]
        return [(tag[ASSET_PARTITION_RANGE_START_TAG], tag[ASSET_PARTITION_RANGE_END_TAG]) for tag in tags]

    def due_tick(self) -> list[tuple[str, str]]:
        """A look after the wait that follows a failed run."""
        memory = Memory.from_cursor(self.cursor)
        self.cursor = Memory(memory.mark, min(memory.attempts, 1), memory.at - 1e6).to_cursor()
        return self.tick()

    def run(self, *, succeeds: bool = True) -> None:
        """Run what the last tick requested."""
        for request in self.requests:
            assert request.tags[STALE_ONLY_TAG] == "true"
            assert request.asset_selection
            start_requested(self.instance, request, succeeds=succeeds)

    def order_ids(self) -> list[str]:
        """The orders that bronze has."""
        answer = self.lake.query("SELECT order_id FROM t ORDER BY 1", t=("bronze", "sports_bar_orders"))
        return answer.column("order_id").to_pylist() if answer is not None else []


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=-60))
    for name, value in {"SALES_LANDING": "landing", "SALES_LAKE": "lake"}.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    with DagsterInstance.ephemeral() as instance:
        yield Place(tmp_path, instance)


def test_new_files_are_taken_in_once_by_the_months_they_touch(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    place.land("orders_2025_08_01.csv", "B")
    assert place.tick() == [(JULY, AUGUST)]
    assert place.requests[0].tags[REASON_TAG] == (
        "sensor: 2 new or changed files: sports_bar/orders/orders_2025_07_01.csv, sports_bar/orders/orders_2025_08_01.csv"
    )
    place.run()
    assert place.order_ids() == ["A", "B"]
    assert place.tick() == []
    assert place.skipped == f"2 files in landing: every month is up to date. (Landing: {place.orders.parents[1]})"


def changed_in_the_same_second(place: Place) -> None:
    path = place.orders / "orders_2025_07_01.csv"
    times = path.stat().st_mtime_ns
    place.land(path.name, "C")
    os.utime(path, ns=(times, times))


def deleted_and_uploaded_again(place: Place) -> None:
    (place.orders / "orders_2025_07_01.csv").unlink()
    place.land("orders_2025_07_01.csv", "C")


def deleted_seen_and_uploaded_again(place: Place) -> None:
    (place.orders / "orders_2025_07_01.csv").unlink()
    assert place.tick() == []
    place.land("orders_2025_07_01.csv", "C")


def landed_with_an_old_time_while_nobody_looked(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "C")
    os.utime(place.orders / "orders_2025_07_01.csv", (1_000_000_000, 1_000_000_000))
    place.cursor = None  # a daemon that starts anew


@pytest.mark.parametrize(
    "change",
    [
        changed_in_the_same_second,
        deleted_and_uploaded_again,
        deleted_seen_and_uploaded_again,
        landed_with_an_old_time_while_nobody_looked,
    ],
)
def test_a_file_with_other_content_is_never_missed(place: Place, change: Callable[[Place], None]) -> None:
    place.land("orders_2025_07_01.csv", "A")
    place.tick()
    place.run()
    change(place)
    assert place.tick() == [(JULY, JULY)]
    place.run()
    assert place.order_ids() == ["C"]
    assert place.tick() == []


def test_files_that_land_during_a_run_go_with_the_next_tick(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    run = place.instance.create_run_for_job(defs.resolve_job_def("refresh"), status=DagsterRunStatus.STARTED)
    with lake_lock(place.lake.root):
        assert place.tick() == []
        assert place.skipped == f"The run {run.run_id} is in progress; files that land meanwhile are taken in after it."
    place.instance.report_run_canceled(run)
    assert place.tick() == [(JULY, JULY)]


def test_a_run_that_was_killed_is_reported_as_failed_and_its_months_are_taken_up(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    run = place.instance.create_run_for_job(defs.resolve_job_def("refresh"), status=DagsterRunStatus.STARTED)
    assert place.tick() == []
    assert place.tick() == [(JULY, JULY)]
    ended = place.instance.get_run_by_id(run.run_id)
    assert ended is not None
    assert ended.status is DagsterRunStatus.FAILURE


def test_a_failed_run_is_tried_again_up_to_a_limit_and_a_new_file_tries_everything_again(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    assert place.tick() == [(JULY, JULY)]
    assert place.tick() == []
    assert "The last run over 2025-07 did not succeed; the next attempt is after" in place.skipped
    attempts = 1
    while attempts < 10:
        memory = Memory.from_cursor(place.cursor)
        place.cursor = Memory(memory.mark, memory.attempts, memory.at - 1e6).to_cursor()
        if not place.tick():
            break
        attempts += 1
    assert attempts == 5
    assert "so no more are started by themselves" in place.skipped
    place.land("orders_2025_10_01.csv", "B")
    assert place.tick() == [(JULY, OCTOBER)]


def test_hidden_and_half_written_files_are_left_until_they_are_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=60))
    for name in (".orders_2025_07_01.csv", "_orders_2025_07_01.csv", "orders_2025_07_01.csv.part", ".tmp/orders_2025_07_01.csv"):
        place.land(name, "A")
        old = (datetime.now(tz=UTC) - timedelta(hours=1)).timestamp()
        os.utime(place.orders / name, (old, old))
    growing = place.land("orders_2025_08_01.csv", "B")
    assert place.tick() == []
    os.utime(growing, (old, old))
    assert place.tick() == [(AUGUST, AUGUST)]


def test_a_listing_that_fails_is_not_an_empty_one(place: Place) -> None:
    place.land("orders_2025_07_01.csv", "A")
    place.tick()
    place.run()
    shutil.move(place.orders.parent.parent, place.orders.parent.parent.with_name("gone"))
    with pytest.raises(UserError, match="does not exist: create it or name another one"):
        place.tick()


def test_an_empty_landing_requests_nothing(place: Place) -> None:
    assert place.tick() == []
    assert place.skipped == f"0 files in landing: every month is up to date. (Landing: {place.orders.parents[1]})"


FILES = {
    "july": ("sports_bar/orders/orders_2025_07_01.csv", f"{HEADER}J{{n}},2025/07/01,1,25891203,{{n}}\n"),
    "august": ("sports_bar/orders/orders_2025_08_01.csv", f"{HEADER}A{{n}},2025/08/01,1,25891203,{{n}}\n"),
    "sales": (
        "atlon/sales/sales.csv",
        "date,product_code,customer_code,sold_quantity\n2025-07-01,P,C,{n}\n2025-08-01,P,C,1\n",
    ),
    "products": ("sports_bar/products/products.csv", "product_name,product_id,category\nBar (1{n}g),25891203,Energy Bars\n"),
    "prices": ("sports_bar/gross_price/prices.csv", "product_id,month,gross_price\n25891203,2025/08/01,1{n}\n"),
}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("land"), st.sampled_from(sorted(FILES)), st.integers(1, 9)),
        st.tuples(st.just("delete"), st.sampled_from(sorted(FILES)), st.just(0)),
        st.tuples(st.sampled_from(["tick", "fail", "restart"]), st.just(""), st.just(0)),
    ),
    min_size=4,
    max_size=8,
)


@pytest.mark.timeout(1200)
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a shorter sequence is not worth the minutes it takes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_whatever_happens_the_tables_end_as_a_full_rebuild(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("sequence")
    with pytest.MonkeyPatch.context() as patch, DagsterInstance.ephemeral() as instance:
        patch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=-60))
        patch.setenv("SALES_LANDING", str(folder / "landing"))
        patch.setenv("SALES_LAKE", str(folder / "lake"))
        place, landed, stored = Place(folder, instance), {}, {}
        for action, name, number in [("land", "july", 1), *steps, ("tick", "", 0)]:
            path = folder / "landing" / FILES[name][0] if name else None
            if action == "land" and path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.write_text(FILES[name][1].format(n=number))
                landed[name] = number
            elif action == "delete" and path:
                path.unlink(missing_ok=True)
                landed.pop(name, None)
            elif action == "restart":
                place.cursor = None
            elif action == "fail":
                with pytest.MonkeyPatch.context() as broken:
                    broken.setattr("sales_platform.storage.type_handlers.merge_months", _fails)
                    place.due_tick()
                    place.run(succeeds=False)
                stored.update(landed if place.requests else {})  # bronze has them
            else:
                place.due_tick()
                place.run()
                stored.update(landed if place.requests else {})
        assert place.due_tick() == []
        assume(stored)
        patch.setenv("SALES_LANDING", str(_rebuilt(folder / "rebuilt", stored)))
        patch.setenv("SALES_LAKE", str(folder / "other"))
        other = Place(folder / "unused", instance)
        other.lake = Lake(str(folder / "other"))
        other.tick()
        other.run()
        without = ("_file_version", "_file_modified", "_ingested_at", "run", "at")
        for table in (("silver", "sales"), ("quarantine", "sales"), ("silver", "prices"), ("gold", "fact_sales")):
            assert rows(place.lake, table, without=without) == rows(other.lake, table, without=without)
    shutil.rmtree(folder)


def _fails(*_arguments: object) -> None:
    raise RuntimeError("broken for a test")


def _rebuilt(folder: Path, stored: dict[str, int]) -> Path:
    """A landing with the last version of every file that was taken in, whether it is still landed or not."""
    for name, number in stored.items():
        path = folder / FILES[name][0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[name][1].format(n=number))
    return folder
