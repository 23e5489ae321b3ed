"""The fact and the wide table: what was sold, at the price of the year, with the attributes of its month."""

from datetime import date
from decimal import Decimal

from pyspark.sql import SparkSession

from sales_platform.gold.dim_dates import dim_dates
from sales_platform.gold.fact_sales import fact_sales
from sales_platform.gold.sales_enriched import sales_enriched
from sales_platform.months import MonthRange
from sales_platform_tests.frames import AUGUST, JULY, JUNE, Values, assert_rows, assert_types, frame

SALES = "month date, company string, order_id string, date date, product_code string, customer_code string, quantity bigint"
PRICES = "month date, company string, product_code string, price_inr decimal(18,2), price_month date"
FACT = """month date, company string, product_code string, customer_code string, sold_quantity bigint, price_inr decimal(18,2),
    revenue_inr decimal(38,2)"""
CUSTOMERS = """month date, company string, customer_code string, customer string, city string, market string, platform string,
    channel string"""
PRODUCTS = "month date, company string, product_code string, division string, category string, product string, variant string"


def sale(month: date, company: str, product: str, customer: str, quantity: int) -> Values:
    return (month, company, "1", month, product, customer, quantity)


def price(month: date, company: str, product: str, amount: str) -> Values:
    return (month, company, product, Decimal(amount), month)


def test_the_fact_sums_the_pieces_of_a_month_and_values_them_at_the_price_of_the_product(spark: SparkSession) -> None:
    sales = [
        sale(JULY, "sports_bar", "25", "789", 5),
        sale(JULY, "sports_bar", "25", "789", 7),
        sale(JULY, "sports_bar", "25", "999999", 1),
        sale(JUNE, "sports_bar", "25", "789", 100),
        sale(JULY, "atlon", "25", "789", 3),  # the same codes in the other company
        sale(JULY, "sports_bar", "26", "789", 9),  # without a price
        sale(AUGUST, "sports_bar", "25", "789", 2),  # with a price in other months only
    ]
    prices = [
        price(JULY, "sports_bar", "25", "290.50"),
        price(JUNE, "sports_bar", "25", "0.01"),
        price(JULY, "atlon", "25", "19.05"),
        price(JULY, "atlon", "26", "1.00"),
        price(JULY, "sports_bar", "27", "1.00"),  # nothing sold
    ]
    expected = [
        (JULY, "sports_bar", "25", "789", 12, Decimal("290.50"), Decimal("3486.00")),
        (JULY, "sports_bar", "25", "999999", 1, Decimal("290.50"), Decimal("290.50")),
        (JUNE, "sports_bar", "25", "789", 100, Decimal("0.01"), Decimal("1.00")),
        (JULY, "atlon", "25", "789", 3, Decimal("19.05"), Decimal("57.15")),
        (JULY, "sports_bar", "26", "789", 9, None, None),
        (AUGUST, "sports_bar", "25", "789", 2, None, None),
    ]
    fact = fact_sales(frame(spark, SALES, sales), frame(spark, PRICES, prices))
    assert_rows(fact, "*", expected)
    assert_types(fact, FACT)


def test_pieces_that_are_more_than_a_bigint_holds_are_null(spark: SparkSession) -> None:
    most = 2**63 - 1
    sales = [
        *(sale(JULY, "sports_bar", "25", customer, most) for customer in ("789", "790")),
        *(sale(JULY, "sports_bar", "25", customer, pieces) for customer, pieces in (("789", 1), ("790", 1), ("790", -1))),
    ]
    fact = fact_sales(frame(spark, SALES, sales), frame(spark, PRICES, []))
    assert_rows(fact, "customer_code sold_quantity", [("789", None), ("790", most)])


def test_quantities_and_prices_are_multiplied_exactly_beyond_what_a_float_holds(spark: SparkSession) -> None:
    most = 999_999_999_999_999
    sales = [
        sale(JULY, "a", "dear", "1", 10_000_000_000),
        sale(JULY, "a", "many", "1", most),
        sale(JULY, "a", "many", "1", most),
        sale(JULY, "a", "cents", "1", 3),
    ]
    prices = [
        price(JULY, "a", "dear", "999999999999999.99"),
        price(JULY, "a", "many", "9999999999.99"),
        price(JULY, "a", "cents", "0.07"),
    ]
    expected = [
        ("dear", 10_000_000_000, Decimal("9999999999999999900000000.00")),
        ("many", 2 * most, Decimal("19999999999979980000000000.02")),
        ("cents", 3, Decimal("0.21")),
    ]
    fact = fact_sales(frame(spark, SALES, sales), frame(spark, PRICES, prices))
    assert_rows(fact, "product_code sold_quantity revenue_inr", expected)


