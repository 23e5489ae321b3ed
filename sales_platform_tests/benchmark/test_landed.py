"""What the benchmark lands: plain samples, late files, and histories that end alike."""

from datetime import date
from pathlib import Path

import pytest
from histories import first_of, land_histories, last_full_month
from measure import BenchError
from samples import DAILY_ROWS, land_late_orders, last_order_month, own_copy, plain_sample

from sales_platform.months import add_months
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.small_lake import ORDERS_HEADER, write

ORDERS = "sports_bar/orders"
JULY = date(2025, 7, 1)


def names(landing: Path) -> set[str]:
    return {path.relative_to(landing).as_posix() for path in landing.rglob("*") if path.is_file()}


def test_a_plain_sample_has_csv_files_of_feeds_only(tiny: Workplace) -> None:
    files = names(tiny.landing)
    assert {Path(name).suffix for name in files} == {".csv"}
    assert not [name for name in files if "by_mail" in name]
    assert not list(tiny.landing.glob("sports_bar/*.csv"))


def test_late_orders_are_some_of_a_day_of_the_month_under_other_ids(tmp_path: Path) -> None:
    rows = [f"O{number},2025-07-03,789001,25891101,5\n" for number in range(DAILY_ROWS + 9)]
    write(tmp_path / ORDERS / "orders_2025_07_03.csv", ORDERS_HEADER + "".join(rows))
    write(tmp_path / ORDERS / "orders_2025_06_30.csv", ORDERS_HEADER + rows[0])
    assert last_order_month(tmp_path) == JULY
    for number in (0, 1):
        land_late_orders(tmp_path, JULY, number)
        late = (tmp_path / ORDERS / f"orders_2025_07_28_late_{number}.csv").read_text()
        assert late == ORDERS_HEADER + "".join(f"9{number}{row}" for row in rows[:DAILY_ROWS])


def test_a_month_without_a_usual_file_has_no_late_orders(tmp_path: Path) -> None:
    write(tmp_path / ORDERS / "orders_2025_07_03.csv", ORDERS_HEADER)
    with pytest.raises(BenchError, match="No day of 2025-07 has a file that can be copied"):
        land_late_orders(tmp_path, JULY, 0)


def test_histories_of_all_lengths_end_with_the_same_files(tmp_path: Path) -> None:
    land_histories(tmp_path, (2, 4), scale=0.01)
    short, long = (names(tmp_path / f"{months}" / "landing") for months in (2, 4))
    assert short < long
    first = first_of(last_full_month(), 2)
    assert {name for name in long - short if f"{first:%Y_%m}" in name or f"{last_full_month():%Y_%m}" in name} == set()
    assert f"atlon/sales/atlon_sales_{add_months(first, -1):%Y_%m}.csv" in long - short
    for name in short:
        assert (tmp_path / "2" / "landing" / name).read_bytes() == (tmp_path / "4" / "landing" / name).read_bytes()


def test_a_copy_of_a_landing_can_be_added_to(tmp_path: Path) -> None:
    plain_sample(tmp_path / "landing", 1, 0.01)
    (tmp_path / "landing" / ORDERS).chmod(0o555)
    copy = own_copy(tmp_path / "landing", tmp_path / "copy")
    (tmp_path / "landing" / ORDERS).chmod(0o755)
    land_late_orders(copy, last_order_month(copy), 0)
    assert len(names(copy)) == len(names(tmp_path / "landing")) + 1
