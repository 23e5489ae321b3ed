"""Dates of sales and prices: what is read and named, what is ambiguous, in every company's feeds alike."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession

from sales_platform.companies.company import Source
from sales_platform.entities import PRICES, SALES
from sales_platform.silver.entity import entity_verdicts, look_at
from sales_platform.values.day_reading import AMBIGUOUS, MONTH_FIRST, OF_FILE, SPELLING, Beside, Reading, read_day
from sales_platform_tests import north, third_company
from sales_platform_tests.frames import AUGUST, JULY, File, assert_rows, declared, landed, master, rows_of

DAY, FIRST = date(2025, 7, 3), date(2025, 8, 1)
NOTES = {
    "": [],
    SPELLING: ["date_spelling"],
    MONTH_FIRST: ["date_month_first"],
    f"{SPELLING} {MONTH_FIRST}": ["date_spelling", "date_month_first"],
    OF_FILE: ["date_of_file"],
}
WEEKS = next(source for source in third_company.COMPANY.sources if source.entity.name == SALES)


def judged(spark: SparkSession, source: Source, file: File) -> DataFrame:
    masters = {name: master(spark, code, (file.month, source.company, "25")) for name, code in source.entity.masters.items()}
    bronze = {source.feed.name: landed(spark, source.feed, file)}
    return entity_verdicts([source], bronze, look_at([source], bronze, landed(spark, "corrections")), masters)


def order(text: str) -> tuple[str, ...]:
    return ("FJ1", text, "25", "25", "7")


def of_order(source: Source, text: str, number: int) -> tuple[str | None, ...]:
    """A row of a feed of sales whose only point is its date; each has another quantity."""
    values: dict[str | None, str] = {
        source.feed.bears_day: text,
        source.landed.product: "25",
        source.landed.customer: "25",
        source.landed.quantity: str(number + 1),
    }
    return tuple(values.get(column, f"x{number}") for column in source.feed.columns)


def test_a_date_in_another_spelling_is_read_and_named(spark: SparkSession) -> None:
    texts = ("2025-07-03", "3-Jul-25", "07/03/2025", "7/3/2025", "45841", "2025-07-03T00:00:00Z", "2025-07-03 18:06:00")
    file = File("orders_2025_07_03.csv", [(f"FJ{n}", text, "25", "25", "7") for n, text in enumerate(texts)])
    expected: list[Any] = [
        ("FJ0", DAY, []),
        ("FJ1", DAY, ["date_spelling"]),
        ("FJ2", DAY, ["date_month_first"]),
        ("FJ3", DAY, ["date_spelling", "date_month_first"]),
        ("FJ4", DAY, ["date_of_file"]),
        ("FJ5", DAY, ["date_spelling"]),
        ("FJ6", DAY, ["date_spelling"]),
    ]
    found = judged(spark, declared("sports_bar", SALES), file)
    assert_rows(found, "order_id date repairs", expected)
    assert all(not reasons for (reasons,) in rows_of(found, "reasons"))


def test_a_date_that_can_mean_two_days_is_quarantined_as_ambiguous_and_as_nothing_else(spark: SparkSession) -> None:
    file = File("orders_2025_07_03.csv", [order("01/08/2025"), order("2025-07-02T18:30:00Z"), order("07-04-25")])
    expected: list[Any] = [(1, None, ["ambiguous_date"]), (2, None, ["unreadable_date"]), (3, None, ["unreadable_date"])]
    assert_rows(judged(spark, declared("sports_bar", SALES), file), "_row date reasons", expected)


def test_sales_of_months_and_prices_are_dated_the_first(spark: SparkSession) -> None:
    sales = File("sales.csv", [("08/01/2025", "25", "25", "1"), ("02/08/2025", "25", "25", "2")], AUGUST)
    expected: list[Any] = [(1, FIRST, ["date_month_first"], []), (2, None, [], ["ambiguous_date"])]
    assert_rows(judged(spark, declared("atlon", SALES), sales), "_row date repairs reasons", expected)
    prices = File("prices.csv", [("25", "08/01/2025", "7"), ("26", "02/08/2025", "7"), ("25", "x", "7")], AUGUST)
    wanted: list[Any] = [
        (1, ["date_month_first"], []),
        (2, [], ["ambiguous_date", "unknown_product"]),
        (3, [], ["unreadable_month"]),
    ]
    assert_rows(judged(spark, declared("sports_bar", PRICES), prices), "_row repairs reasons", wanted)


@pytest.mark.parametrize("file_name", ["week_03.07.2025.csv", "week.csv"])
def test_a_company_that_declares_its_dates_has_the_same_rules(spark: SparkSession, file_name: str) -> None:
    texts = ("03.07.2025", "2025-07-03", "03/07/2025", "3 July 2025 00:00", "45841")
    named = Beside("2025-07-03") if "2025" in file_name else Beside()
    file = File(file_name, [(text, f"S0{n}", "25", "1", "") for n, text in enumerate(texts)])
    reads = [read_day(text, WEEKS.feed.dates, named) for text in texts]
    expected: list[Any] = [(n, one.day) for n, one in enumerate(reads, start=1)]
    assert_rows(judged(spark, WEEKS, file), "_row date", expected)
    assert reads[2] == (Reading(DAY, SPELLING) if named.file else Reading(None, AMBIGUOUS))


_SOURCES = (declared("sports_bar", SALES), declared("atlon", SALES), WEEKS, north.SALES_SOURCE)
_TEXTS = st.sampled_from(
    (
        *("{0:%d/%m/%Y}", "{0:%m/%d/%Y}", "{0:%d.%m.%Y}", "{0:%Y-%m-%d} 00:00:00"),
        *("{0:%d-%b-%y}", "{0:%d-%m-%y}", "{0:%B} {0.day}, {0:%Y}"),
    )
)


@settings(max_examples=8, derandomize=True, database=None)
@given(
    st.sampled_from(_SOURCES),
    st.lists(st.tuples(st.dates(date(2025, 7, 1), date(2025, 7, 31)), _TEXTS), min_size=3, max_size=12, unique=True),
    st.sampled_from(("rows_2025_07_03.csv", "rows_2025_07.csv", "rows.csv", "2025/07/03/rows.csv")),
)
def test_in_any_feed_and_at_any_place_a_date_is_the_right_day_or_in_quarantine(
    sail: SparkSession, source: Source, days: Sequence[tuple[date, str]], name: str
) -> None:
    texts = [spelling.format(day) for day, spelling in days]
    file = File(name, [of_order(source, text, number) for number, text in enumerate(texts)])
    beside = {"rows.csv": None, "rows_2025_07.csv": "2025-07"}.get(name, "2025-07-03")
    reads = [read_day(text, source.feed.dates, Beside(beside, source.feed.dated_first)) for text in texts]
    rows = rows_of(judged(sail, source, file), "_row date repairs reasons")
    found = {row: (day, {*repairs}, {*reasons}) for row, day, repairs, reasons in rows}
    for number, read in enumerate(reads, start=1):
        day, repairs, reasons = found[number]
        assert day == read.day
        assert repairs >= {*NOTES.get(read.note, [])}
        assert ("ambiguous_date" in reasons) == (read.note == AMBIGUOUS)
        assert ("unreadable_date" in reasons) == (read == Reading(None))
    if beside is not None:  # the file is of July, and all of its dates are
        assert all(read.day is None or read.day.replace(day=1) == JULY for read in reads)
