"""The questions of the page Inventory planning, over a few visible rows."""

import pytest

from sales_platform.dashboard.pages.inventory import views as inventory_views
from sales_platform.dashboard.queries import planning
from sales_platform.dashboard.reading import LakeReader
from sales_platform.errors import UserError
from sales_platform.gold.stock_policy import Policy
from sales_platform_tests.dashboard.small_lake import FORECAST, chosen, forecast, write


def write_forecast(reader: LakeReader) -> None:
    rows = [
        forecast("2025-08", "A", 999, "1.00", until="2025-07"),  # made before the last month was there
        forecast("2025-09", "A", 20, "4.00", until="2025-08"),
        forecast("2025-10", "A", 30, "4.00", until="2025-08"),
        forecast("2025-09", "B", 50, "9.50", until="2025-08", baseline=True),
    ]
    write(reader.lake, "gold", "demand_forecast", rows, FORECAST)


def test_the_stock_target_is_demand_over_the_lead_time_and_safety_stock(reader: LakeReader) -> None:
    write_forecast(reader)
    answer = planning.plan(reader, chosen(reader), Policy(0.95, 2))
    assert answer is not None
    rows = {row["product_code"]: row for row in answer.to_pylist()}
    assert rows["A"]["lead_demand"] == 50
    assert rows["A"]["safety_stock"] == 10  # 1.645 x 4 x 1.414 = 9.3, rounded up
    assert rows["A"]["stock_target"] == 60
    assert rows["A"]["forecast"] == 20
    assert rows["B"]["stock_target"] is None  # its forecast reaches over one month only
    assert [rows[code]["baseline_used"] for code in ("A", "B")] == [False, True]


def test_the_plan_is_of_the_chosen_categories(reader: LakeReader) -> None:
    write_forecast(reader)
    answer = planning.plan(reader, chosen(reader, category=["Balls"]), Policy(0.5, 1))
    assert answer is not None
    assert [(row["product_code"], row["safety_stock"], row["stock_target"]) for row in answer.to_pylist()] == [("B", 0, 50)]


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
    answer = planning.demand(reader, chosen(reader, period="all"), "atlon/A", Policy(0.95, 1))
    assert answer is not None
    traces = {trace.name: [y for y in trace.y if y is not None] for trace in inventory_views.demand(answer.to_pandas()).data}
    assert traces["Sold"] == [10, 10, 15]
    assert traces["Sold, month not complete"] == [4]
