"""Corrections that land: which months they touch, what they change, and what is said of those that change nothing."""

import json
from pathlib import Path

import pytest

from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.small_lake import SmallLake

HEADER = "company,entity,key,field,value,confirmed_by,confirmed_on,note\n"
FILE = "corrections/fixes.csv"
REASON = "a correction is new, changed or withdrawn"


def fix(*values: str) -> str:
    """A correction that Meera confirmed."""
    return ",".join([*values, "Meera", "2025-12-08", ""]) + "\n"


def units(lake: SmallLake) -> int:
    figures = json.loads(lake.place.command("kpis", "--json").stdout)
    return int(figures["total_quantity"])


@pytest.fixture
def lake(broken: SmallLake) -> SmallLake:
    """A copy of the sound lake; what has landed is ingested."""
    return broken


@pytest.fixture(scope="module")
def corrected(sound: SmallLake, tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """The sound lake after the correction of an order's quantity; to be looked at only."""

    def make(folder: Path) -> None:
        sound.copy(folder).run_with((FILE, HEADER + CASES[QUANTITY][0]))

    folder = made_once(tmp_path_factory, "corrected", make)
    return SmallLake(Workplace(folder, folder / "landing"))


QUANTITY = "an order's quantity"
CASES = {
    QUANTITY: (fix("sports_bar", "sales", "O07151|25891101", "order_qty", "15"), "1 month (2025-07)", 10),
    "an order's product": (fix("sports_bar", "sales", "O08021|25891101", "product_id", "25891102"), "1 month (2025-08)", 0),
    "a sale of Atlon": (fix("atlon", "sales", "2025-08-01|A1|7001", "sold_quantity", "2"), "1 month (2025-08)", -10),
    "a price": (fix("sports_bar", "prices", "25891101|2025-07", "gross_price", "90"), "12 months (2025-01 to 2025-12)", 0),
}


@pytest.mark.parametrize("case", CASES)
def test_a_correction_refreshes_just_the_months_it_touches(lake: SmallLake, case: str) -> None:
    line, refreshed, more_units = CASES[case]
    before = units(lake)
    printed = lake.run_with((FILE, HEADER + line))
    assert f"74 files in landing, 1 of them new or changed; refreshing {refreshed} ({REASON})." in printed
    assert units(lake) == before + more_units
    assert "corrections_apply" not in printed
    assert "every month is up to date" in lake.place.run()


def test_further_lines_in_a_file_touch_only_their_own_months(corrected: SmallLake, tmp_path: Path) -> None:
    lake, first = corrected.copy(tmp_path), HEADER + CASES[QUANTITY][0]
    assert f"refreshing 1 month (2025-08) ({REASON})." in lake.run_with((FILE, first + CASES["a sale of Atlon"][0]))
    assert f"refreshing 1 month (2025-07) ({REASON})." in lake.run_with((FILE, HEADER + CASES["a sale of Atlon"][0]))
    assert "every month is up to date" in lake.place.run()


def test_a_correction_is_named_in_the_repairs_with_who_confirmed_it_and_when(corrected: SmallLake) -> None:
    answer = corrected.place.lake.query("SELECT repairs FROM s WHERE order_id = 'O07151'", s=("silver", "sales"))
    assert answer is not None
    assert answer.to_pylist() == [{"repairs": ["correction: order_qty, confirmed by Meera on 2025-12-08"]}]


def test_corrections_that_cannot_work_are_reported_with_file_row_and_problem(lake: SmallLake) -> None:
    lines = [
        fix("sports_bar", "sales", "O99999|25891101", "order_qty", "15"),
        fix("sports_bar", "orders", "O07151|25891101", "order_qty", "15"),
        fix("sports_bar", "sales", "O07151|25891101", "quantity", "15"),
        fix("sports_bar", "sales", "O07151|25891101", "order_qty", ""),
        "sports_bar,sales,O07151|25891101,order_qty,15,,2025-12-08,not confirmed\n",
    ]
    printed = lake.run_with((FILE, HEADER + "".join(lines)))
    assert "WARN bronze/corrections corrections_apply: 5 corrections have problems:" in printed
    for said in (
        "row 1: no sales row with the key 'O99999|25891101' has landed, so it changes nothing",
        "row 2: there is no entity 'orders' of company 'sports_bar'",
        "row 3: 'quantity' is not one of order_placement_date, customer_id, product_id, order_qty",
        "row 4: key or value is empty",
        "row 5: nobody has confirmed it (confirmed_by is empty)",
    ):
        assert f"{FILE}, {said}" in printed
    assert "every month is up to date" in lake.place.run()


def test_corrections_that_contradict_each_other_are_reported_and_the_last_confirmed_one_counts(lake: SmallLake) -> None:
    before = units(lake)
    lines = [
        "sports_bar,sales,O07151|25891101,order_qty,15,Meera,2025-12-09,later\n",
        "sports_bar,sales,O07151|25891101,order_qty,25,Asha,2025-12-08,earlier\n",
    ]
    printed = lake.run_with((FILE, HEADER + "".join(lines)))
    assert f"{FILE}, row 1: it contradicts {FILE}, row 2; the one confirmed last counts" in printed
    assert units(lake) == before + 10


def test_a_correction_whose_day_cannot_be_read_is_applied_and_reported(lake: SmallLake) -> None:
    before = units(lake)
    line = "sports_bar,sales,O07151|25891101,order_qty,15,Meera,31/31/2025,\n"
    printed = lake.run_with((FILE, HEADER + line))
    assert f"{FILE}, row 1: its confirmed_on '31/31/2025' is not a date; it is applied as undated" in printed
    assert units(lake) == before + 10


def test_a_correction_for_what_lands_later_is_applied_when_it_has(lake: SmallLake) -> None:
    printed = lake.run_with((FILE, HEADER + fix("sports_bar", "sales", "L1|25891101", "order_qty", "15")))
    assert "no sales row with the key 'L1|25891101' has landed" in printed
    before = units(lake)
    late = "order_id,order_placement_date,customer_id,product_id,order_qty\nL1,2025-07-20,789001,25891101,\n"
    assert "(2025-07)" in lake.run_with(("sports_bar/orders/orders_2025_07_20_late.csv", late))
    assert units(lake) == before + 15
    lake.place.run()  # the month the correction landed in has nothing to report any more
    assert "every month is up to date" in lake.place.run()


REFUSED = {
    "order_qty": ("sales", "O07151|25891101", "abc", "a whole number of pieces above zero"),
    "product_id": ("sales", "O07151|25891101", "XYZ123", "a number"),
    "order_placement_date": ("sales", "O07151|25891101", "2025-02-30", "a day, written as 2025-07-15"),
    "gross_price": ("prices", "25891101|2025-07", "-5", "an amount of INR above zero"),
    "city": ("customers", "789001", "Atlantis", "one of Bengaluru, Hyderabad, New Delhi"),
}


def test_a_value_that_the_field_cannot_have_is_reported_and_changes_nothing(lake: SmallLake) -> None:
    before = [lake.rows(f"gold/{table}").sort_by("product_code") for table in ("fact_sales", "dim_prices")]
    lines = [fix("sports_bar", entity, key, field, value) for field, (entity, key, value, _) in REFUSED.items()]
    printed = lake.run_with((FILE, HEADER + "".join(lines)))
    for row, (_, _, value, words) in enumerate(REFUSED.values(), start=1):
        assert f"{FILE}, row {row}: '{value}' is not {words}, so it is not applied" in printed
    assert [lake.rows(f"gold/{table}").sort_by("product_code") for table in ("fact_sales", "dim_prices")] == before


def test_a_price_file_without_its_columns_is_refused_and_the_run_goes_on(lake: SmallLake) -> None:
    printed = lake.run_with(
        ("sports_bar/gross_price/g1.csv", "product_id,date,gross_price\n25891101,2025-12-01,unknown\n"),
        ("sports_bar/gross_price/g2.csv", "id,month,gross_price\n25891109,2025-07-01,unknown\n"),
        ("sports_bar/products/p2.csv", "product_name,id,category\nBar (1g),XYZ,bars\n"),
    )
    assert "sports_bar/gross_price/g1.csv: columns missing: month; its columns are product_id, gross_price, date: " in printed
    assert "sports_bar/gross_price/g2.csv: columns missing: product_id; its columns are month, gross_price, id: " in printed
    assert lake.place.command("suggest").returncode == 0
    assert lake.place.command("reconcile").returncode == 0
