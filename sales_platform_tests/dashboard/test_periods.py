"""The periods that can be chosen, and what their figures are compared with."""

from datetime import date

import pyarrow as pa
import pytest

from sales_platform.dashboard.pages.overview.kpis import kpis, show_kpis
from sales_platform.dashboard.pages.overview.trend import show_trend, trend
from sales_platform.dashboard.period import PERIODS, months_of_period
from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.queries.periods import compared_with_year_before, compared_words, course_of_months
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.dashboard.sparkline import sparkline
from sales_platform.months import MonthRange, format_month, parse_month
from sales_platform_tests.dashboard.small_lake import ROWS, chosen, sale, write_sales

TWO_YEARS = MonthRange(date(2024, 1, 1), date(2026, 1, 1))


def months(first: str, last: str) -> MonthRange:
    return MonthRange.of(parse_month(first), parse_month(last))


def later(reader: LakeReader) -> LakeReader:
    """The same rows, and a month that one company has not delivered yet."""
    write_sales(reader.lake, [*ROWS, sale("2025-09", "S", "9", 1, "50.50", company="sports_bar")])
    return LakeReader(reader.lake)


@pytest.mark.parametrize(
    ("period", "complete", "first", "last"),
    [
        ("12-months", "2025-11", "2024-12", "2025-11"),
        ("3-months", "2025-11", "2025-09", "2025-11"),
        ("1-month", "2025-11", "2025-11", "2025-11"),
        ("year", "2025-11", "2025-01", "2025-11"),
        ("financial-year", "2025-11", "2025-04", "2025-11"),
        ("financial-year", "2025-03", "2024-04", "2025-03"),
        ("all", "2025-11", "2024-01", "2025-12"),
        ("chosen", "2025-11", "2024-01", "2025-12"),
        ("12-months", "2024-02", "2024-01", "2024-02"),  # no more months are there
        ("12-months", "2026-03", "2025-01", "2025-12"),  # every month that is there is complete
    ],
)
def test_a_period_ends_with_the_last_complete_month(period: str, complete: str, first: str, last: str) -> None:
    assert months_of_period(period, TWO_YEARS, parse_month(complete)) == months(first, last)


@pytest.mark.parametrize("period", PERIODS)
def test_where_no_month_is_complete_every_period_has_months(period: str) -> None:
    assert months_of_period(period, months("2025-05", "2025-05"), None) == months("2025-05", "2025-05")
    assert months_of_period(period, TWO_YEARS, date(2023, 1, 1)) == TWO_YEARS


def test_figures_are_compared_month_by_month_where_a_company_has_both_years(reader: LakeReader) -> None:
    comparison = compared_with_year_before(reader, chosen(reader, period="all"))
    assert comparison.now is not None
    assert comparison.before is not None
    assert (comparison.now["total_revenue_inr"], comparison.before["total_revenue_inr"]) == (3400, 2000)
    assert (comparison.now["unique_customers"], comparison.before["unique_customers"]) == (2, 1)
    assert comparison.said == "Jul to Aug 2025, without Sports Bar"


def test_a_company_that_the_filters_leave_out_is_not_said_to_be_missing(reader: LakeReader) -> None:
    comparison = compared_with_year_before(reader, chosen(reader, period="all", channel=["Direct"]))
    assert comparison.said == "Jul to Aug 2025"
    assert comparison.before is not None
    assert comparison.before["total_revenue_inr"] == 0


def test_without_a_year_before_the_reason_is_said(reader: LakeReader) -> None:
    comparison = compared_with_year_before(reader, chosen(reader, company=["sports_bar"]))
    assert (comparison.now, comparison.before) == (None, None)
    assert comparison.said == "no complete month has sales a year before as well"


