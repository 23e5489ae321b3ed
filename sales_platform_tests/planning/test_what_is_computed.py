"""A run computes what is stale and nothing else: one event for each table that was computed, none for the others."""

from collections.abc import Sequence
from datetime import date

import pytest

from sales_platform import run_view
from sales_platform.months import MonthRange, add_months
from sales_platform_tests.planning.place import (
    AUGUST,
    FILES,
    FORECAST,
    JULY,
    JUNE,
    NEW,
    ORDERS,
    SALES,
    YEAR,
    Place,
    assert_same_rows,
    orders,
)

FIX = (
    "company,entity,key,field,value,confirmed_by,confirmed_on,note\n"
    "sports_bar,sales,O71|25891101,order_qty,15,Meera,2025-12-08,\n"
)
OF_PRODUCTS = [
    *(f"{layer}/{entity}" for layer in ("silver", "quarantine") for entity in ("products", "prices", "sales")),
    *(f"gold/{name}" for name in ("dim_products", "dim_prices", "fact_sales", "sales_enriched")),
]


def months_of(tables: Sequence[str], *months: date) -> dict[str, list[date]]:
    """The same months of several tables."""
    return {table: list(months) for table in tables}


def test_nothing_new_computes_and_writes_nothing(place: Place) -> None:
    before = place.versions()
    assert place.plan().stale == []
    assert place.run() == {}
    assert place.versions() == before


def test_a_new_order_file_touches_the_sales_of_its_month_and_the_forecast(place: Place, with_an_order: Place) -> None:
    place.take(NEW, with_an_order)
    assert place.stale() == {**months_of((*SALES, FILES), JULY), FORECAST: [place.calendar.last]}
    assert {one.reasons for one in place.plan().stale} == {(f"file new: {NEW}",)}
    before = place.versions()
    assert place.run() == {table: ["2025-07-01"] for table in (*SALES, FILES, FORECAST)}
    written = {table for table, version in place.versions().items() if version != before[table]}
    assert written == {*SALES, FILES, FORECAST, "ledger/files", "ledger/fingerprints"}
    assert place.plan().stale == []
    assert_same_rows(place, with_an_order)


def test_a_new_file_that_cannot_be_used_is_listed_by_the_run_that_finds_it(place: Place) -> None:
    place.land(NEW, "nothing,of,the,contract\n1,2,3,4\n")
    assert "quarantine/files" in place.run()
    answer = place.lake.query("SELECT _file, month FROM t", t=("quarantine", "files"))
    assert answer is not None
    assert answer.to_pylist() == [{"_file": NEW, "month": JULY}]
    assert place.plan().stale == []


def test_a_new_price_file_touches_the_prices_of_its_year_and_the_sales_that_they_price(place: Place) -> None:
    path = "sports_bar/gross_price/prices_of_july.csv"
    place.land(path, "product_id,month,gross_price\n25891102,2025-07-01,61\n")
    stale = place.stale()
    assert stale.pop(FORECAST)
    assert stale == {
        "bronze/sports_bar_gross_price": [JULY],
        FILES: [JULY],
        "silver/prices": [JULY],
        "quarantine/prices": [JULY],
        "gold/dim_prices": YEAR,
        "gold/fact_sales": YEAR,
        "gold/sales_enriched": YEAR,
    }
    assert set(place.run()) == {*stale, FORECAST}
    assert_same_rows(place, place.from_nothing())


def test_a_new_product_master_touches_everything_that_looks_products_up(place: Place) -> None:
    place.land("sports_bar/products/more.csv", "product_name,product_id,category\nBar (1g),99,energy bars\n")
    stale = place.stale()
    assert stale.pop(FORECAST)
    assert stale == {"bronze/sports_bar_products": YEAR, FILES: YEAR, **months_of(OF_PRODUCTS, *YEAR)}
    assert set(place.run()) == {*stale, FORECAST}
    assert_same_rows(place, place.from_nothing())


