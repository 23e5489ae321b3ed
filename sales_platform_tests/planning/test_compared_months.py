"""Order lines that land again, in another file, under another name or in another month, count once; months that share them are
read together, and only those.
"""

import os
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sales_platform.months import MonthRange
from sales_platform_tests.planning.place import AUGUST, FORECAST, JULY, JUNE, ORDERS, SALES, Place, assert_same_rows, orders

LATE, EARLY, NEXT = ORDERS.format("2025_07_31"), ORDERS.format("2025_07_30"), ORDERS.format("2025_08_05")
OF_RUNS = ("_ingested_at", "_file_version", "_file_modified")


def lines(place: Place, prefix: str) -> dict[str, tuple[date, int]]:
    """The orders in the numbers whose number begins so, with month and pieces; each must count once."""
    answer = place.lake.query(f"SELECT order_id, month, quantity FROM s WHERE order_id LIKE '{prefix}%'", s=("silver", "sales"))
    assert answer is not None
    rows = answer.to_pylist()
    assert len({row["order_id"] for row in rows}) == len(rows), rows
    return {row["order_id"]: (row["month"], row["quantity"]) for row in rows}


def files_of(place: Place, month: date) -> list[str]:
    """The files that have a month of the sales in silver."""
    opened = place.lake.open("silver", "sales")
    assert opened is not None
    return opened.file_uris(file_pruning_predicate=[("month", "=", month.isoformat())])


def test_a_month_that_repeats_lines_of_another_one_is_compared_with_it_and_no_other_is(place: Place) -> None:
    place.land(LATE, orders("N1,2025-07-31,789001,25891101,11", "N2,2025-07-31,789001,25891101,5"))
    place.run()
    again = orders("N1,2025-07-31,789001,25891101,11", "N2,2025-07-31,789001,25891101,6", "N3,2025-08-05,789001,25891101,1")
    place.land(NEXT, again)
    stale = place.stale()
    assert stale["silver/sales"] == [JULY, AUGUST]
    assert stale["bronze/sports_bar_orders"] == [AUGUST]
    assert place.reasons("silver/sales", JULY) == (f"file new: {NEXT}",)
    place.run()
    assert place.plan().stale == []
    assert lines(place, "N") == {"N1": (JULY, 11), "N2": (AUGUST, 6), "N3": (AUGUST, 1)}
    place.land(LATE, orders("N1,2025-07-31,789001,25891101,12"))
    both = {table: [JULY, AUGUST] for table in SALES[1:]}
    assert place.stale() == {**both, SALES[0]: [JULY], "quarantine/files": [JULY], FORECAST: [place.calendar.last]}
    place.run(MonthRange.of(JULY, JULY))  # reads August's rows, though it writes none
    assert lines(place, "N") == {"N2": (AUGUST, 6), "N3": (AUGUST, 1)}
    place.run()
    assert lines(place, "N") == {"N1": (AUGUST, 11), "N2": (AUGUST, 6), "N3": (AUGUST, 1)}
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())


def test_months_apart_that_are_compared_are_one_run_and_what_lies_between_them_is_left_alone(place: Place) -> None:
    place.land(NEXT, orders("S1,2025-06-15,789001,25891101,1"))
    assert place.stale()["silver/sales"] == [JUNE, AUGUST]
    (work,) = place.plan().work
    assert work.months == MonthRange.of(JUNE, AUGUST)
    between = files_of(place, JULY)
    place.run()
    assert files_of(place, JULY) == between
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())


def test_a_file_delivered_again_under_another_name_puts_a_quantity_right(place: Place) -> None:
    first = ORDERS.format("2025_07_30")
    place.land(first, orders("P1,2025-07-30,789001,25891101,150", "P2,2025-07-30,789001,25891101,5"))
    place.run()
    place.land(first.replace(".csv", " (1).csv"), orders("P1,2025-07-30,789001,25891101,15", "P2,2025-07-30,789001,25891101,5"))
    place.run()
    assert lines(place, "P") == {"P1": (JULY, 15), "P2": (JULY, 5)}
    assert_same_rows(place, place.from_nothing())


