"""Which months of which products a forecast is made from."""

from datetime import date

from sales_platform.gold.forecast_history import histories, last_complete_month
from sales_platform_tests.gold.series import RUNNING, A, B, sold


def test_the_history_ends_before_a_month_that_one_company_has_not_delivered_yet() -> None:
    units = {A: sold([5] * 11), B: sold([7] * 12)}
    assert last_complete_month(units, RUNNING) == date(2024, 11, 1)


def test_the_running_month_is_incomplete() -> None:
    units = {A: sold([5] * 12), B: sold([7] * 12)}
    assert last_complete_month(units, date(2024, 12, 1)) == date(2024, 11, 1)
    assert last_complete_month(units, date(2025, 1, 1)) == date(2024, 12, 1)


def test_a_company_that_has_ceased_is_not_waited_for() -> None:
    assert last_complete_month({A: sold([5] * 3), B: sold([7] * 15)}, RUNNING) == date(2025, 3, 1)
    assert last_complete_month({A: sold([5] * 4), B: sold([7] * 15)}, RUNNING) == date(2024, 4, 1)


def test_a_history_begins_with_the_first_sale_and_months_without_sales_are_zero() -> None:
    units = {A: sold([0, 4, 0, -2, 6])}
    assert histories(units, date(2024, 6, 1)) == {A: [4, 0, 0, 6, 0]}


def test_a_product_without_sales_in_twelve_months_is_left_out() -> None:
    assert histories({A: sold([9])}, date(2024, 12, 1)) == {A: [9, *[0] * 11]}
    assert histories({A: sold([9])}, date(2025, 1, 1)) == {}


def test_the_history_is_of_three_years_at_most() -> None:
    assert histories({A: sold(range(1, 41))}, date(2027, 4, 1)) == {A: list(range(5, 41))}
