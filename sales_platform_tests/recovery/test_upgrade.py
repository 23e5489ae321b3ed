"""A lake of an earlier release is upgraded by the first run; one of a newer release is refused."""

from collections.abc import Callable
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from sales_platform.automation.requests import JOB
from sales_platform.catalog import TABLES
from sales_platform.errors import UserError
from sales_platform.fingerprints.former import former_logic
from sales_platform.maintenance import lake_upkeep
from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform.recovery import upgrading
from sales_platform.recovery.upgrading import Step
from sales_platform.reports.kpis import kpis
from sales_platform.storage import layout
from sales_platform.storage.lake import Lake
from sales_platform.storage.layout import LAYOUT
from sales_platform_tests.planning.former_ledger import put_former_ledger
from sales_platform_tests.planning.place import Place, assert_same_rows
from sales_platform_tests.recovery.layouts import layout as layout_said
from sales_platform_tests.recovery.layouts import layouts, newer, without_layout
from sales_platform_tests.recovery.moments import Moment, killing_lock, order, restore

NOW = str(LAYOUT)


def test_each_table_of_a_new_lake_bears_the_layout(up_to_date: Place) -> None:
    assert set(layouts(up_to_date).values()) == {NOW}


def test_a_lake_without_a_layout_gets_it_with_the_first_run_and_nothing_else_changes(place: Place) -> None:
    without_layout(place)
    assert set(layouts(place).values()) == {None}
    before = Moment.of(place)
    assert place.plan().stale == []
    assert place.run() == {}
    assert set(layouts(place).values()) == {NOW}
    assert place.plan().stale == []
    before.assert_is_now(place)
    versions = place.versions()
    assert place.run() == {}
    assert place.versions() == versions


def test_a_lake_of_release_0_1_0_is_upgraded_and_keeps_its_figures(place: Place, up_to_date: Place) -> None:
    put_former_ledger(place)
    without_layout(place)
    figures = kpis(place.lake)
    written = set(place.run())
    same = {table.text for table in TABLES if former_logic(table.text) == table.logic_version and not table.reads}
    assert not written & same
    assert {table: said for table, said in layouts(place).items() if said != NOW} == {"ledger/months": None, "ledger/files": None}
    assert place.plan().stale == []
    assert kpis(place.lake) == figures
    assert_same_rows(place, up_to_date)


def test_an_upgrade_that_was_killed_begins_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    without_layout(place)
    before = Moment.of(place)
    for after in (0, 5, 11):
        with monkeypatch.context() as patch:
            patch.setattr(lake_upkeep, "lake_lock", killing_lock(after))
            with pytest.raises(KeyboardInterrupt):
                maintain_lake(place.settings)
        assert layouts(place)["ledger/fingerprints"] is None
    assert place.run() == {}
    assert set(layouts(place).values()) == {NOW}
    before.assert_is_now(place)


def test_a_step_is_applied_once_before_anything_else_and_again_after_a_kill(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied: list[str] = []

    def step(said: str, *, broken: bool = False) -> Callable[[Lake], None]:
        def apply(_lake: Lake) -> None:
            applied.append(said)
            if broken:
                raise KeyboardInterrupt

        return apply

    for module in (layout, upgrading):
        monkeypatch.setattr(module, "LAYOUT", LAYOUT + 2)
    steps = [step("past"), step("first"), step("second")]
    monkeypatch.setattr(upgrading, "STEPS", [Step(LAYOUT + at, apply) for at, apply in enumerate(steps)])
    with monkeypatch.context() as patch:
        patch.setattr(upgrading, "STEPS", [Step(LAYOUT + 1, step("cut off", broken=True))])
        with pytest.raises(KeyboardInterrupt):
            place.run()
    assert place.run() == {}
    assert place.run() == {}
    assert applied == ["cut off", "first", "second"]
    assert set(layouts(place).values()) == {str(LAYOUT + 2)}


def test_a_table_that_is_not_the_platforms_is_left_alone(place: Place) -> None:
    without_layout(place)
    own = place.folder / "lake/gold/of_somebody"
    write_deltalake(str(own), pa.table({"a": [1]}))
    place.run()
    assert layout_said(own) is None


def test_a_restore_to_before_the_upgrade_is_upgraded_again(place: Place) -> None:
    without_layout(place)
    before = Moment.of(place)
    order(place, 10)
    place.run()
    assert set(layouts(place).values()) == {NOW}
    restore(place, before.at)
    before.assert_is_now(place)
    assert set(layouts(place).values()) == {NOW}


def test_a_newer_lake_is_not_written(place: Place) -> None:
    order(place, 11)
    newer(place, readers=LAYOUT)
    versions = place.versions()
    sentence = f"This release cannot write the lake '{place.lake.root}', which a newer one has written (its layout is 9, this release knows {LAYOUT}): install that release, or name another lake."  # noqa: E501
    for write in (
        place.run,
        lambda: maintain_lake(place.settings),
        lambda: restore(place, datetime.now(tz=UTC)),
    ):
        with pytest.raises(UserError) as refused:
            write()
        assert str(refused.value) == sentence
    assert place.versions() == versions
    assert kpis(place.lake)["total_quantity"] > 0


def test_a_run_of_the_daemon_refuses_a_newer_lake_in_the_same_sentence(place: Place) -> None:
    from sales_platform.definitions import defs  # noqa: PLC0415 - only this test needs it

    newer(place, readers=LAYOUT)
    result = defs.resolve_job_def(JOB).execute_in_process(
        instance=place.instance, partition_key="2025-07-01", raise_on_error=False
    )
    assert not result.success
    assert any("This release cannot write the lake" in str(event.event_specific_data) for event in result.all_events)


def test_a_newer_lake_is_not_read_where_that_would_be_wrong(place: Place) -> None:
    newer(place, readers=LAYOUT + 1)
    with pytest.raises(UserError, match="This release cannot read the lake"):
        kpis(place.lake)
    with pytest.raises(UserError, match="This release cannot read the lake"):
        place.plan()