def test_a_month_that_is_not_complete_is_left_out_of_the_comparison_and_is_no_reason_to_refuse_it(reader: LakeReader) -> None:
    reader = later(reader)
    write_sales(
        reader.lake, [*ROWS, *(sale(month, "S", "9", 1, "50.50", company="sports_bar") for month in ("2024-09", "2025-09"))]
    )
    reader = LakeReader(reader.lake)
    comparison = compared_with_year_before(reader, chosen(reader, first="2025-08"))
    assert comparison.said == "Aug 2025, without Sports Bar"
    assert comparison.now is not None
    assert comparison.now["total_revenue_inr"] == 400


def test_several_companies_left_out_are_all_named() -> None:
    listed = {"atlon": [date(2025, 1, 1), date(2025, 2, 1)]}
    assert compared_words(listed, ["atlon", "other", "sports_bar"]) == "Jan to Feb 2025, without other and Sports Bar"


def test_a_company_with_fewer_months_to_compare_is_said_to_have_them() -> None:
    listed = {"atlon": [date(2025, 1, 1), date(2025, 2, 1)], "sports_bar": [date(2025, 2, 1)]}
    assert compared_words(listed, ["atlon", "sports_bar"]) == "Jan to Feb 2025, Sports Bar Feb 2025"


def test_growth_leaves_out_months_that_are_not_complete(reader: LakeReader) -> None:
    reader = later(reader)
    selection = chosen(reader, period="all")
    assert sales.comparable_months(reader, selection) == {"atlon": [date(2025, 7, 1), date(2025, 8, 1)]}
    assert sales.comparable_months(reader, selection, 1) == {
        "atlon": [date(2024, 8, 1), date(2025, 8, 1)],
    }


def test_a_month_that_not_every_company_has_delivered_is_not_part_of_the_line(reader: LakeReader) -> None:
    reader = later(reader)
    answer = trend(reader, chosen(reader, first="2025-08"))
    complete = [(row["company"], f"{row['month']:%Y-%m}", row["complete"]) for row in answer.to_pylist()]
    assert complete == [("atlon", "2025-08", True), ("sports_bar", "2025-08", True), ("sports_bar", "2025-09", False)]
    chart = show_trend(answer.to_pandas())
    assert [trace.name for trace in chart.data][-1] == "Sports Bar, month not complete"


def test_the_course_has_twelve_months_up_to_the_last_complete_one_chosen(reader: LakeReader) -> None:
    reader = later(reader)
    course = course_of_months(reader, chosen(reader, first="2025-08"))
    assert [(format_month(row["month"]), row["total_quantity"]) for row in course] == [("2025-07", 20), ("2025-08", 11)]


def test_a_card_says_what_is_compared_and_who_is_left_out(reader: LakeReader) -> None:
    frame = kpis(reader, chosen(reader))
    assert frame is not None
    cards = str(show_kpis(frame.to_pandas()))
    assert "+70.0% in a year" in cards
    assert "₹3.40K after ₹2.00K, Jul to Aug 2025, without Sports Bar" in cards
    assert "By month, Jul to Aug 2025: from ₹753.50 in Aug 2025 to ₹3.00K in Jul 2025." in cards


def test_cards_without_a_year_before_say_why(reader: LakeReader) -> None:
    frame = kpis(reader, chosen(reader, company=["sports_bar"]))
    assert frame is not None
    assert "Not compared: no complete month has sales a year before as well" in str(show_kpis(frame.to_pandas()))


def test_nothing_selected_has_no_cards(reader: LakeReader) -> None:
    nothing = Selection(months("2024-07", "2024-08"), months("2024-07", "2025-08"), {"company": ("sports_bar",)})
    assert kpis(reader, nothing) is None
    assert show_kpis(pa.table({"figure": pa.array([], pa.string())}).to_pandas()) is None


def test_a_sparkline_needs_two_months() -> None:
    assert sparkline([5.0]) is None
    assert sparkline([None, 5.0]) is None
    picture = sparkline([1.0, None, 3.0])
    assert picture is not None
    assert picture.startswith("data:image/svg+xml;base64,")
