"""A restore that is killed is brought to its end by whoever writes the lake next."""

import pytest

from sales_platform.catalog import TABLES
from sales_platform.maintenance import restore as restoring
from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform.run_view import writing_view
from sales_platform_tests.planning.place import FILES, FORECAST, SALES, Place, assert_same_rows
from sales_platform_tests.recovery.moments import Moment, killing_lock, restore


@pytest.mark.parametrize("after", [0, 1, 2, 5, 8, 9])
def test_killed_at_any_moment_it_is_ended_by_whoever_writes_the_lake_next(
    later: tuple[Place, Moment], after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, before = later
    now = Moment.of(place)
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "lake_lock", killing_lock(after))
        with pytest.raises(KeyboardInterrupt):
            restore(place, before.at)
    if after == 0:
        now.assert_is_now(place)
        assert place.plan().stale == []
        return
    assert {table.text for table in TABLES if table.needs is None} <= set(place.stale())
    with writing_view(place.settings) as view:
        assert view.made.restore is None
    before.assert_is_now(place)
    assert set(place.stale()) == {*SALES, FILES, FORECAST}


def test_a_run_after_a_restore_that_was_killed_is_right(
    later: tuple[Place, Moment], made_at_once: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, before = later
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "lake_lock", killing_lock(6))
        with pytest.raises(KeyboardInterrupt):
            restore(place, before.at)
    place.run()
    assert place.plan().stale == []
    assert_same_rows(place, made_at_once)


def test_maintenance_ends_a_restore_that_was_killed(later: tuple[Place, Moment], monkeypatch: pytest.MonkeyPatch) -> None:
    place, before = later
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "lake_lock", killing_lock(6))
        with pytest.raises(KeyboardInterrupt):
            restore(place, before.at)
    maintain_lake(place.settings)
    before.assert_is_now(place)