def test_a_correction_touches_the_months_of_its_record_only(place: Place) -> None:
    place.land("corrections/fixes.csv", FIX)
    stale = place.stale()
    assert stale.pop("bronze/corrections") == YEAR == stale.pop(FILES)
    assert stale.pop(FORECAST)
    assert stale == months_of(SALES[1:], JULY)
    assert place.reasons("silver/sales", JULY) == ("a correction is new, changed or withdrawn",)
    assert set(place.run()) == {*stale, "bronze/corrections", FILES, FORECAST}
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())


def test_a_correction_that_lands_with_its_record_is_applied_in_the_same_run(place: Place) -> None:
    place.land("corrections/fixes.csv", FIX.replace("O71", "N1"))
    place.land(NEW, orders("N1,2025-07-15,789001,25891101,11"))
    place.run()
    assert place.plan().stale == []
    assert_same_rows(place, place.from_nothing())


def test_a_correction_that_is_about_nothing_is_looked_at_once_and_adds_no_month_before(place: Place) -> None:
    place.land("corrections/fixes.csv", FIX.replace("O71", "NONE"))
    place.land(NEW, orders("N1,2025-07-15,789001,25891101,11"))
    assert {month for months in place.stale().values() for month in months} == {*YEAR, place.calendar.last}
    assert place.stale()["silver/sales"] == [JULY]
    place.run()
    assert place.stale()["bronze/corrections"] == [place.calendar.last]
    place.run()
    assert place.plan().stale == []


def test_a_file_that_changes_back_and_forth_is_followed(place: Place) -> None:
    path = ORDERS.format("2025_08_01")
    before = place.rows(without=("_ingested_at", "_file_version", "_file_modified"))
    first = (place.landing / path).read_text()
    place.land(path, orders("Z,2025-08-01,789001,25891101,1"))
    assert place.reasons("bronze/sports_bar_orders", AUGUST) == (f"file changed: {path}",)
    place.run()
    place.land(path, first)
    assert place.reasons("bronze/sports_bar_orders", AUGUST) == (f"file changed: {path}",)
    place.run()
    assert place.rows(without=("_ingested_at", "_file_version", "_file_modified")) == before
    assert place.plan().stale == []


def test_a_file_that_is_deleted_stays_in_the_figures_and_replaces_its_rows_when_it_lands_again(place: Place) -> None:
    path = ORDERS.format("2025_06_01")
    (place.landing / path).unlink()
    assert place.plan().stale == []
    place.land(path, orders("Z,2025-06-01,789001,25891101,1"))
    assert place.reasons("bronze/sports_bar_orders", JUNE) == (f"file changed: {path}",)
    assert place.run()["bronze/sports_bar_orders"] == ["2025-06-01"]
    assert_same_rows(place, place.from_nothing())


def test_months_in_two_ranges_are_computed_in_two_runs_and_noted_as_stored(place: Place) -> None:
    for month in ("06", "08"):
        place.land(ORDERS.format(f"2025_{month}_15"), orders(f"N{month},2025-{month}-15,789001,25891101,1"))
    assert [str(work.months) for work in place.plan().work] == ["2025-06", "2025-08"]
    assert place.run()["gold/fact_sales"] == ["2025-06-01", "2025-08-01"]
    for month in ("06", "08"):
        (place.landing / ORDERS.format(f"2025_{month}_15")).unlink()
    assert place.plan().stale == []


def test_what_a_person_asks_for_is_computed_stale_or_not(place: Place) -> None:
    computed = place.run(MonthRange.of(JULY, JULY))
    assert computed["gold/fact_sales"] == ["2025-07-01"]
    assert len(computed) > 20
    assert place.plan().stale == []


def test_a_month_that_begins_refreshes_the_forecast_only(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    running = place.calendar.last
    monkeypatch.setattr(run_view, "calendar", lambda first_month: MonthRange.of(first_month, add_months(running, 1)))
    assert place.stale() == {FORECAST: [add_months(running, 1)]}
    assert place.reasons(FORECAST, add_months(running, 1)) == ("a new month has begun",)
