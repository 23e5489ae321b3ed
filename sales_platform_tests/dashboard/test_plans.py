"""The plan on the overview and the stock on the inventory page: against SQL of another hand, and nothing where there is none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sales_platform.dashboard.found_pages import found_pages
from sales_platform.dashboard.grids import Column
from sales_platform.dashboard.page_answers import answer_or_message
from sales_platform.dashboard.pages.inventory import stock_views, views
from sales_platform.dashboard.pages.overview.plan import cards_of_plan
from sales_platform.dashboard.pieces import Piece
from sales_platform.dashboard.queries.sales import choices
from sales_platform.dashboard.queries.stock import NOT_LISTED, plan_with_stock
from sales_platform.dashboard.queries.targets import against_plan
from sales_platform.dashboard.reading import LakeReader
from sales_platform.gold.stock_policy import USUAL, Policy
from sales_platform.months import MonthRange
from sales_platform.settings import Settings
from sales_platform_tests.dashboard.plans_in_sql import plan_in_sql, stock_in_sql
from sales_platform_tests.dashboard.small_lake import FORECAST, chosen, forecast, write
from sales_platform_tests.dashboard.test_planning_queries import write_forecast
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.rebuilds import rebuild


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> LakeReader:
    """A sample with its own forecast."""

    def make(folder: Path) -> None:
        workplace = Workplace(folder, folder / "landing")
        written = workplace.command("sample-data", "--months", "5", "--scale", "0.1", "--out", str(folder / "landing"))
        assert written.returncode == 0, written.stderr
        rebuild(Settings.from_environment(workplace.variables))

    folder = made_once(tmp_path_factory, "plans", make)
    return LakeReader(Workplace(folder, folder / "landing").lake)


def piece_of(page: str, name: str) -> Piece:
    found = next(one for one in found_pages() if one.name == page)
    return next(piece for piece in found.all_pieces if piece.name == name)


def shown(reader: LakeReader, page: str, name: str, **controls: object) -> Any:
    piece = piece_of(page, name)
    return piece.show(answer_or_message(reader, piece.question, controls))


def test_what_was_sold_against_the_plan_is_as_in_sql(drawn: LakeReader) -> None:
    selection = chosen(drawn, period="all")
    answer = against_plan(drawn, selection)
    assert answer is not None
    assert selection.complete is not None
    names = ("company", "month", "quantity", "target_quantity")
    found = [{name: row[name] for name in names} for row in answer.to_pylist()]
    assert found == plan_in_sql(drawn.lake, selection.months.start, selection.complete)
    assert len(found) == 10


def test_the_stock_of_every_product_is_as_in_sql_with_what_runs_out_first_on_top(drawn: LakeReader) -> None:
    answer = plan_with_stock(drawn, chosen(drawn, period="all"), USUAL)
    assert answer is not None
    rows = answer.to_pylist()
    expected = stock_in_sql(drawn.lake)
    listed = {(row["company"], row["product_code"]): row for row in rows if row["cover"] != NOT_LISTED}
    assert {key: {name: row[name] for name in expected[key]} for key, row in listed.items()} == expected
    assert any(row["cover"] == NOT_LISTED and row["reorder_quantity"] is None for row in rows)
    lasting = [(row["runs_out"], row["date"], row["cover_days"]) for row in rows if row["cover_days"] is not None]
    assert [until for until, _, _ in lasting] == sorted(until for until, _, _ in lasting)
    assert all(date.fromisoformat(until) - date.fromisoformat(day) == timedelta(days=days) for until, day, days in lasting)
    assert rows[0]["runs_out"] == lasting[0][0]


def test_the_table_of_gold_says_the_same_as_the_page_for_the_usual_policy(drawn: LakeReader) -> None:
    answer = plan_with_stock(drawn, chosen(drawn, period="all"), USUAL)
    assert answer is not None
    sql = "SELECT company, product_code, reorder_quantity, CAST(reorder_inr AS DOUBLE) AS reorder_inr FROM t"
    gold = {(row["company"], row["product_code"]): row for row in drawn.rows(sql, t=("gold", "stock_cover"))}
    for row in answer.to_pylist():
        if (known := gold.get((row["company"], row["product_code"]))) is not None:
            assert (row["reorder_quantity"], row["reorder_inr"]) == (known["reorder_quantity"], known["reorder_inr"])


def test_a_longer_lead_time_orders_more(drawn: LakeReader) -> None:
    selection = chosen(drawn, period="all")
    usual, longer = (plan_with_stock(drawn, selection, policy) for policy in (USUAL, Policy(0.99, 3)))
    assert usual is not None
    assert longer is not None
    sums = [sum(row["reorder_quantity"] or 0 for row in answer.to_pylist()) for answer in (usual, longer)]
    assert sums[0] < sums[1]


def test_the_pages_show_the_plan_and_what_to_reorder(drawn: LakeReader) -> None:
    assert "Pieces against plan" in str(shown(drawn, "overview", "overview-figures", period="all"))
    assert "plan-mark" in str(shown(drawn, "overview", "overview-plan", period="all"))
    totals = str(shown(drawn, "inventory", "inventory-totals", period="all"))
    assert "To reorder" in totals
    assert "Runs out first" in totals
    assert "Reorder quantity" in str(shown(drawn, "inventory", "inventory-formulas", period="all"))
    assert "Reorder (INR)" in str(shown(drawn, "inventory", "inventory-plan", period="all").columnDefs)


def test_a_card_says_that_targets_are_not_by_channel(drawn: LakeReader) -> None:
    available = choices(drawn)
    assert available is not None
    channel = available.values["channel"][0]
    assert "targets are not by channel" in str(shown(drawn, "overview", "overview-figures", channel=[channel]))
    assert shown(drawn, "overview", "overview-plan", channel=[channel]) is None


def test_without_targets_and_stock_the_pages_have_neither_plan_nor_reorder(reader: LakeReader) -> None:
    write_forecast(reader)
    assert shown(reader, "overview", "overview-plan", period="all") is None
    assert "plan" not in str(shown(reader, "overview", "overview-figures", period="all"))
    for name in ("inventory-totals", "inventory-formulas", "inventory-plan"):
        said = str(shown(reader, "inventory", name, period="all")).lower()
        assert "stock target" in said
        assert "reorder" not in said
    inventory = next(one for one in found_pages() if one.name == "inventory")
    assert not [piece.name for piece in inventory.all_pieces if "reorder" in f"{piece.title} {piece.note}".lower()]


@pytest.mark.parametrize("columns", [views.COLUMNS, stock_views.COLUMNS])
def test_no_column_of_the_stock_of_each_product_is_out_of_sight_in_a_window_of_1400_pixels(columns: Sequence[Column]) -> None:
    beside_the_filters = 1076
    assert sum(column.width for column in columns) <= beside_the_filters


def test_months_without_a_target_show_no_plan(sample: Workplace) -> None:
    reader = LakeReader(sample.lake)
    selection = chosen(reader, period="all")
    assert against_plan(reader, selection) is not None
    beyond = MonthRange.of(selection.months.start.replace(year=2001), selection.months.start.replace(year=2001))
    assert cards_of_plan(reader, replace(selection, months=beyond)) is None


def test_a_product_with_stock_and_no_forecast_is_listed_with_nothing_to_order(drawn: LakeReader, reader: LakeReader) -> None:
    write(reader.lake, "gold", "demand_forecast", [forecast("2025-09", "A", 30, "1.00", until="2025-08")], FORECAST)
    schema = drawn.lake.query("SELECT * FROM t LIMIT 0", t=("gold", "stock_cover"))
    assert schema is not None
    base = {"month": "2025-08-01", "date": "2025-08-31", "company": "atlon", "division": "Cricket", "category": "Bats"}
    rows = [
        {**base, "product_code": "A", "at_hand": 10, "on_order": 0, "cover": "days", "cover_days": 10},
        {**base, "product_code": "NEW", "product": "New", "at_hand": 3, "on_order": 0, "cover": "no forecast"},
    ]
    dated = [{**row, **{name: date.fromisoformat(str(row[name])) for name in ("month", "date")}} for row in rows]
    write(reader.lake, "gold", "stock_cover", dated, schema.schema)
    answer = plan_with_stock(reader, chosen(reader, period="all"), USUAL)
    assert answer is not None
    found = [(row["product_code"], row["cover"], row["reorder_quantity"], row["reorder_inr"]) for row in answer.to_pylist()]
    assert found == [("A", "days", 22, None), ("NEW", "no forecast", None, None)]
    assert "No forecast" in str(shown(reader, "inventory", "inventory-plan", period="all").rowData)
