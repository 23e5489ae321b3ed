"""A company whose decimals stand behind a comma: files, corrections and what is at stake give one number, in one reading."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from deltalake import DeltaTable, write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from sales_platform.companies.company import ANY, PRICE, QUANTITY, Company, Landed, Record, Source
from sales_platform.companies.fitting import misfits
from sales_platform.entities import PRICES, SALES
from sales_platform.feeds import Feed, Months
from sales_platform.quality.at_stake import landed_price
from sales_platform.storage.table_queries import query_tables
from sales_platform.values.columns import amount, text, whole_number, without
from sales_platform.values.spark import Column
from sales_platform_tests.frames import File, aligned, assert_rows, frame

SIGNS = ("Rs.", ".", " ")
PRICE_FEED = Feed("north_prices", "north", PRICES, "north/prices", ("art", "preis"), Months.BY_FILE_NAME, "-")
SALES_FEED = Feed("north_sales", "north", SALES, "north/sales", ("art", "stk"), Months.BY_FILE_NAME, "-")


def align_prices() -> dict[str, Column]:
    return {"product_code": text("art"), "price_inr": amount(F.regexp_replace(without(text("preis"), SIGNS), ",", "."))}


def align_sales() -> dict[str, Column]:
    pieces = whole_number(without(text("stk"), SIGNS))
    codes = {"product_code": text("art"), "customer_code": text("art"), "date": F.col("month")}
    return {**codes, "quantity_text": text("stk"), "quantity": pieces}


PRICED = Source(
    PRICE_FEED,
    align_prices,
    Record(("art",), {"preis": PRICE}),
    Landed(product="art", price="preis", not_digits=SIGNS),
)
SOLD = Source(
    SALES_FEED, align_sales, Record(("art",), {"stk": QUANTITY}), Landed(product="art", quantity="stk", not_digits=SIGNS)
)
LANDED = {
    "95,00": "95.00",
    "95,5": "95.50",
    "Rs. 1.234,50": "1234.50",
    "1.234": "1234.00",
    "1.234.567": "1234567.00",
    "'95,00": "95.00",
    "95,00-": "-95.00",
    "on request": None,
}


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_landed_number_is_read_in_one_way_whatever_separates_the_fields(spark: SparkSession, separator: str) -> None:
    file = File("p_2025_07.csv", [(str(place), value) for place, value in enumerate(LANDED)], separator=separator)
    read = aligned(spark, PRICED, file)
    prices = [None if one is None else Decimal(one) for one in LANDED.values()]
    assert_rows(read, "product_code price_inr", [(str(place), price) for place, price in enumerate(prices)])


NOT_GROUPED = (
    "84.5",
    "84.50",
    "0.500",
    "00.500",
    "1234.567",
    "1.234.56",
    "12.345.6789",
    "Rs. 84.5",
    "-84.5",
    "1.23,50",
    "\u0968.\u096b",
)
"""In each a point stands where no thousands end, so it may be a decimal point, of which this company makes nothing."""


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_point_that_groups_no_thousands_is_not_left_out_without_a_word(spark: SparkSession, separator: str) -> None:
    file = File("p_2025_07.csv", [(str(place), value) for place, value in enumerate(NOT_GROUPED)], separator=separator)
    assert_rows(aligned(spark, PRICED, file), "_marks", [(",ambiguous,",)] * len(NOT_GROUPED))


@pytest.mark.parametrize("alone", NOT_GROUPED)
def test_so_it_is_where_no_other_number_of_the_file_needs_a_look(sail: SparkSession, alone: str) -> None:
    file = File("p_2025_07.csv", [("A", "95"), ("B", alone)])
    assert_rows(aligned(sail, PRICED, file), "product_code _marks", [("A", None), ("B", ",ambiguous,")])


@settings(max_examples=12)
@given(cents=st.integers(1, 10**9), separator=st.sampled_from(",;\t"), spelled=st.sampled_from(["{:.2f}", "{:,.2f}"]))
def test_a_price_is_the_same_from_a_file_and_from_a_correction(
    sail: SparkSession, cents: int, separator: str, spelled: str
) -> None:
    price = (Decimal(cents) / 100).quantize(Decimal("0.01"))
    in_files = spelled.format(price).translate(str.maketrans(",.", ".,"))
    file = File("p_2025_07.csv", [("A", in_files), ("B", "on request")], separator=separator)
    fix = ("north", "prices", "B", "preis", f"{price:.2f}", "Meera", "2025-12-08", None)
    read = aligned(sail, PRICED, file, fix)
    assert_rows(read, "product_code price_inr", [("A", price), ("B", price)])


def test_a_corrected_quantity_is_that_of_the_correction(spark: SparkSession) -> None:
    sold = File("s_2025_07.csv", [("A", "1.200"), ("B", ""), ("C", "")], separator=";")
    fixes = [("north", "sales", key, "stk", value, "Meera", "2025-12-08", None) for key, value in (("B", "150.0"), ("C", "1200"))]
    read = aligned(spark, SOLD, sold, *fixes)
    assert_rows(read, "product_code quantity", [("A", 1200), ("B", 150), ("C", 1200)])


def test_what_is_at_stake_is_read_with_the_comma(sail: SparkSession, tmp_path: Path) -> None:
    for value, price in LANDED.items():
        raw = frame(sail, "preis string", [(value,)]).select(F.to_json(F.struct("preis")).alias("raw"))
        write_deltalake(str(tmp_path), raw.toArrow(), mode="overwrite")
        sql = f"SELECT CAST({landed_price(PRICED)} AS VARCHAR) AS price FROM t"
        [found] = query_tables(sql, {"t": DeltaTable(str(tmp_path))}).to_pylist()
        assert found["price"] == (price.removeprefix("-") if price else None), value


UNFIT = {
    "The feed 'north_prices' has both a point and a comma in 'not_digits', so 1.50 would be read as 150": replace(
        PRICED, landed=Landed(price="preis", not_digits="., ")
    ),
    "The feed 'north_prices' has letters or digits in 'not_digits', which are single signs there: write texts in a tuple,"
    " such as ('Rs.',).": replace(PRICED, landed=Landed(price="preis", not_digits="Rs. ")),
    "Corrections of 'preis' of the feed 'north_prices' may have a comma": replace(
        PRICED, record=Record(("art",), {"preis": ANY})
    ),
}


@pytest.mark.parametrize("sentence", UNFIT)
def test_signs_that_would_make_another_number_are_refused(sentence: str) -> None:
    company = Company("north", "North", "#123456", (UNFIT[sentence],))
    assert next(iter(misfits(company))).startswith(sentence)


def test_a_company_that_declares_no_landed_columns_is_read_all_the_same(spark: SparkSession) -> None:
    silent = replace(PRICED, landed=Landed(), record=Record(("art",), {}))
    file = File("p_2025_07.csv", [("A", "95,00")], separator=";")
    read = aligned(spark, silent, file)
    assert_rows(read, "product_code price_inr", [("A", Decimal("95.00"))])
