"""The lakes that tests compare others with are those of a full run."""

from pathlib import Path

from sales_platform_tests.instances import new_instance
from sales_platform_tests.planning.place import Place, assert_same_rows, land_three_months
from sales_platform_tests.planning.test_what_is_computed import FIX
from sales_platform_tests.small_lake import land_plans


def test_a_lake_without_checks_and_history_has_the_rows_of_a_full_run(tmp_path: Path) -> None:
    with new_instance() as instance:
        place = Place(tmp_path, instance)
        land_three_months(place.landing)
        land_plans(place.landing)
        place.land("corrections/fixes.csv", FIX)
        place.land("sports_bar/orders/orders_2025_07_09.csv", "nothing,of,the,contract\n1,2,3,4\n")
        assert "gold/plan_variance" in place.run()
    other = place.from_nothing()
    assert other.versions().keys() >= {name for name in place.versions() if not name.startswith("ledger/")}
    assert_same_rows(place, other)