def test_a_file_that_was_moved_and_is_delivered_again_puts_a_quantity_right_also_when_it_has_vanished(place: Place) -> None:
    archived = EARLY.replace("orders/", "orders/processed/")
    place.land(EARLY, orders("P1,2025-07-30,789001,25891101,150", "P2,2025-07-30,789001,25891101,5"))
    place.run()
    (place.landing / archived).parent.mkdir(parents=True)
    (place.landing / EARLY).rename(place.landing / archived)
    place.run()
    assert lines(place, "P") == {"P1": (JULY, 150), "P2": (JULY, 5)}
    place.land(EARLY, orders("P1,2025-07-30,789001,25891101,15", "P2,2025-07-30,789001,25891101,5"))
    place.run()
    assert lines(place, "P") == {"P1": (JULY, 15), "P2": (JULY, 5)}
    (place.landing / archived).unlink()
    place.run()
    assert lines(place, "P") == {"P1": (JULY, 15), "P2": (JULY, 5)}
    assert place.plan().stale == []


def test_a_row_that_a_correction_dates_in_another_month_is_compared_with_that_month(place: Place) -> None:
    place.land(LATE, orders("C1,2025-07-30,789001,25891101,5", "C2,2025-07-31,789001,25891101,4"))
    place.land(NEXT, orders("C1,2025-08-05,789001,25891101,5"))
    place.run()
    both = place.table("silver/sales", "order_id = 'C1'").column("month").to_pylist()
    assert sorted(both) == [JULY, AUGUST]
    header = "company,entity,key,field,value,confirmed_by,confirmed_on,note\n"
    fix = "sports_bar,sales,C1|25891101,order_placement_date,2025-08-05,Meera,2025-08-20,\n"
    place.land("corrections/days.csv", header + fix)
    assert place.stale()["silver/sales"] == [JULY, AUGUST]
    place.run()
    assert lines(place, "C") == {"C1": (AUGUST, 5), "C2": (JULY, 4)}
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())
    place.land("corrections/days.csv", header)
    place.run()
    assert place.table("silver/sales", "order_id = 'C1'").column("month").to_pylist() == both
    assert place.plan().stale == []


Delivery = dict[str, tuple[int, int]]
"""Orders with the day that they are dated, counted from the first one, and their pieces."""
FIRST = date(2025, 6, 15)
NAMED = [FIRST + timedelta(days=step) for step in (0, 20, 50)]
"""The days of the files: one in each month."""
delivery = st.dictionaries(st.sampled_from(["M1", "M2", "M3"]), st.tuples(st.sampled_from([0, 20, 50]), st.integers(1, 3)))
STEPS = st.lists(
    st.tuples(st.sampled_from(["land", "land", "run", "run july"]), st.integers(0, 2), st.sampled_from(["", "_v2"]), delivery),
    min_size=4,
    max_size=8,
)


def model(files: Mapping[tuple[int, str], Delivery]) -> dict[tuple[str, date], tuple[date, int]]:
    """By order and day, the month it counts in and its pieces, in plain Python; of two files of a day, the one written later."""
    found: dict[tuple[str, date], list[tuple[date, int]]] = {}
    for (place, _), content in sorted(files.items(), key=lambda file: file[0][0]):
        for order, (step, pieces) in content.items():
            day = FIRST + timedelta(days=step)
            found.setdefault((order, day), []).append((NAMED[place].replace(day=1), pieces))
    result = {}
    for key, given_by in found.items():
        months = [month for month, pieces in given_by if pieces == given_by[-1][1]]
        own = key[1].replace(day=1)
        result[key] = (own if own in months else months[0], given_by[-1][1])
    return result


@pytest.mark.timeout(1200)
@settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_whatever_is_delivered_in_any_file_each_line_counts_once_as_if_all_had_landed_at_once(
    up_to_date: Place, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str, Delivery]]
) -> None:
    place = up_to_date.copy(tmp_path_factory.mktemp("deliveries"))
    files: dict[tuple[int, str], Delivery] = {}  # in the order in which they were written
    written = count(1_755_000_000)
    for action, number, copy, content in steps:
        if action == "land":
            rows = [
                f"{order},{FIRST + timedelta(days=step)},789001,25891101,{pieces}" for order, (step, pieces) in content.items()
            ]
            path = ORDERS.format(f"{NAMED[number]:%Y_%m_%d}{copy}")
            place.land(path, orders(*rows))
            moment = next(written)
            os.utime(place.landing / path, (moment, moment))
            files.pop((number, copy), None)
            files[number, copy] = content
        else:
            place.run(MonthRange.of(JULY, JULY) if action == "run july" else None)
    place.run()
    assert place.plan().stale == []
    answer = place.lake.query("SELECT * FROM s WHERE order_id LIKE 'M%'", s=("silver", "sales"))
    assert answer is not None
    found = [((row["order_id"], row["date"]), (row["month"], row["quantity"])) for row in answer.to_pylist()]
    assert sorted(found) == sorted(model(files).items())
    assert_same_rows(place, place.from_nothing(), OF_RUNS)
    shutil.rmtree(place.folder)
