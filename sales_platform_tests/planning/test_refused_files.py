"""Files that cannot be used: what they open, how they are counted, and when they are listed no more."""

from datetime import date
from pathlib import Path

import pytest
from dagster import DagsterInstance

from sales_platform_tests.planning.place import FILES, ORDERS, YEAR, Place, land_three_months, orders

TYPO = ORDERS.format("2026_03_01")
MARCH = date(2026, 3, 1)
HEADER = "customer_id,customer_name,city\n"
CUSTOMERS = HEADER + "".join(f"78900{n},Fit Foods,Bengaluru\n" for n in range(1, 9))


def months(place: Place, table: str) -> set[date]:
    return set(place.table(table, "TRUE").column("month").to_pylist())


def refused(place: Place) -> list[str]:
    return sorted(place.table(FILES, "TRUE").column("_file").to_pylist())


@pytest.fixture
def first(tmp_path: Path, instance: DagsterInstance) -> Place:
    """A landing that no run has seen, with a file whose name has another year than its rows."""
    place = Place(tmp_path / "first", instance)
    land_three_months(place.landing)
    place.land(TYPO, orders("T1,2025-08-01,789001,25891101,5"))
    return place


def test_a_file_whose_name_has_another_year_than_its_rows_opens_no_months_between_them_in_the_first_run(
    first: Place, place: Place
) -> None:
    assert [[*work.months] for work in first.plan().work] == [YEAR, [MARCH]]
    first.run()
    place.land(TYPO, orders("T1,2025-08-01,789001,25891101,5"))
    place.run()
    assert months(first, "silver/customers") == months(place, "silver/customers") == {*YEAR, MARCH}
    assert refused(first) == refused(place) == [TYPO]


def test_the_files_in_landing_are_counted_alike_before_and_after_some_of_them_were_refused(first: Place) -> None:
    landed = len(list(first.landing.rglob("*.csv")))
    assert first.plan().landed_files == landed
    first.run()
    assert first.plan().landed_files == landed


def test_a_list_that_is_held_up_is_listed_until_it_is_taken_away(place: Place) -> None:
    place.land("sports_bar/customers/customers.csv", CUSTOMERS)
    place.run()
    path = "sports_bar/customers/customers_2025_08.csv"
    place.land("sports_bar/customers/customers_2025_07.csv", CUSTOMERS)
    place.land(path, HEADER + "789001,Fit Foods,Bengaluru\n")
    place.run()
    assert refused(place) == [path]
    (place.landing / path).unlink()
    assert set(place.stale()) == {FILES}
    place.run()
    assert refused(place) == []
    assert place.plan().stale == []


def test_a_refused_file_is_listed_until_it_has_its_right_name(place: Place) -> None:
    place.land(TYPO, orders("T1,2025-08-01,789001,25891101,5"))
    place.run()
    assert refused(place) == [TYPO]
    (place.landing / TYPO).rename(place.landing / ORDERS.format("2025_08_01_b"))
    place.run()
    assert refused(place) == []
    assert len(place.table("silver/sales", "order_id = 'T1'")) == 1
    assert place.plan().stale == []
