"""Files whose date is not plain in their names, from the landing to bronze."""

import pytest

from sales_platform.bronze.state import feed_state
from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform_tests.bronze.test_ingest import AUGUST, JULY, Bench, bench

__all__ = ["bench"]

ORDERS, SALES = "sports_bar_orders", "atlon_sales"
HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty"
EXPORTED = "sports_bar/orders/20250801_orders_2025_07_03.csv"
PLACED = "CAST(month AS VARCHAR) AS month, _file, _row, _file_date"


def land_exported(bench: Bench) -> None:
    bench.land(EXPORTED, HEADER, "F1,2025/07/03,789,25,4", "F2,03/07/2025,789,25,4")


def test_a_file_with_two_dates_in_its_name_is_of_the_one_that_its_rows_bear(bench: Bench) -> None:
    land_exported(bench)
    bench.ingest(ORDERS)
    expected = [("2025-07-01", EXPORTED, row, "2025-07-03") for row in (1, 2)]
    assert bench.rows(ORDERS, PLACED) == expected
    assert bench.ingest(ORDERS).files_read == {}
    (bench.landing / EXPORTED).unlink()
    bench.ingest(ORDERS)
    assert bench.rows(ORDERS, PLACED) == expected


def test_only_a_file_with_two_dates_in_its_name_is_read_to_plan_a_run(bench: Bench) -> None:
    land_exported(bench)
    bench.land("sports_bar/orders/orders_2025_08_02.csv", HEADER, "F3,2025/08/02,789,25,4")
    view = bench.view()
    state = feed_state(view, FEED_BY_NAME[ORDERS], None)
    assert list(view.reader(FEED_BY_NAME[ORDERS]).files_read) == [EXPORTED]
    assert {month: list(files) for month, files in state.contents.items()} == {
        JULY.start: [EXPORTED],
        AUGUST.start: ["sports_bar/orders/orders_2025_08_02.csv"],
    }


@pytest.mark.parametrize("name", ["orders_2024_07_03.csv", "2024/07/03/orders.csv", "orders_03-07-2024.csv"])
def test_a_file_of_another_year_than_its_name_is_refused_and_its_last_good_version_stays(bench: Bench, name: str) -> None:
    path = f"sports_bar/orders/{name.replace('2024', '2025')}"
    bench.land(path, HEADER, "F1,2025/07/03,789,25,4")
    bench.ingest(ORDERS)
    before = bench.rows(ORDERS, PLACED)
    bench.land(path, HEADER, "F1,2024/07/03,789,25,9", "F2,07/03/2024,789,25,9")
    bench.ingest(ORDERS)
    assert bench.rows(ORDERS, PLACED) == before
    refused = feed_state(bench.view(), FEED_BY_NAME[ORDERS], JULY).refused
    reason = (
        "its name says 2025-07, all 2 dates in it are of 2024-03 to 2024-07: rename the file, or correct the dates,"
        " and land it again"
    )
    assert [item.refused for item in refused] == [reason]


def test_a_row_whose_date_cannot_be_read_stands_in_the_month_of_its_files_name(bench: Bench) -> None:
    rows = [f"{text},P,C,1" for text in ("x", "08/01/2025", "02/08/2024", "")]
    bench.land("atlon/sales/sales_2025_08.csv", "date,product_code,customer_code,sold_quantity", *rows)
    bench.ingest(SALES)
    assert bench.rows(SALES, "CAST(month AS VARCHAR) AS month, _row") == [("2025-08-01", row) for row in (1, 2, 3, 4)]
