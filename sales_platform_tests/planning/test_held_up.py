"""A master that is held up and then accepted: what is planned, requested and computed."""

from sales_platform.bronze.accepting import accept
from sales_platform.run_view import reading_view
from sales_platform_tests.planning.place import FILES, JULY, Place, assert_same_rows
from sales_platform_tests.planning.test_requested_runs import Sensor, selected, sensor
from sales_platform_tests.refreshes import start_requested

__all__ = ["sensor"]
PATH = "sports_bar/customers/customers.csv"
HEADER = "customer_id,customer_name,city\n"


def run_all(place: Place, sensor: Sensor) -> list[set[str]]:
    """What the sensor requests until it has nothing more."""
    seen = []
    while requests := sensor.tick():
        seen += [selected(request) for request in requests]
        for request in requests:
            start_requested(place.instance, request)
        assert len(seen) < 6
    return seen


def customers(place: Place) -> int:
    return len(place.table("silver/customers", "month = DATE '2025-07-01' AND company = 'sports_bar'"))


def test_a_master_that_is_held_up_changes_no_figure_until_a_person_accepts_it(place: Place, sensor: Sensor) -> None:
    place.land(PATH, HEADER + "".join(f"78900{n},Fit Foods,Bengaluru\n" for n in range(1, 9)))
    place.run()
    sold = place.table("gold/fact_sales", "TRUE")
    place.land(PATH, HEADER + "789001,Fit Foods,Bengaluru\n")
    run_all(place, sensor)
    assert place.plan().stale == []
    assert customers(place) == 8
    assert place.table("gold/fact_sales", "TRUE").equals(sold)
    (refused,) = place.table(FILES, "TRUE").to_pylist()
    assert refused["reason"].startswith("customers.csv has 1 customer, its version before had 8: ")

    with reading_view(place.settings) as view:
        accept(view, PATH, "Meera")
    assert place.reasons("bronze/sports_bar_customers", JULY) == (f"file changed: {PATH}",)
    assert {"bronze/sports_bar_customers", "silver/customers", "silver/sales", FILES} <= set().union(*run_all(place, sensor))
    assert customers(place) == 1
    assert_same_rows(place, place.from_nothing())
