"""The questions of the dashboard, over a few visible rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa
import pytest

from sales_platform.dashboard import figures
from sales_platform.dashboard.downloads import csv_response
from sales_platform.dashboard.pages import overview
from sales_platform.dashboard.pages.inventory import views as inventory_views
from sales_platform.dashboard.pieces import table
from sales_platform.dashboard.queries import details, planning, quality, sales
from sales_platform.dashboard.queries.periods import earlier_figures
from sales_platform.dashboard.queries.planning import Policy
from sales_platform.dashboard.queries.status import status
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection, parse_selection
from sales_platform.dashboard.server import trusted_hosts
from sales_platform.errors import UserError
from sales_platform.months import add_months
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.small_lake import FORECAST, QUARANTINE, SALES, forecast, sale, write, write_sales

ROWS = [
    sale("2024-07", "A", "1", 10, "100.00"),
    sale("2024-08", "A", "1", 10, "100.00"),
    sale("2025-07", "A", "1", 15, "100.00"),
    sale("2025-07", "B", "2", 5, "300.00", category="Balls", channel="Direct"),
    sale("2025-08", "A", "2", 4, "100.00", channel="Direct", city="Pune"),
    sale("2025-08", "S", "9", 7, "50.50", company="sports_bar", division="Nutrition", category="Bars", channel="O'Neill"),
]


@pytest.fixture
def reader(tmp_path: Path) -> LakeReader:
    lake = Lake(str(tmp_path / "lake"))
    write_sales(lake, ROWS)
    return LakeReader(lake)


def chosen(reader: LakeReader, **controls: object) -> Selection:
    available = sales.choices(reader)
    assert available is not None
    return parse_selection(controls, available)


def test_what_can_be_chosen_is_what_there_is(reader: LakeReader) -> None:
    available = sales.choices(reader)
    assert available is not None
    assert available.values["channel"] == ("Direct", "O'Neill", "Retailer")
    assert available.values["category"] == ("Balls", "Bars", "Bats")
    assert [f"{month:%Y-%m}" for month in available.months] == ["2024-07", "2024-08", "2025-07", "2025-08"]


def test_nothing_can_be_chosen_in_an_empty_lake(tmp_path: Path) -> None:
    assert sales.choices(LakeReader(Lake(str(tmp_path)))) is None


def test_the_figures_are_those_of_the_selection(reader: LakeReader) -> None:
    figures = sales.figures(reader, chosen(reader, first="2025-07", channel=["Direct"]))
    assert figures["total_revenue_inr"] == 1900
    assert figures["total_quantity"] == 9
    assert figures["unique_customers"] == 1
    assert figures["average_selling_price"] == 200
    assert figures["revenue_per_unit"] == pytest.approx(1900 / 9)


def test_the_figures_are_compared_with_those_of_the_months_before(reader: LakeReader) -> None:
    before, said = earlier_figures(reader, chosen(reader, first="2025-08", company=["atlon"]))
    assert before is not None
    assert (before["total_revenue_inr"], said) == (3000, "Jul 2025")


@pytest.mark.parametrize(
    ("controls", "why"),
    [
        ({}, "no whole earlier period to compare"),
        ({"first": "2025-08"}, "not compared: Sports Bar has no sales in Jul 2025"),
        ({"first": "2025-08", "company": ["sports_bar"]}, "not compared: Sports Bar has no sales in Jul 2025"),
        ({"first": "2025-07", "company": ["atlon"]}, "not compared: Atlon has no sales in May 2025 to Jun 2025"),
    ],
)
def test_months_that_a_company_has_no_sales_of_are_not_compared(reader: LakeReader, controls: dict[str, Any], why: str) -> None:
    assert earlier_figures(reader, chosen(reader, **controls)) == (None, why)


def test_a_month_that_not_every_company_has_delivered_is_not_compared_and_not_part_of_the_line(reader: LakeReader) -> None:
    write_sales(reader.lake, [*ROWS, sale("2025-09", "S", "9", 1, "50.50", company="sports_bar")])
    later = LakeReader(reader.lake)
    for company in ("atlon", "sports_bar"):
        selection = chosen(later, first="2025-09", company=[company])
        assert earlier_figures(later, selection) == (None, "not compared: Sep 2025 is not complete")
    answer = overview._trend(later, chosen(later, first="2025-08"), {})
    complete = [(row["company"], f"{row['month']:%Y-%m}", row["complete"]) for row in answer.to_pylist()]
    assert complete == [("atlon", "2025-08", True), ("sports_bar", "2025-08", True), ("sports_bar", "2025-09", False)]
    chart = overview._show_trend(answer.to_pandas())
    assert [trace.name for trace in chart.data][-1] == "Sports Bar, month not complete"


def test_a_value_with_a_quote_selects_its_rows(reader: LakeReader) -> None:
    assert sales.figures(reader, chosen(reader, channel=["O'Neill"]))["total_revenue_inr"] == pytest.approx(353.5)


def test_the_trend_has_the_same_month_a_year_before(reader: LakeReader) -> None:
    answer = sales.trend(reader, chosen(reader, first="2025-07"))
    assert [
        (row["company"], f"{row['month']:%Y-%m}", row["revenue"], row["revenue_year_before"]) for row in answer.to_pylist()
    ] == [
        ("atlon", "2025-07", 3000, 1000),
        ("atlon", "2025-08", 400, 1000),
        ("sports_bar", "2025-08", 353.5, None),
    ]


def test_a_breakdown_shares_out_the_whole_selection_even_when_it_is_cut(reader: LakeReader) -> None:
    answer = sales.breakdown(reader, chosen(reader, first="2025-07", company=["atlon"]), ("city",), limit=1)
    assert answer is not None
    assert answer.to_pylist() == [{"city": "Unknown", "revenue": 3000, "quantity": 20, "share": pytest.approx(3000 / 3400)}]


def test_breakdowns_that_are_asked_together_are_those_that_are_asked_alone(reader: LakeReader) -> None:
    selection = chosen(reader, first="2025-07")
    sets = (("city",), ("company", "product"), ("company",), ("channel",))
    for by in sets:
        alone, together = sales.breakdown(reader, selection, by), sales.breakdown(reader, selection, by, sets)
        assert alone is not None
        assert alone.num_rows > 0
        assert together is not None
        assert alone.to_pylist() == together.to_pylist()


def test_growth_compares_only_months_that_a_company_has_in_both_years(reader: LakeReader) -> None:
    answer = sales.growth_by(reader, chosen(reader, first="2025-07"), ["category"])
    assert answer is not None
    assert [(row["category"], row["revenue"], row["revenue_year_before"]) for row in answer.to_pylist()] == [
        ("Bats", 1900, 2000), ("Balls", 1500, 0),
    ]  # fmt: skip
    assert [row["growth"] for row in answer.to_pylist()] == [pytest.approx(-0.05), None]


def test_a_product_has_its_mean_price_share_and_growth(reader: LakeReader) -> None:
    answer = details.products(reader, chosen(reader, first="2025-07"))
    assert answer is not None
    first = answer.to_pylist()[0]
    assert (first["product"], first["price"], first["quantity"], first["revenue"]) == ("Product A", 100, 19, 1900)
    assert first["share"] == pytest.approx(1900 / 3753.5)
    assert first["growth"] == pytest.approx(-0.05)
    assert [row["product_code"] for row in answer.to_pylist()] == ["A", "B", "S"]


def test_customers_are_counted_once_a_company(reader: LakeReader) -> None:
    answer = details.customers(reader, chosen(reader, channel=["Direct"]))
    assert answer is not None
    assert [(row["customer"], row["revenue"]) for row in answer.to_pylist()] == [("Customer 2", 1900)]
    assert details.concentration([60.0, 30.0, 10.0]) == [pytest.approx(0.6), pytest.approx(0.9), pytest.approx(1.0)]
    assert details.concentration([0.0]) == [0.0]


def test_an_answer_is_kept_until_its_table_changes(reader: LakeReader) -> None:
    now = [0.0]
    reader = LakeReader(reader.lake, clock=lambda: now[0])
    selection = chosen(reader)
    sql = "SELECT count(*) AS rows FROM sales"
    first = reader.ask(sql, sales=sales.SALES)
    now[0] += 10
    assert reader.ask(sql, sales=sales.SALES) is first
    write_sales(reader.lake, [*ROWS, sale("2025-08", "A", "3", 1, "7.00")])
    assert reader.ask(sql, sales=sales.SALES) is first  # the version is looked up once a second
    now[0] += 10
    assert sales.figures(reader, selection)["total_revenue_inr"] == pytest.approx(5760.5)


def test_a_table_made_anew_in_the_same_place_is_another(reader: LakeReader, tmp_path: Path) -> None:
    other = Lake(str(tmp_path / "other"))
    write_sales(other, ROWS[:1])
    first = reader.version(sales.SALES)
    second = LakeReader(other).version(sales.SALES)
    assert first is not None
    assert second is not None
    assert first.number == second.number
    assert first.identity != second.identity


def write_forecast(reader: LakeReader) -> None:
    rows = [
        forecast("2025-08", "A", 999, "1.00", until="2025-07"),  # made before the last month was there
        forecast("2025-09", "A", 20, "4.00", until="2025-08"),
        forecast("2025-10", "A", 30, "4.00", until="2025-08"),
        forecast("2025-09", "B", 50, "9.50", until="2025-08", baseline=True),
    ]
    write(reader.lake, "gold", "demand_forecast", rows, FORECAST)


def test_reorder_is_demand_over_the_lead_time_and_safety_stock(reader: LakeReader) -> None:
    write_forecast(reader)
    answer = planning.plan(reader, chosen(reader), Policy(0.95, 2))
    assert answer is not None
    rows = {row["product_code"]: row for row in answer.to_pylist()}
    assert rows["A"]["lead_demand"] == 50
    assert rows["A"]["safety_stock"] == 10  # 1.645 x 4 x 1.414 = 9.3, rounded up
    assert rows["A"]["reorder_quantity"] == 60
    assert rows["A"]["forecast"] == 20
    assert rows["B"]["reorder_quantity"] is None  # its forecast reaches over one month only
    assert [rows[code]["baseline_used"] for code in ("A", "B")] == [False, True]


def test_the_plan_is_of_the_chosen_categories(reader: LakeReader) -> None:
    write_forecast(reader)
    answer = planning.plan(reader, chosen(reader, category=["Balls"]), Policy(0.5, 1))
    assert answer is not None
    assert [(row["product_code"], row["safety_stock"], row["reorder_quantity"]) for row in answer.to_pylist()] == [("B", 0, 50)]


def test_demand_is_history_and_the_latest_forecast(reader: LakeReader) -> None:
    write_forecast(reader)
    answer = planning.demand(reader, chosen(reader, first="2025-07"), "atlon/A", Policy(0.95, 1))
    assert answer is not None
    assert [(f"{row['month']:%Y-%m}", row["quantity"], row["forecast"]) for row in answer.to_pylist()] == [
        ("2025-07", 15, None), ("2025-08", 4, None), ("2025-09", None, 20), ("2025-10", None, 30),
    ]  # fmt: skip
    largest = planning.demand(reader, chosen(reader), None, Policy(0.95, 1))
    assert largest is not None
    assert largest.column("product_code").to_pylist()[0] == "B"


def test_without_a_forecast_the_page_says_what_to_run(reader: LakeReader) -> None:
    with pytest.raises(UserError, match="run it, and reload"):
        planning.plan(reader, chosen(reader), Policy(0.95, 1))


def test_a_product_without_a_forecast_is_refused(reader: LakeReader) -> None:
    write_forecast(reader)
    with pytest.raises(UserError, match="There is no forecast of the product"):
        planning.demand(reader, chosen(reader), "atlon/A' OR '1'='1", Policy(0.95, 1))


def test_an_incomplete_month_is_a_point_of_its_own_beside_the_forecast(reader: LakeReader) -> None:
    write(reader.lake, "gold", "demand_forecast", [forecast("2025-08", "A", 20, "4.00", until="2025-07")], FORECAST)
    answer = planning.demand(reader, chosen(reader), "atlon/A", Policy(0.95, 1))
    assert answer is not None
    traces = {trace.name: list(trace.y) for trace in inventory_views.demand(answer.to_pandas()).data}
    assert traces["Sold"] == [10, 10, 15]
    assert traces["Sold, month not complete"] == [4]


@pytest.mark.parametrize(("months", "step"), [(3, "M1"), (9, "M1"), (10, "M2"), (24, "M3")])
def test_every_tick_of_a_month_axis_is_the_first_of_a_month(months: int, step: str) -> None:
    listed = [add_months(date(2024, 1, 1), count) for count in range(months)]
    axis = figures.month_axis(go.Figure(), listed).layout.xaxis
    assert (axis.tick0, axis.dtick) == (listed[0], step)


def test_the_status_line_names_the_filters_that_do_not_restrict_a_page(reader: LakeReader) -> None:
    selection = chosen(reader, company=["atlon"], channel=["Direct"])
    line = status(reader, selection, filters=("company",))
    assert line is not None
    said = line.column("selection").to_pylist()[0]
    assert "company: Atlon" in said
    assert "channel: Direct" not in said
    assert "not restricted by channel" in said


def test_a_table_without_rows_is_downloaded_with_its_header(reader: LakeReader) -> None:
    piece = table("none", "None", lambda *_: pa.table({"month": [], "rows": []}), dict, "", (0, 0, 0, 0))
    response = csv_response(reader, piece, {})
    assert (response.status_code, response.get_data(as_text=True)) == (200, "month,rows\n")


@pytest.mark.parametrize(
    ("host", "trusted"), [("127.0.0.1", ["127.0.0.1", "localhost", "[::1]", "sales.example"]), ("192.0.2.1", None)]
)
def test_only_a_dashboard_that_is_open_to_others_answers_to_any_name(host: str, trusted: list[str] | None) -> None:
    assert trusted_hosts(host, "https://sales.example/figures") == trusted


def quarantined(row: int, reasons: list[str], raw: str, feed: str = "sports_bar_orders") -> dict[str, object]:
    return {
        "month": date(2025, 7, 1), "company": "sports_bar", "feed": feed, "_file": "o.csv", "_row": row, "reasons": reasons,
        "raw": raw,
    }  # fmt: skip


def test_a_quarantine_that_is_gone_is_told_from_an_empty_one(reader: LakeReader) -> None:
    selection = chosen(reader)
    assert quality.accounts(reader, selection).num_rows == 0
    write(reader.lake, "silver", "sales", ROWS[:1], SALES)
    with pytest.raises(UserError, match=r"The table quarantine\.sales is missing in the lake"):
        quality.accounts(LakeReader(reader.lake), selection)


def test_at_stake_is_what_can_be_read_and_is_not_in_the_numbers_already(reader: LakeReader) -> None:
    rows = [
        quarantined(1, ["unreadable_date"], '{"product_id":"P","order_qty":"10.0"}'),
        quarantined(2, ["missing_quantity", "unreadable_date"], '{"product_id":"P","order_qty":""}'),
        quarantined(3, ["duplicate"], '{"product_id":"P","order_qty":"5"}'),
        quarantined(4, ["unknown_product"], '{"product_id":"Q","order_qty":"7"}'),
        quarantined(5, ["invalid_quantity"], r'{"order_id":"\"order_qty\":\"99\"","product_id":"P","order_qty":"many"}'),
        quarantined(6, ["unknown_product"], '{"product_id":"R","order_qty":"1"}'),
    ]
    write(reader.lake, "quarantine", "sales", rows, QUARANTINE)
    price = {"month": date(2025, 7, 1), "company": "sports_bar", "product_code": "P", "price_inr": Decimal("2.50")}
    fields = [
        ("month", pa.date32()),
        ("company", pa.string()),
        ("product_code", pa.string()),
        ("price_inr", pa.decimal128(18, 2)),
    ]
    write(reader.lake, "gold", "dim_prices", [price], pa.schema(fields))
    listed = [
        quarantined(1, ["unknown_product"], '{"product_id":"Q","gross_price":"-3.00"}', "sports_bar_gross_price"),
        quarantined(2, ["invalid_price", "unknown_product"], '{"product_id":"R","gross_price":"4"}', "sports_bar_gross_price"),
    ]
    write(reader.lake, "quarantine", "prices", listed, QUARANTINE)
    selection = chosen(reader, first="2025-07")
    assert quality.sales_at_stake(reader, selection) == {"rows": 5, "units": 18, "value": 46.0, "unreadable": 2, "unpriced": 1}
    counts = {row["reason"]: (row["rows"], row["units"], row["value"]) for row in quality.reasons(reader, selection).to_pylist()}
    assert counts["unreadable_date"] == (2, 10, 25.0)
    assert counts["duplicate"] == (1, 5, 12.5)
    assert counts["unknown_product"] == (2, 8, 21.0)
    shown = quality.examples(reader, selection, "sports_bar_orders", "duplicate", 10).to_pylist()
    assert [(row["file"], row["row"], row["reasons"]) for row in shown] == [("o.csv", 3, "duplicate")]
    accounts = quality.accounts(reader, selection).to_pylist()
    assert [(row["feed"], row["quarantined"]) for row in accounts] == [("sports_bar_gross_price", 2), ("sports_bar_orders", 6)]
    assert quality.accounts(reader, chosen(reader, first="2025-07", company=["atlon"])).num_rows == 0
