"""What the sensor requests, run as Dagster runs it: everything is up to date after it, and nothing is requested again."""

from datetime import timedelta

import pytest
from dagster import AssetKey, RunRequest, build_sensor_context

from sales_platform.automation.new_files import Memory
from sales_platform.automation.requests import STALE_ONLY_TAG
from sales_platform.automation.sensor import new_files
from sales_platform.catalog import TABLES
from sales_platform.definitions import defs
from sales_platform.storage import landing_zone
from sales_platform_tests.planning.former_ledger import put_former_ledger
from sales_platform_tests.planning.place import FILES, FORECAST, NEW, ORDERS, SALES, Place, assert_same_rows, orders
from sales_platform_tests.refreshes import start_requested, written


class Sensor:
    """The sensor with its cursor."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.cursor: str | None = None
        self.said = ""

    def tick(self, *, due: bool = False) -> list[RunRequest]:
        """What it requests; ``due``: after the wait that follows a failed run."""
        if due:
            memory = Memory.from_cursor(self.cursor)
            self.cursor = Memory(memory.mark, memory.attempts, memory.at - 1e6).to_cursor()
        context = build_sensor_context(instance=self._place.instance, cursor=self.cursor, definitions=defs)
        result = new_files.evaluate_tick(context)
        self.cursor, self.said = result.cursor, result.skip_message or ""
        return list(result.run_requests or ())


@pytest.fixture
def sensor(place: Place, monkeypatch: pytest.MonkeyPatch) -> Sensor:
    monkeypatch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=-60))
    return Sensor(place)


def selected(request: RunRequest) -> set[str]:
    return {"/".join(key.path) for key in request.asset_selection or ()}


def test_the_requested_runs_bring_two_ranges_of_months_up_to_date(place: Place, sensor: Sensor) -> None:
    assert sensor.tick() == []
    for month in ("06", "08"):
        place.land(ORDERS.format(f"2025_{month}_15"), orders(f"N{month},2025-{month}-15,789001,25891101,1"))
    june, august = sensor.tick()
    assert [selected(request) for request in (june, august)] == [{*SALES, FILES}, {*SALES, FILES, FORECAST}]
    assert {request.tags[STALE_ONLY_TAG] for request in (june, august)} == {"true"}
    for request, month in ((june, "2025-06-01"), (august, "2025-08-01")):
        computed = written(start_requested(place.instance, request))
        assert computed == {table: [month] for table in selected(request)}
    assert sensor.tick() == []
    assert "every month is up to date" in sensor.said
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())


def test_a_file_that_cannot_be_used_is_listed_by_the_run_that_finds_it(place: Place, sensor: Sensor) -> None:
    place.land(ORDERS.format("2025_07_15"), "nothing,of,the,contract\n1,2,3,4\n")
    seen = []
    while requests := sensor.tick():
        seen += [selected(request) for request in requests]
        for request in requests:
            start_requested(place.instance, request)
        assert len(seen) < 4
    assert seen == [{FILES}]  # its dates may concern other months, so it has been read for the plan
    assert place.lake.query("SELECT 1 AS x FROM t", t=("quarantine", "files")).num_rows == 1  # type: ignore[union-attr]


def test_a_requested_run_that_fails_is_requested_again_with_what_is_left(
    place: Place, with_an_order: Place, sensor: Sensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_arguments: object) -> None:
        raise RuntimeError("broken for a test")

    place.take(NEW, with_an_order)
    (first,) = sensor.tick()
    with monkeypatch.context() as patch:
        patch.setattr("sales_platform.storage.frame_handlers.merge_months", breaks)
        assert not start_requested(place.instance, first, succeeds=False).success
    (second,) = sensor.tick(due=True)
    assert selected(second) == {"gold/fact_sales", "gold/sales_enriched", FORECAST}
    start_requested(place.instance, second)
    assert sensor.tick() == []
    assert_same_rows(place, with_an_order)


def test_a_former_lake_is_taken_over_by_the_first_requested_run(
    place: Place, with_an_order: Place, sensor: Sensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = {table.text: table.logic_version for table in TABLES}
    monkeypatch.setattr("sales_platform.fingerprints.former._former", lambda: now)  # as if no logic had changed since
    put_former_ledger(place)
    place.take(NEW, with_an_order)
    for request in sensor.tick():
        assert request.asset_selection
        assert AssetKey(["bronze", "atlon_sales"]) not in request.asset_selection
        start_requested(place.instance, request)
    assert sensor.tick() == []
    assert_same_rows(place, with_an_order)
