"""Files as people really send them: what is right of each case, after a run on a lake that is up to date."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from dagster import DagsterInstance

from sales_platform_tests.acceptance.case_lakes import CASES, FACT_ROWS, REVENUE, CaseLake, base, lay_over, run
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.made_once import made_once
from sales_platform_tests.planning.place import Place

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the small cases are not on this machine (../shared/cases)")

JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
DAY = "orders_2025_07_03.csv"
CUSTOMERS, PRODUCTS = ("dim_customers", "customer_code", "customer", "city", "market", "platform", "channel"), (
    "dim_products", "product_code", "division", "category", "product", "variant",
)  # fmt: skip
ATLON_AUGUST = "fact_orders_2025_08.csv"
BASE = {date(2025, 6, 1): 1_380, JULY: 19_073, AUGUST: 7_935}
"""The pieces of the landing without a case, by month."""


@pytest.fixture(scope="module")
def instance() -> Iterator[DagsterInstance]:
    with quick_instance() as made:
        yield made


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, instance: DagsterInstance) -> CaseLake:
    """The landing without a case, after a run; to be looked at only."""

    def make(folder: Path) -> None:
        run(base(folder, instance))

    return CaseLake(Place(made_once(tmp_path_factory, "base", make), instance), checks=())


@pytest.fixture
def after(before: CaseLake, tmp_path: Path) -> Callable[[str], CaseLake]:
    """Lays a case over a copy of the lake and runs it."""

    def laid_over(case: str) -> CaseLake:
        place = before.place.copy(tmp_path)
        lay_over(place, case)
        found = run(place)
        assert found.adds_up()
        return found

    return laid_over


After = Callable[[str], CaseLake]


def gained(found: CaseLake) -> dict[date, int]:
    """The pieces that a case has added, by month."""
    now = found.pieces_by_month
    return {month: pieces for month in sorted(now) if (pieces := now[month] - BASE.get(month, 0))}


def test_the_landing_without_a_case_gives_its_figures(before: CaseLake) -> None:
    rows = before.ask("SELECT count(*) AS n FROM fact", fact=("gold", "fact_sales"))
    assert (before.more_pieces, before.revenue, rows) == (0, REVENUE, [{"n": FACT_ROWS}])
    assert before.adds_up()


def test_a_product_without_a_name_stops_nothing(after: After) -> None:
    found = after("blank_product_name")
    assert found.more_pieces == 0
    assert found.ask("SELECT DISTINCT product FROM p WHERE product_code = '25891999'", p=("gold", "dim_products")) == [
        {"product": "Unknown"}
    ] or found.reasons("products", "products.csv")


def test_dates_in_folders_are_read(after: After) -> None:
    assert gained(after("dates_in_folders")) == {JULY: 80}


def test_dates_in_names_are_read_as_their_rows_say(after: After) -> None:
    assert gained(after("dates_in_names")) == {JULY: 160}


def test_a_master_with_one_of_many_customers_is_held_up(tmp_path: Path, instance: DagsterInstance) -> None:
    place = base(tmp_path, instance)
    lay_over(place, "delta_instead_of_snapshot", without=["sports_bar/customers/customers.csv"])
    found = run(place)
    assert found.more_pieces == 0
    [(path, reason)] = found.refused.items()
    assert path == "sports_bar/customers/customers_2025_08.csv"
    assert "sales-platform accept" in reason
    assert path in found.said
    assert found.adds_up()


def test_error_values_are_empty_values(after: After) -> None:
    found = after("error_values")
    wrong = {"#N/A", "#REF!", "NULL", "NaN", "Null", "Null-Unknown", "#n/a", "Nan"}
    assert not wrong & (found.values(*CUSTOMERS) | found.values(*PRODUCTS))
    assert found.reasons("sales", DAY)[2] == {"missing_quantity"}
    assert found.accepted(DAY) == {1: 70}


def test_dates_that_can_mean_one_day_only_are_that_day(after: After) -> None:
    found = after("excel_dates")
    accepted = found.accepted(DAY)
    assert {1: 90, 4: 93, 6: 95, 7: 96, 8: 97, 9: 98, 10: 99}.items() <= accepted.items()
    days = found.ask(f"SELECT DISTINCT date FROM sales WHERE _file LIKE '%{DAY}'", sales=("silver", "sales"))
    assert days == [{"date": date(2025, 7, 3)}]


def test_numbers_with_a_point_are_the_codes_that_they_were(after: After) -> None:
    found = after("float_ids")
    assert found.accepted(DAY) == {1: 3, 2: 100, 3: 50, 4: 4}
    assert found.reasons("sales", DAY) == {5: {"return"}}
    sql = f"SELECT _row, customer_code, product_code FROM sales WHERE _file LIKE '%{DAY}' AND _row IN (2, 3, 4) ORDER BY _row"
    assert [(row["customer_code"], row["product_code"]) for row in found.ask(sql, sales=("silver", "sales"))] == [
        ("789320", "25891203"),
        ("789321", "25891301"),
        ("999999", "25891203"),
    ]


def test_repeated_header_lines_are_no_records(after: After) -> None:
    found = after("header_in_the_middle")
    assert gained(found) == {JULY: 61}
    assert not {"customer_id", "customer_code", "product_code", "Customer_name-Unknown"} & (
        found.values(*CUSTOMERS) | found.values(*PRODUCTS)
    )


def test_a_header_in_another_spelling_is_the_same_header(after: After) -> None:
    found = after("header_with_spaces")
    assert (found.more_pieces, found.revenue) == (0, REVENUE)


def test_invisible_characters_do_not_count(after: After) -> None:
    accepted = after("invisible_characters").accepted(DAY)
    assert {1: 100, 2: 101, 4: 103}.items() <= accepted.items()
    assert accepted.get(3) in (None, 1102)


def test_lines_of_the_month_before_are_duplicates(after: After) -> None:
    found = after("lookback_window")
    assert (found.more_pieces, found.revenue) == (0, REVENUE)


def test_files_that_nobody_reads_are_named(after: After) -> None:
    found = after("not_dot_csv")
    assert gained(found) == {JULY: 120}
    unread = {f"sports_bar/{name}" for name in ("orders_2025_07_07.csv", "Orders/orders_2025_07_06.csv")}
    unread |= {f"sports_bar/orders/orders_2025_07_{name}" for name in ("04.xlsx", "05.txt")}
    assert set(found.refused) == unread
    assert "3 files in landing belong to no feed" in found.said


def test_a_line_that_was_put_right_in_another_file_counts_once(after: After) -> None:
    found = after("redelivered_under_another_name")
    assert gained(found) == {JULY: -135}
    assert found.reasons("sales", "orders_2025_07_01.csv")[1] == {"superseded"}


def test_a_master_without_its_columns_does_not_displace_the_one_before(after: After) -> None:
    found = after("renamed_columns")
    assert (found.more_pieces, found.revenue) == (0, REVENUE)
    assert set(found.refused) == {"sports_bar/customers/customers.csv", "sports_bar/products/products.csv"}
    assert "product_name" in found.refused["sports_bar/products/products.csv"]


def test_a_line_that_names_the_separator_is_no_header(after: After) -> None:
    assert gained(after("sep_line")) == {JULY: 40}


def test_two_lines_of_one_file_with_other_quantities_contradict_each_other(after: After) -> None:
    found = after("split_lines_atlon")
    assert gained(found) == {AUGUST: 47}
    assert found.reasons("sales", ATLON_AUGUST) == {1: {"contradiction"}}


def test_no_line_between_stray_quotation_marks_is_lost(after: After) -> None:
    found = after("stray_quotes_orders")
    accepted, rejected = found.accepted(DAY), found.reasons("sales", DAY)
    assert accepted.keys() | rejected.keys() == {1, 2, 3, 4, 5, 6, 7}
    assert not accepted.keys() & rejected.keys()
    assert all(accepted[row] == 10 * row for row in accepted)
    assert {1, 3, 4, 5, 7} <= accepted.keys()
    orders = found.ask(f"SELECT order_id FROM sales WHERE _file LIKE '%{DAY}'", sales=("silver", "sales"))
    assert all(len(str(row["order_id"])) == len("FJUL70000010") for row in orders)


def test_a_point_in_a_file_with_semicolons_is_no_decimal_point(after: After) -> None:
    found = after("thousands_dot")
    accepted, rejected = found.accepted(DAY), found.reasons("sales", DAY)
    assert {1, 2, 4} <= rejected.keys()
    assert accepted == {3: 2000}
    prices = found.ask(
        "SELECT DISTINCT product_code, price_inr FROM p WHERE product_code IN ('25891203', '25891301') AND month = '2025-07-01'",
        p=("gold", "dim_prices"),
    )
    assert {row["product_code"]: float(row["price_inr"]) for row in prices} == {"25891203": 138.0, "25891301": 1234.5}


def test_a_time_of_midnight_does_not_count(after: After) -> None:
    found = after("timestamps")
    assert {1: 60, 2: 61}.items() <= found.accepted(DAY).items()
    assert found.accepted(ATLON_AUGUST)[1] == 111
    assert found.pieces_by_month.keys() == BASE.keys()


def test_totals_are_no_records(after: After) -> None:
    found = after("total_rows")
    assert gained(found) == {JULY: 40, AUGUST: 333}
    assert not {"Grand Total", "Total customers: 35", "Total"} & (found.values(*CUSTOMERS) | found.values(*PRODUCTS))


def test_surplus_empty_fields_and_empty_lines_do_not_count(after: After) -> None:
    found = after("trailing_separators")
    assert gained(found) == {JULY: 206, AUGUST: 111}
    assert found.reasons("sales", DAY) == found.reasons("sales", "orders_2025_07_05.csv") == {}
    assert found.reasons("sales", ATLON_AUGUST) == {}


def test_a_date_with_the_month_first_is_not_of_another_month(after: After) -> None:
    assert gained(after("us_dates_atlon")) == {AUGUST: 666}


def test_a_file_whose_name_has_another_year_than_its_rows_is_held_up(after: After) -> None:
    found = after("year_typo_in_name")
    assert found.more_pieces == 0
    assert set(found.refused) == {"sports_bar/orders/orders_2026_07_03.csv", "sports_bar/orders/orders_2035_07_04.csv"}
    assert "2025-07" in found.refused["sports_bar/orders/orders_2026_07_03.csv"]
