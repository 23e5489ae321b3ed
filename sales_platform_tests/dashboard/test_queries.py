"""The questions about sales, and what all pages share, over a few visible rows."""

from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import pyarrow as pa
import pytest

from sales_platform.dashboard import month_lines
from sales_platform.dashboard.downloads import csv_response
from sales_platform.dashboard.pieces import table
from sales_platform.dashboard.queries import details, sales
from sales_platform.dashboard.queries.status import status
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.server import trusted_hosts
from sales_platform.months import add_months
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.small_lake import (
    ROWS,
    chosen,
    sale,
    write_sales,
)


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
    answer = details.customers(reader, chosen(reader, period="all", channel=["Direct"]))
    assert answer is not None
    assert [(row["customer"], row["revenue"]) for row in answer.to_pylist()] == [("Customer 2", 1900)]
    assert details.concentration([60.0, 30.0, 10.0]) == [pytest.approx(0.6), pytest.approx(0.9), pytest.approx(1.0)]
    assert details.concentration([0.0]) == [0.0]


def test_an_answer_is_kept_until_its_table_changes(reader: LakeReader) -> None:
    now = [0.0]
    reader = LakeReader(reader.lake, clock=lambda: now[0])
    selection = chosen(reader, period="all")
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


@pytest.mark.parametrize(("months", "step"), [(3, "M1"), (9, "M1"), (10, "M2"), (24, "M3")])
def test_every_tick_of_a_month_axis_is_the_first_of_a_month(months: int, step: str) -> None:
    listed = [add_months(date(2024, 1, 1), count) for count in range(months)]
    axis = month_lines.month_axis(go.Figure(), listed).layout.xaxis
    assert (axis.tick0, axis.dtick) == (listed[0], step)


def test_the_status_line_names_what_restricts_the_page(reader: LakeReader) -> None:
    selection = chosen(reader, company=["atlon"], channel=["Direct"])
    line = status(reader, selection, filters=("company",))
    assert line is not None
    row = line.to_pylist()[0]
    assert [chip["text"] for chip in row["chips"]] == ["Last 12 complete months: Sep 2024 to Aug 2025", "Company: Atlon"]


def test_a_table_without_rows_is_downloaded_with_its_header(reader: LakeReader) -> None:
    piece = table("none", "None", lambda *_: pa.table({"month": [], "rows": []}), dict, "", (0, 0, 0, 0))
    response = csv_response(reader, piece, {})
    assert (response.status_code, response.get_data(as_text=True)) == (200, "Month,Rows\n")


def test_whole_numbers_are_whole_in_a_csv_where_some_are_missing_and_formulas_stay_text(reader: LakeReader) -> None:
    rows = {"quantity": pa.array([10, None], pa.int64()), "price": [None, 2.5], "name": [None, "=1+1"]}
    piece = table("mixed", "Mixed", lambda *_: pa.table(rows), dict, "", (0, 0, 0, 0))
    body = csv_response(reader, piece, {}).get_data(as_text=True)
    assert body.splitlines() == ["Quantity (pieces),Mean price (INR),Name", "10,,", ",2.5,'=1+1"]


@pytest.mark.parametrize(
    ("host", "trusted"), [("127.0.0.1", ["127.0.0.1", "localhost", "[::1]", "sales.example"]), ("192.0.2.1", None)]
)
def test_only_a_dashboard_that_is_open_to_others_answers_to_any_name(host: str, trusted: list[str] | None) -> None:
    assert trusted_hosts(host, "https://sales.example/figures") == trusted
