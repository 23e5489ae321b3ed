"""Whatever is landed, run, cut off, maintained and restored: a last run makes the tables those of a lake from nothing."""

import shutil

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sales_platform.catalog import TABLES
from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform.planning.record import Record
from sales_platform_tests.planning.place import Place, assert_same_rows
from sales_platform_tests.recovery.moments import Moment, order, restore

NAMES = [table.text for table in TABLES if table.needs is None]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("land"), st.integers(1, 4)),
        st.tuples(st.sampled_from(["run", "cut off", "maintain"]), st.just(0)),
        st.tuples(st.just("restore"), st.integers(0, 9)),
        st.tuples(st.just("restore one"), st.integers(0, 9 * len(NAMES))),
    ),
    min_size=4,
    max_size=8,
)


@pytest.mark.timeout(1200)
@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a shorter sequence is not worth the minutes it takes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_the_tables_end_as_from_nothing(
    up_to_date: Place, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    place = up_to_date.copy(tmp_path_factory.mktemp("restores"))
    moments = [Moment.of(place)]
    for step, (action, number) in enumerate(steps):
        moment = moments[number % len(moments)]
        if action == "land":
            order(place, number, 100 + step)
        elif action == "run":
            place.run()
        elif action == "cut off":
            with pytest.MonkeyPatch.context() as broken:
                broken.setattr(Record, "finish", lambda _record: None)
                place.run()
        elif action == "maintain":
            maintain_lake(place.settings)
        elif action == "restore":
            restore(place, moment.at)
            moment.assert_is_now(place)
        else:
            restore(place, moment.at, NAMES[number % len(NAMES)])
        moments.append(Moment.of(place))
    place.run()
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())
    shutil.rmtree(place.folder)
