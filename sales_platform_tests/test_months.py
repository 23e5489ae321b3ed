"""Months, ranges and the calendar."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.errors import UserError
from sales_platform.months import MonthRange, add_months, calendar, contiguous_ranges, month_of, parse_month

YEAR_2025 = MonthRange.of(date(2025, 1, 1), date(2025, 12, 1))
months = st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(month_of)


@pytest.mark.parametrize("text", ["2025-07", "2025-07-01", " 2025-07 "])
def test_a_month_is_read_in_both_of_its_spellings(text: str) -> None:
    assert parse_month(text) == date(2025, 7, 1)


@pytest.mark.parametrize(
    "text", ["2025-13", "2025-00", "25-07", "2025/07", "2025-07-02", "July", "", "0000-01", "\u0662\u0660\u0662\u0665-07"]
)
def test_anything_else_is_refused_with_the_spelling_that_is_wanted(text: str) -> None:
    with pytest.raises(UserError, match="is not a month: write it as YYYY-MM"):
        parse_month(text)


def test_a_range_is_half_open_and_knows_its_months() -> None:
    quarter = MonthRange.of(date(2025, 11, 1), date(2026, 1, 1))
    assert quarter == MonthRange(date(2025, 11, 1), date(2026, 2, 1))
    assert list(quarter) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    assert date(2026, 1, 1) in quarter
    assert date(2026, 2, 1) not in quarter
    assert str(quarter) == "2025-11 to 2026-01"
    assert str(MonthRange.of(quarter.last, quarter.last)) == "2026-01"


def test_whole_years_stay_inside_the_calendar() -> None:
    within = MonthRange.of(date(2024, 3, 1), date(2026, 11, 1))
    assert MonthRange.of(date(2025, 7, 1), date(2025, 7, 1)).whole_years(within) == YEAR_2025
    assert MonthRange.of(date(2024, 5, 1), date(2024, 5, 1)).whole_years(within).start == date(2024, 3, 1)
    assert MonthRange.of(date(2025, 12, 1), date(2026, 1, 1)).whole_years(within).last == date(2026, 11, 1)


@given(st.sets(months, max_size=30))
def test_contiguous_ranges_cover_exactly_the_months_in_as_few_ranges_as_possible(wanted: set[date]) -> None:
    ranges = contiguous_ranges(wanted)
    assert [month for part in ranges for month in part] == sorted(wanted)
    assert all(left.end < right.start for left, right in pairwise(ranges))


@given(months, st.integers(-200, 200))
def test_adding_months_and_taking_them_away_again_leads_back(month: date, count: int) -> None:
    assert add_months(add_months(month, count), -count) == month


def test_the_calendar_includes_the_running_month() -> None:
    assert calendar(date(2025, 1, 1), date(2025, 12, 31)) == YEAR_2025


def test_a_calendar_that_begins_in_the_future_is_refused() -> None:
    with pytest.raises(UserError, match="still to come"):
        calendar(date(2030, 1, 1), date(2025, 12, 31))