def test_the_largest_quantities_and_prices_that_silver_accepts_can_be_multiplied(spark: SparkSession) -> None:
    most = 999_999_999_999_999
    sales = [sale(JULY, "a", "25", "1", most), sale(JULY, "a", "25", "1", most), sale(JULY, "a", "26", "1", 1)]
    prices = [price(JULY, "a", "25", "999999999999999.99"), price(JULY, "a", "26", "1.00")]
    expected = [("25", Decimal("1999999999999997980000000000000.02")), ("26", Decimal("1.00"))]
    fact = fact_sales(frame(spark, SALES, sales), frame(spark, PRICES, prices))
    assert_rows(fact, "product_code revenue_inr", expected)


MONEY = (Decimal("2.00"), Decimal("10.00"))
SOLD = [
    (JUNE, "sports_bar", "25", "789", 5, *MONEY),
    (JULY, "sports_bar", "25", "789", 5, *MONEY),
    (JULY, "atlon", "25", "789", 5, None, None),
    (JULY, "sports_bar", "26", "999999", 5, *MONEY),
    (AUGUST, "sports_bar", "27", "791", 5, *MONEY),  # in no dimension
]
BUYERS = [
    (JUNE, "sports_bar", "789", "X-Pune", "Pune", "India", "Sports Bar", "Acquisition"),
    (JULY, "sports_bar", "789", "X-Goa", "Goa", "India", "Sports Bar", "Acquisition"),
    (JULY, "atlon", "789", "Atliq", None, "UK", "E-Commerce", "Direct"),
    (JULY, "sports_bar", "999999", "Unknown", None, "India", "Sports Bar", "Acquisition"),
    (JULY, "sports_bar", "790", "bought nothing", None, "India", "Sports Bar", "Acquisition"),
]
ITEMS = [
    (JUNE, "sports_bar", "25", "Other", "Bars", "Bar", None),
    (JULY, "sports_bar", "25", "Nutrition Bars", "Energy Bars", "Bar (60g)", "60g"),
    (JULY, "atlon", "25", "P & A", "Mice", "Mouse", "Plus"),
    (JULY, "sports_bar", "26", "Other", "Shoes", "Shoe", None),
]
IN_JUNE = (JUNE, 2025, 2, "June", "2025-Q2", "FY2025-26")
IN_JULY = (JULY, 2025, 3, "July", "2025-Q3", "FY2025-26")
ACQUIRED = ("India", "Sports Bar", "Acquisition")
WIDE = [
    (*IN_JUNE, "sports_bar", "25", "Other", "Bars", "Bar", None, "789", "X-Pune", "Pune", *ACQUIRED, 5, *MONEY),
    (
        *IN_JULY, "sports_bar", "25", "Nutrition Bars", "Energy Bars", "Bar (60g)", "60g",
        "789", "X-Goa", "Goa", *ACQUIRED, 5, *MONEY,
    ),
    (
        *IN_JULY, "atlon", "25", "P & A", "Mice", "Mouse", "Plus",
        "789", "Atliq", None, "UK", "E-Commerce", "Direct", 5, None, None,
    ),
    (*IN_JULY, "sports_bar", "26", "Other", "Shoes", "Shoe", None, "999999", "Unknown", None, *ACQUIRED, 5, *MONEY),
    (AUGUST, *[None] * 5, "sports_bar", "27", *[None] * 4, "791", *[None] * 5, 5, *MONEY),
]  # fmt: skip


def test_the_wide_table_has_exactly_the_rows_of_the_fact_with_the_attributes_of_their_month_and_company(
    spark: SparkSession,
) -> None:
    dates = spark.createDataFrame(dim_dates(MonthRange.of(JUNE, JULY)))
    wide = sales_enriched(frame(spark, FACT, SOLD), frame(spark, CUSTOMERS, BUYERS), frame(spark, PRODUCTS, ITEMS), dates)
    assert_rows(wide, "*", WIDE)
    types = """month date, year int, quarter int, month_name string, year_quarter string, financial_year string, company string,
        product_code string, division string, category string, product string, variant string, customer_code string,
        customer string, city string, market string, platform string, channel string, sold_quantity bigint,
        price_inr decimal(18,2), revenue_inr decimal(38,2)"""
    assert_types(wide, types)
