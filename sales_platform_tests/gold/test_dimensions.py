"""The dimensions: customers with the unknown one, products, prices of the year, and the calendar."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession

from sales_platform.gold.dim_customers import dim_customers
from sales_platform.gold.dim_dates import dim_dates
from sales_platform.gold.dim_prices import dim_prices
from sales_platform.gold.dim_products import dim_products
from sales_platform.months import MonthRange
from sales_platform_tests.frames import JULY, JUNE, assert_rows, assert_types, frame, rows_of

CUSTOMERS = """month date, company string, customer_code string, customer string, city string, market string, platform string,
    channel string, repairs array<string>"""
PRICES = "month date, company string, product_code string, price_inr decimal(18,2), repairs array<string>"


def test_the_unknown_customer_stands_once_in_every_month_even_where_a_real_one_bears_its_code(spark: SparkSession) -> None:
    silver = frame(
        spark,
        CUSTOMERS,
        [
            (JUNE, "sports_bar", "789", "X-Pune", "Pune", "India", "Sports Bar", "Acquisition", ["city_fuzzy"]),
            (JUNE, "sports_bar", "790", "Y-Unknown", None, "India", "Sports Bar", "Acquisition", []),
            (JULY, "sports_bar", "999999", "Real-Pune", "Pune", "India", "Sports Bar", "Acquisition", []),
            (JULY, "atlon", "999999", "Atliq", None, "India", "Brick & Mortar", "Direct", []),
        ],
    )
    unknown = ("sports_bar", "999999", "Unknown", None, "India", "Sports Bar", "Acquisition")
    expected = [
        (JUNE, "sports_bar", "789", "X-Pune", "Pune", "India", "Sports Bar", "Acquisition"),
        (JUNE, "sports_bar", "790", "Y-Unknown", None, "India", "Sports Bar", "Acquisition"),
        (JUNE, *unknown),
        (JULY, "atlon", "999999", "Atliq", None, "India", "Brick & Mortar", "Direct"),
        (JULY, *unknown),
    ]
    assert_rows(dim_customers(silver), "*", expected)
    types = """month date, company string, customer_code string, customer string, city string, market string, platform string,
        channel string"""
    assert_types(dim_customers(silver), types)
    assert rows_of(dim_customers(frame(spark, CUSTOMERS, []))) == []


def test_products_keep_their_attributes_and_nothing_else(spark: SparkSession) -> None:
    types = """month date, company string, product_code string, division string, category string, product string,
        variant string"""
    rows = [
        (JULY, "sports_bar", "25", "Nutrition Bars", "Energy Bars", "Bar (60g)", "60g"),
        (JULY, "atlon", "25", None, None, None, None),
    ]
    silver = frame(spark, f"{types}, repairs array<string>, _file string", [(*row, [], "p.csv") for row in rows])
    assert_rows(dim_products(silver), "*", rows)
    assert_types(dim_products(silver), types)


def test_the_latest_valid_month_of_a_year_prices_every_month_of_that_year_and_no_other(spark: SparkSession) -> None:
    march, april, december = date(2025, 3, 1), date(2025, 4, 1), date(2025, 12, 1)
    silver = frame(
        spark,
        PRICES,
        [
            (march, "sports_bar", "25", Decimal("290.00"), []),
            (december, "sports_bar", "25", Decimal("310.50"), ["price_sign"]),
            (april, "sports_bar", "25", Decimal("999.00"), []),
            (date(2024, 11, 1), "sports_bar", "25", Decimal("250.00"), []),
            (march, "atlon", "25", Decimal("0.01"), []),
            (date(2024, 12, 1), "sports_bar", "26", Decimal("5.00"), []),  # no price in 2025
        ],
    )
    months = frame(
        spark, "month date, year int", [(month, 9) for month in (date(2024, 1, 1), march, JULY, JULY, date(2026, 1, 1))]
    )
    expected = [
        (date(2024, 1, 1), "sports_bar", "25", Decimal("250.00"), date(2024, 11, 1)),
        (date(2024, 1, 1), "sports_bar", "26", Decimal("5.00"), date(2024, 12, 1)),
        (march, "sports_bar", "25", Decimal("310.50"), december),
        (march, "atlon", "25", Decimal("0.01"), march),
        (JULY, "sports_bar", "25", Decimal("310.50"), december),
        (JULY, "atlon", "25", Decimal("0.01"), march),
    ]
    prices = dim_prices(silver, months)
    assert_rows(prices, "*", expected)
    assert_types(prices, "month date, company string, product_code string, price_inr decimal(18,2), price_month date")


CALENDAR: dict[date, dict[str, Any]] = {
    date(2023, 12, 1): {"quarter": 4, "month_name": "December", "year_quarter": "2023-Q4", "financial_year": "FY2023-24"},
    date(2024, 2, 1): {"month_number": 2, "days_in_month": 29, "year_month": "2024-02"},
    date(2024, 3, 1): {"quarter": 1, "financial_year": "FY2023-24", "days_in_month": 31},
    date(2024, 4, 1): {"quarter": 2, "financial_year": "FY2024-25", "year_quarter": "2024-Q2", "days_in_month": 30},
    date(2025, 2, 1): {"year": 2025, "days_in_month": 28},
    date(2025, 9, 1): {"quarter": 3, "month_name": "September", "year_month": "2025-09"},
    date(2099, 12, 1): {"financial_year": "FY2099-00", "days_in_month": 31},
}


@pytest.mark.parametrize(("month", "facts"), CALENDAR.items(), ids=str)
def test_a_month_has_its_calendar_facts(month: date, facts: dict[str, Any]) -> None:
    [row] = dim_dates(MonthRange.of(month, month)).to_pylist()
    assert row == {**row, "month": month, "year": month.year, "month_number": month.month, **facts}


def test_the_calendar_has_one_row_per_month_in_order() -> None:
    rows = dim_dates(MonthRange.of(date(2024, 11, 1), date(2025, 2, 1))).to_pylist()
    assert [row["year_month"] for row in rows] == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert [row["quarter"] for row in rows] == [4, 4, 1, 1]
