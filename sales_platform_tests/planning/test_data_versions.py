"""Dagster knows each table's logic as its code version, and what a month is made of as its data version."""

from collections.abc import Iterator

import pytest
from dagster import AssetKey

from sales_platform.catalog import BY_TEXT, TABLES
from sales_platform.definitions import defs
from sales_platform.months import MonthRange
from sales_platform.run_view import reading_view
from sales_platform.values.digest import SHORT
from sales_platform_tests.instances import new_instance
from sales_platform_tests.planning.place import AUGUST, JULY, ORDERS, Place, orders
from sales_platform_tests.refreshes import materialize

SILVER = "silver/sales"


@pytest.fixture
def place(place: Place) -> Iterator[Place]:
    """Its history has the versions of the inputs, which Dagster makes the data version of a table without one of its own from."""
    with new_instance() as instance:
        yield Place(place.folder, instance)


def seen(place: Place, months: MonthRange, *tables: str) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """The data version and the fingerprint of each month of tables that are computed by hand, from Dagster's history."""
    found = {}
    for event in materialize(place.instance, months, *tables).get_asset_materialization_events():
        made = event.step_materialization_data.materialization
        fingerprint = made.metadata.get("fingerprint")
        key = ("/".join(made.asset_key.path), str(made.partition))
        found[key] = ((made.tags or {}).get("dagster/data_version"), None if fingerprint is None else str(fingerprint.value))
    return found


def recorded(place: Place, table: str, month: object) -> str:
    """The fingerprint that the ledger has."""
    with reading_view(place.settings) as view:
        return {key: made.fingerprint for key, made in view.made.all.items()}[table, month]  # type: ignore[index]


def test_the_code_version_of_a_table_is_its_logic_version() -> None:
    graph = defs.resolve_asset_graph()
    assert len(TABLES) > 20
    for table in TABLES:
        assert graph.get(AssetKey(list(table.path))).code_version == BY_TEXT[table.text].logic_version[:SHORT], table.text


def test_the_data_version_of_one_month_is_its_fingerprint_in_the_ledger(place: Place) -> None:
    found = seen(place, MonthRange.of(JULY, JULY))
    assert len(found) == len(TABLES)
    for (table, partition), (version, fingerprint) in found.items():
        assert partition == "2025-07-01"
        if table == "gold/stock_cover":  # of all months of stock, of which this run has made the first one
            assert fingerprint is None
            continue
        assert version == fingerprint, table
        month = place.calendar.last if table == "gold/demand_forecast" else JULY
        assert fingerprint == recorded(place, table, month), table


def test_the_same_content_has_the_same_data_version_and_other_content_another_one(place: Place) -> None:
    july = MonthRange.of(JULY, JULY)
    first = seen(place, july)
    assert seen(place, july) == first
    place.land(ORDERS.format("2025_07_15"), orders("N1,2025-07-15,789001,25891101,11"))
    now = seen(place, july)
    others = {table for (table, _), versions in now.items() if versions != first[table, "2025-07-01"]}
    assert others == {
        "bronze/sports_bar_orders",
        "quarantine/files",
        "silver/sales",
        "quarantine/sales",
        "gold/fact_sales",
        "gold/sales_enriched",
        "gold/demand_forecast",
        "gold/plan_variance",  # a person has made these as well, of no rows
        "gold/stock_cover",
    }


def test_each_of_several_months_has_its_own_fingerprint_and_all_of_them_one_data_version(place: Place) -> None:
    both = MonthRange.of(JULY, AUGUST)
    found = seen(place, both, SILVER, "quarantine/sales")
    assert len(found) == 4
    versions = [found[SILVER, month] for month in ("2025-07-01", "2025-08-01")]
    assert [fingerprint for _, fingerprint in versions] == [recorded(place, SILVER, month) for month in (JULY, AUGUST)]
    assert len({version for version, _ in versions}) == 1
    assert seen(place, both, SILVER, "quarantine/sales") == found
