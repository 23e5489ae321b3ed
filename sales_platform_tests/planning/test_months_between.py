"""Months that nothing names, between those that have something in them: no table has rows of them, the masters' neither."""

import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from dagster import DagsterInstance

from sales_platform_tests.planning.place import AUGUST, JULY, JUNE, Place, land_three_months
from sales_platform_tests.platform_runs import accounting

SEPTEMBER, NOVEMBER = date(2025, 9, 1), date(2025, 11, 1)
MASTERS = ["customers", "products"]
PRICE = ("sports_bar/gross_price/more.csv", "product_id,month,gross_price\n25891101,soon,80\n")
SALE = ("atlon/sales/more.csv", "date,product_code,customer_code,sold_quantity\nsoon,A1,7001,5\n")


def months(place: Place, table: str) -> set[date]:
    return set(place.table(table, "TRUE").column("month").to_pylist())


@pytest.fixture
def gap(tmp_path: Path, instance: DagsterInstance) -> Place:
    """A landing that names June to August; what cannot be placed lands in November."""
    place = Place(tmp_path, instance)
    land_three_months(place.landing)
    shutil.rmtree(place.landing / "atlon/gross_price")  # it names the whole year
    return place


@pytest.mark.parametrize("landed", [PRICE, SALE], ids=["in one run with the others", "in a run of its own"])
def test_a_row_of_no_month_opens_the_month_it_landed_in_and_none_before_it(gap: Place, landed: tuple[str, str]) -> None:
    gap.land(*landed)
    then = datetime(2025, 11, 20, tzinfo=UTC).timestamp()
    os.utime(gap.landing / landed[0], (then, then))
    gap.run()
    for name in MASTERS:
        layers = [f"bronze/atlon_{name}", f"bronze/sports_bar_{name}", f"silver/{name}", f"gold/dim_{name}"]
        assert [months(gap, table) for table in layers] == [{JUNE, JULY, AUGUST, NOVEMBER}] * 4
    wrong = {key: counts for key, counts in accounting(gap.lake).items() if counts[0] != counts[1] + counts[2]}
    assert wrong == {}
    assert gap.plan().stale == []


def test_a_master_that_has_vanished_reaches_a_month_between_that_is_named_later(gap: Place) -> None:
    test_a_row_of_no_month_opens_the_month_it_landed_in_and_none_before_it(gap, PRICE)
    (gap.landing / "atlon/customers/customers.csv").unlink()
    gap.land("atlon/sales/later.csv", "date,product_code,customer_code,sold_quantity\n2025-09-01,A1,7001,5\n")
    gap.run()
    assert len(gap.table("silver/customers", "company = 'atlon' AND month = DATE '2025-09-01'")) == 1
    assert gap.table("gold/fact_sales", "month = DATE '2025-09-01'").column("sold_quantity").to_pylist() == [5]
    assert gap.plan().stale == []
