"""What is written in landed rows is asked once; what is not planned because of it changes no verdict."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession

from sales_platform.companies.company import Source
from sales_platform.entities import PRICES, PRODUCTS, SALES
from sales_platform.feeds import bronze_name
from sales_platform.silver import seen as module
from sales_platform.silver.correcting import Corrections
from sales_platform.silver.entity import aligned_rows, prepared_rows
from sales_platform.silver.judging import judge, verdicts
from sales_platform.silver.seen import Seen, seen_in
from sales_platform_tests.frames import JULY, File, Values, declared, landed, master, rows_of

PRODUCT, ODD_PRODUCT = "25891101", ["25891101.0", "'25891101", "7.8932E+05", "product_id", "Total", "#N/A", None, ""]
CUSTOMER, ODD_CUSTOMER = "789401", ['="789401"', "Customer Id", "ABC987", "789,401", None]
QUANTITY, ODD_QUANTITY = "12", ["-12", "1,234", "1.230", "(12)", "12 pcs", "", None]
DAY, ODD_DAY = "2025-07-03", ["07/03/2025", "03/07/2025", "3-Jul-25", "41", "2025-07-03 14:05:07", None, "2025-13-01"]
ORDER, ODD_ORDER = "FJUN1", ["'FJUN1", '="FJUN1"', "order_id", None]


def _column(usual: str, odd: list[str | None]) -> st.SearchStrategy[list[str | None]]:
    """The values of a column in six rows: all as usual, or any."""
    return st.one_of(st.just([usual] * 6), st.lists(st.sampled_from([usual, *odd]), min_size=6, max_size=6))


ORDERS = st.tuples(
    *[
        _column(usual, odd)
        for usual, odd in (
            (ORDER, ODD_ORDER),
            (DAY, ODD_DAY),
            (CUSTOMER, ODD_CUSTOMER),
            (PRODUCT, ODD_PRODUCT),
            (QUANTITY, ODD_QUANTITY),
        )
    ]
)


def _judged(bronze: DataFrame, source: Source, seen: Seen) -> list[Values]:
    spark = bronze.sparkSession
    corrections = Corrections.seen(landed(spark, "corrections"))
    masters = {
        "products": master(spark, "product_code", (JULY, source.company, PRODUCT)),
        "customers": master(spark, "customer_code", (JULY, source.company, CUSTOMER)),
    }
    aligned = aligned_rows(source, prepared_rows(bronze=bronze, source=source, corrections=corrections, seen=seen))
    return sorted(rows_of(verdicts(judge(aligned, source, masters), source)), key=repr)


def _everything(bronze: DataFrame, source: Source) -> Seen:
    """As if every column held what needs a look."""
    codes = frozenset(bronze_name(source.feed, column) for column in source.codes)
    asked = seen_in(bronze, source, corrected=True)
    return replace(asked, odd_codes=codes, wrong_codes=codes, odd_numbers=True)


@settings(max_examples=12)
@given(columns=ORDERS, separator=st.sampled_from(",;"))
def test_verdicts_are_those_of_a_plan_that_expects_everything(
    sail: SparkSession, columns: tuple[list[str | None], ...], separator: str
) -> None:
    source = declared("sports_bar", SALES)
    bronze = landed(sail, source.feed, File("o_2025_07_03.csv", [*zip(*columns, strict=True)], separator=separator))
    assert _judged(bronze, source, seen_in(bronze, source)) == _judged(bronze, source, _everything(bronze, source))


def test_nothing_is_planned_for_sound_rows(spark: SparkSession) -> None:
    source = declared("sports_bar", SALES)
    rows = [(ORDER, DAY, CUSTOMER, PRODUCT, QUANTITY), (ORDER, DAY, "ABC987", PRODUCT, "")]
    seen = seen_in(landed(spark, source.feed, File("o_2025_07_03.csv", rows)), source)
    assert (seen.odd_codes, seen.wrong_codes, seen.odd_numbers, seen.days) == (frozenset(), frozenset(), False, True)
    assert [(row["day_read"], row["day_note"]) for row in seen.files] == [(date(2025, 7, 3), None)]


SOUND = {"order_id": ORDER, "order_placement_date": DAY, "customer_id": CUSTOMER, "order_qty": QUANTITY, "month": "2025-07-01"}
SOUND |= {"product_id": PRODUCT, "product_name": "Bar", "category": "Bars", "gross_price": "290"}


@pytest.mark.parametrize(
    ("entity", "column", "value", "what"),
    [
        (SALES, "product_id", "25891101.0", "odd_codes"),
        (SALES, "product_id", "7.8932E+05", "wrong_codes"),
        (SALES, "product_id", "product_id", "wrong_codes"),
        (SALES, "customer_id", '="789401"', "odd_codes"),
        (SALES, "customer_id", "789,401", "wrong_codes"),
        (SALES, "order_id", "'FJUN1", "odd_codes"),
        (SALES, "order_qty", "-12", "odd_numbers"),
        (SALES, "order_qty", "1,234", "odd_numbers"),
        (SALES, "order_qty", "12 pcs", "odd_numbers"),
        (PRODUCTS, "product_id", "Total", "wrong_codes"),
        (PRICES, "gross_price", "₹1,23,456.00", "odd_numbers"),
        (PRICES, "gross_price", "-290", "odd_numbers"),
    ],
)
def test_one_odd_value_in_any_row_is_seen(sail: SparkSession, entity: str, column: str, value: str, what: str) -> None:
    source = declared("sports_bar", entity)
    sound = tuple(SOUND[name] for name in source.feed.columns)
    odd = tuple({**SOUND, column: value}[name] for name in source.feed.columns)
    seen = seen_in(landed(sail, source.feed, File("o_2025_07_03.csv", [sound, odd, sound])), source)
    assert seen.odd_numbers if what == "odd_numbers" else column in getattr(seen, what)


def test_more_texts_of_dates_than_are_read_here_are_read_by_the_engine(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = declared("sports_bar", SALES)
    days = ["2025-07-03", "07/03/2025", "03/07/2025", "3-Jul-25", "2025-07-03 14:05:07", "nothing"]
    rows = [(f"F{number}", day, CUSTOMER, PRODUCT, QUANTITY) for number, day in enumerate(days)]
    bronze = landed(spark, source.feed, File("o_2025_07_03.csv", rows))
    here = _judged(bronze, source, seen_in(bronze, source))
    monkeypatch.setattr(module, "DAYS_AT_MOST", len(days) - 1)
    seen = seen_in(bronze, source)
    assert not seen.days
    assert _judged(bronze, source, seen) == here


def test_no_rows_are_judged_as_well(spark: SparkSession) -> None:
    source = declared("atlon", SALES)
    bronze = landed(spark, source.feed)
    assert _judged(bronze, source, seen_in(bronze, source)) == []
