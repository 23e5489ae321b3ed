"""After a rule or a feed's contract was changed, the plan names what is concerned, and a run makes it as from nothing."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sales_platform.months import format_month
from sales_platform_tests.planning.place import FORECAST, ORDERS, SALES, YEAR, Place, assert_same_rows
from sales_platform_tests.small_lake import ORDERS_HEADER
from sales_platform_tests.source_copy import SourceCopy
from sales_platform_tests.warm import run_warm

MODULE = "companies/sports_bar/orders.py"
CONTRACT = (MODULE, '"order_qty"),\n        months', '"order_qty", Optional("shop", required=False)),\n        months')
IMPORT = (MODULE, "feeds import Feed", "feeds import Column as Optional, Feed")
WITH_SHOP = f"{ORDERS_HEADER.strip()},Shop\nS1,2025-07-20,789001,25891101,4,North\nS2,2025-07-20,789002,25891102,5,\n"
ARCHIVED, LANDED, REFUSED = (ORDERS.format(f"2025_07_{day}") for day in (20, 21, 22))


def command(code: SourceCopy, place: Place, *arguments: str) -> str:
    """``sales-platform`` as the changed code has it; it must succeed."""
    variables = {**code.variables, **place.variables, "DAGSTER_HOME": str(place.folder / "home")}
    done = run_warm(arguments, variables, place.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def planned(code: SourceCopy, place: Place) -> dict[str, list[tuple[list[str], list[str]]]]:
    """By table, its stale months and their reasons."""
    answer: dict[str, Any] = json.loads(command(code, place, "plan", "--json"))
    found: dict[str, list[tuple[list[str], list[str]]]] = {}
    for one in answer["stale"]:
        found.setdefault(one["table"], []).append((one["months"], one["reasons"]))
    return found


def from_nothing(code: SourceCopy, place: Place) -> Place:
    """Another lake, made by the changed code."""
    other = Place(place.folder / "other", place.instance)
    other.folder.mkdir()
    other.landing.symlink_to(place.landing)
    command(code, other, "run")
    return other


@pytest.fixture
def code(tmp_path_factory: pytest.TempPathFactory) -> SourceCopy:
    return SourceCopy.make(tmp_path_factory.mktemp("source"))


def test_after_a_rule_was_changed_its_tables_are_computed_as_from_nothing(code: SourceCopy, place: Place) -> None:
    assert planned(code, place) == {}
    condition = '"quantity_text IS NULL", "quantity > 0"'
    code.change("rules/common.py", condition, '"quantity_text IS NULL OR quantity = 5", "quantity > 0"')
    every, reasons = list(map(format_month, YEAR)), [f"rule changed: missing_quantity of {feed}" for feed in OF_SALES]
    running = [format_month(place.calendar.last)]
    assert planned(code, place) == {**{table: [(every, reasons)] for table in SALES[1:]}, FORECAST: [(running, reasons)]}
    printed = command(code, place, "run")
    assert f"refreshing 12 months (2025-01 to 2025-12) ({'; '.join(reasons)})." in printed
    sql = "SELECT count(*) AS n FROM t WHERE array_has(reasons, 'missing_quantity')"
    answer = place.lake.query(sql, t=("quarantine", "sales"))
    assert answer is not None
    assert answer.to_pylist() == [{"n": 9}], "in each month the one without a quantity, and two of five pieces"
    assert_same_rows(place, from_nothing(code, place))
    assert planned(code, place) == {}


OF_SALES = ("atlon_sales", "sports_bar_orders")


@pytest.fixture
def with_shops(place: Place) -> Place:
    """Two files with a column that is not agreed, one of them archived since, and one that has no agreed column."""
    for path in (ARCHIVED, LANDED):
        place.land(path, WITH_SHOP.replace("S1", f"{Path(path).stem}1").replace("S2", f"{Path(path).stem}2"))
    place.land(REFUSED, "shop,town\nSouth,Pune\n")
    place.run()
    (place.landing / ARCHIVED).unlink()
    assert place.plan().stale == []
    return place


def shops(place: Place, column: str = "shop") -> dict[str, Sequence[tuple[str | None, str | None]]]:
    """Column and ``_extra`` of the order rows of each file of July."""
    sql = f"SELECT _file, {column} AS shop, _extra FROM t WHERE month = '2025-07-01' ORDER BY _file, _row"
    answer = place.lake.query(sql, t=("bronze", "sports_bar_orders"))
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    for row in answer.to_pylist() if answer is not None else ():
        found.setdefault(row["_file"], []).append((row["shop"], row["_extra"]))
    return {path: rows for path, rows in found.items() if path in {ARCHIVED, LANDED, REFUSED}}


BEFORE = [(None, '{"Shop": "North"}'), (None, '{"Shop": ""}')]
AFTER = [("North", None), ("", None)]


def test_a_column_that_a_feed_gains_is_filled_from_what_landed_before(code: SourceCopy, with_shops: Place) -> None:
    assert shops(with_shops, "NULL") == {ARCHIVED: BEFORE, LANDED: BEFORE}
    code.change(*CONTRACT)
    code.change(*IMPORT)
    every = list(map(format_month, YEAR))
    found = planned(code, with_shops)
    assert sorted(month for months, _ in found["bronze/sports_bar_orders"] for month in months) == every
    assert {reason for _, reasons in found["bronze/sports_bar_orders"] for reason in reasons} >= {"column added: shop"}
    assert {table for table in found if table.startswith("bronze/")} == {"bronze/sports_bar_orders"}
    command(code, with_shops, "run")
    assert shops(with_shops) == {ARCHIVED: AFTER, LANDED: AFTER, REFUSED: [("South", '{"town": "Pune"}')]}
    assert planned(code, with_shops) == {}
    other = from_nothing(code, with_shops)
    of_landed = f"_file <> '{ARCHIVED}'"
    for table in ("bronze/sports_bar_orders", "silver/sales", "quarantine/sales", "quarantine/files"):
        assert with_shops.table(table, of_landed).equals(other.table(table, of_landed)), table


def test_a_column_that_a_feed_loses_goes_to_the_others_that_are_not_agreed(code: SourceCopy, with_shops: Place) -> None:
    before = with_shops.rows()
    code.change(*CONTRACT)
    code.change(*IMPORT)
    command(code, with_shops, "run")
    code.restore(MODULE)
    found = planned(code, with_shops)
    assert {reason for _, reasons in found["bronze/sports_bar_orders"] for reason in reasons} == {"column dropped: shop"}
    command(code, with_shops, "run")
    assert shops(with_shops, "NULL") == {ARCHIVED: [(None, '{"shop": "North"}'), (None, '{"shop": ""}')], LANDED: BEFORE}
    assert planned(code, with_shops) == {}
    after = with_shops.rows()
    for table in (("silver", "sales"), ("quarantine", "files"), ("gold", "fact_sales"), ("gold", "demand_forecast")):
        assert after[table].equals(before[table]), table
