"""Dagster knows each table's logic as its code version, and what a month is made of as its data version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from dagster import AssetKey

from sales_platform.catalog import BY_TEXT, TABLES
from sales_platform.definitions import defs
from sales_platform.fingerprints.made import Key
from sales_platform.months import MonthRange
from sales_platform.run_view import reading_view
from sales_platform.values.digest import SHORT
from sales_platform_tests.instances import new_instance
from sales_platform_tests.planning.place import AUGUST, JULY, ORDERS, Place, orders
from sales_platform_tests.refreshes import materialize

SILVER = "silver/sales"
Seen = dict[tuple[str, str], tuple[str | None, str | None]]


@pytest.fixture
def place(place: Place) -> Iterator[Place]:
    """Its history has the versions of the inputs, which Dagster makes the data version of a table without one of its own from."""
    with new_instance() as instance:
        yield Place(place.folder, instance)


@dataclass(frozen=True)
class ByHand:
    """What is seen when a person computes every table over July: a first time, once more, and once more after a file has landed.

    Attributes:
        first, again, after_a_file: see ``seen``.
        ledger: the fingerprints that the ledger had after the first time.
    """

    first: Seen
    again: Seen
    after_a_file: Seen
    ledger: Mapping[Key, str]


@pytest.fixture(scope="module")
def by_hand(up_to_date: Place, tmp_path_factory: pytest.TempPathFactory) -> ByHand:
    july = MonthRange.of(JULY, JULY)
    with pytest.MonkeyPatch.context() as patch, new_instance() as instance:
        place = Place(up_to_date.copy(tmp_path_factory.mktemp("by_hand")).folder, instance)
        for name, value in place.variables.items():
            patch.setenv(name, value)
        first, ledger = seen(place, july), recorded(place)
        again = seen(place, july)
        place.land(ORDERS.format("2025_07_15"), orders("N1,2025-07-15,789001,25891101,11"))
        return ByHand(first, again, seen(place, july), ledger)


def seen(place: Place, months: MonthRange, *tables: str) -> Seen:
    """The data version and the fingerprint of each month of tables that are computed by hand, from Dagster's history."""
    found = {}
    for event in materialize(place.instance, months, *tables).get_asset_materialization_events():
        made = event.step_materialization_data.materialization
        fingerprint = made.metadata.get("fingerprint")
        key = ("/".join(made.asset_key.path), str(made.partition))
        found[key] = ((made.tags or {}).get("dagster/data_version"), None if fingerprint is None else str(fingerprint.value))
    return found


def recorded(place: Place) -> Mapping[Key, str]:
    """The fingerprints that the ledger has."""
    with reading_view(place.settings) as view:
        return {key: made.fingerprint for key, made in view.made.all.items()}


def test_the_code_version_of_a_table_is_its_logic_version() -> None:
    graph = defs.resolve_asset_graph()
    assert len(TABLES) > 20
    for table in TABLES:
        assert graph.get(AssetKey(list(table.path))).code_version == BY_TEXT[table.text].logic_version[:SHORT], table.text


def test_the_data_version_of_one_month_is_its_fingerprint_in_the_ledger(by_hand: ByHand, up_to_date: Place) -> None:
    assert len(by_hand.first) == len(TABLES)
    for (table, partition), (version, fingerprint) in by_hand.first.items():
        assert partition == "2025-07-01"
        if table == "gold/stock_cover":  # of all months of stock, of which this run has made the first one
            assert fingerprint is None
            continue
        assert version == fingerprint, table
        month = up_to_date.calendar.last if table == "gold/demand_forecast" else JULY
        assert fingerprint == by_hand.ledger[table, month], table


def test_the_same_content_has_the_same_data_version_and_other_content_another_one(by_hand: ByHand) -> None:
    assert by_hand.again == by_hand.first
    others = {table for (table, _), versions in by_hand.after_a_file.items() if versions != by_hand.first[table, "2025-07-01"]}
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
    assert [fingerprint for _, fingerprint in versions] == [recorded(place)[SILVER, month] for month in (JULY, AUGUST)]
    assert len({version for version, _ in versions}) == 1
    assert seen(place, both, SILVER, "quarantine/sales") == found
