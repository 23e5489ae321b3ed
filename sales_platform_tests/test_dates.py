"""Dates: the spellings that count, and that Python (which files the rows) and Spark (which judges them) read them alike."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from sales_platform.values import columns, file_dates
from sales_platform.values.dates import MONTH_NAMES, parse_date, parse_year
from sales_platform_tests.frames import assert_column

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPELLINGS: dict[str, Callable[[date], str]] = {
    "yyyy/MM/dd": lambda day: f"{day.year:04d}/{day:%m}/{day:%d}",
    "dd-MM-yyyy": lambda day: f"{day:%d}-{day:%m}-{day.year:04d}",
    "dd/MM/yyyy": lambda day: f"{day:%d}/{day:%m}/{day.year:04d}",
    "yyyy-MM-dd": lambda day: day.isoformat(),
    "MMMM dd, yyyy": lambda day: f"{MONTH_NAMES[day.month - 1].capitalize()} {day:%d}, {day.year:04d}",
}
DAYS = (date(2025, 7, 15), date(2025, 12, 31), date(2024, 2, 29), date(2000, 2, 29), date(1, 1, 1), date(9999, 12, 31))

AGREED = {spell(day): day for spell in SPELLINGS.values() for day in DAYS} | {
    f"{WEEKDAYS[day.weekday()]}{gap}{spell(day)}": day
    for gap in (", ", " ", ",", ",   ")
    for spell in SPELLINGS.values()
    for day in DAYS[:2]
}
"""Every spelling of some days, with and without a weekday."""
STILL_AGREED = {
    " 2025-07-15\t": date(2025, 7, 15),
    "\r\n15/07/2025\n": date(2025, 7, 15),
    "JULY 15, 2025": date(2025, 7, 15),
    "july 15, 2025": date(2025, 7, 15),
    "tuesday, jULY 15, 2025": date(2025, 7, 15),
    "TUESDAY 2025/07/15": date(2025, 7, 15),
    "Sunday, July 15, 2025": date(2025, 7, 15),  # it was a Tuesday: the weekday is dropped
    "2025-07/15": date(2025, 7, 15),
    "28-02-2025": date(2025, 2, 28),
    "1582/10/10": date(1582, 10, 10),  # a day that the calendar of the time left out
    "1900-02-28": date(1900, 2, 28),
}
NO_DATES = (
    *("31-02-2025", "2025-02-29", "29/02/2025", "February 29, 2025", "1900-02-29", "2025-04-31", "32-01-2025", "00-01-2025"),
    *("2025-13-01", "2025-00-10", "01-13-2025", "07/15/2025", "July 00, 2025", "July 32, 2025"),
    *("Jul 15, 2025", "Sept 15, 2025", "Sep 15, 2025", "July 5, 2025", "July 15 2025", "July15, 2025", "15 July 2025"),
    *("July  15, 2025", "July 15,2025", "July 15, 25", "Juli 15, 2025", "July"),
    *("Tue, 2025-07-15", "Tuesday", "Tuesday,", "Tuesday2025-07-15", "Tuesday , 2025-07-15", "2025-07-15 Tuesday"),
    *("Tuesday, Tuesday, 2025-07-15", "Holiday, 2025-07-15"),
    *("2025-7-5", "5-7-2025", "25-07-15", "15-07-25", "20250715", "2025.07.15", "2025 07 15", "2025-07", "2025"),
    *("2025-07-15 00:00:00", "2025-07-15T00:00:00", "2025-07-15Z", "02025-07-15", "2025-07-150", "12025-07-15"),
    *("-2025-07-15", "+2025-07-15", "x2025-07-15", "2025-07-15x", "2025--07-15", "2025\\07\\15", "2025-07-15\n2025-07-16"),
    *("２０２５-07-15", "२०२५-०७-१५", "2025‑07‑15", "2025–07–15", "١٥-٠٧-٢٠٢٥", "ＪＵＬＹ 15, 2025", "İuly 15, 2025"),
    *("", " ", "null", "NaN", "unknown", "45853", "1e3", "0", "today", "now", "epoch"),
)


@pytest.mark.parametrize(("text", "day"), [*AGREED.items(), *STILL_AGREED.items()])
def test_python_reads_every_agreed_spelling(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize("text", NO_DATES)
def test_python_reads_nothing_else(text: str) -> None:
    assert parse_date(text) is None


def test_spark_reads_the_same_dates_as_python(spark: SparkSession) -> None:
    assert_column(spark, columns.day, {**AGREED, **STILL_AGREED, **dict.fromkeys(NO_DATES), None: None})


def test_the_year_zero_is_no_year(spark: SparkSession) -> None:
    spellings = ("0000-01-01", "0000/02/29", "01-01-0000", "31/12/0000", "July 15, 0000")
    assert [parse_date(text) for text in spellings] == [None] * 5
    assert_column(spark, lambda text: columns.day(text).cast("string"), dict.fromkeys(spellings))


def test_no_break_spaces_around_a_date_or_year_are_trimmed(spark: SparkSession) -> None:
    days = dict.fromkeys(("\u00a02025-07-15", "2025-07-15\u00a0", " \u00a0 July 15, 2025 \u00a0"), date(2025, 7, 15))
    assert_column(spark, columns.day, days)
    assert {text: parse_date(text) for text in days} == days
    assert parse_year("\u00a02025\u00a0") == date(2025, 1, 1)


def test_python_reads_a_line_separator_after_a_date_as_no_date() -> None:
    assert [parse_date(f"2025-07-15{end}") for end in ("\u0085", "\u2028", "\u2029")] == [None] * 3


def test_spark_reads_the_same_years_as_python(spark: SparkSession) -> None:
    texts = (
        "2025",
        " 2025\t",
        "0001",
        "9999",
        "0000",
        "25",
        "02025",
        "2025.0",
        "-2025",
        "+2025",
        "２０２５",
        "२०२५",
        "20 25",
        "",
    )
    assert_column(spark, lambda text: columns.year_start(columns.text(text)), {text: parse_year(text) for text in texts})
    assert [text for text in texts if parse_year(text)] == ["2025", " 2025\t", "0001", "9999"]


FILE_MONTHS = {
    "orders_2025_07_15.csv": date(2025, 7, 1),
    "orders_2025-07-15.csv": date(2025, 7, 1),
    "orders_20250715.csv": date(2025, 7, 1),
    "orders_2025_07.csv": date(2025, 7, 1),
    "2025-07.csv": date(2025, 7, 1),
    "202507.csv": date(2025, 7, 1),
    "2025_0715": date(2025, 7, 1),
    "sports_bar/orders/2024/01/orders_2025_12_31.csv": date(2025, 12, 1),
    "orders_2025_07_15_v2.csv": date(2025, 7, 1),
    "orders2025_07_15final.csv": date(2025, 7, 1),
    "orders_2025_07_15 (1).csv": date(2025, 7, 1),
    "orders_2024_01_02_to_2025_03_04.csv": date(2025, 3, 1),  # without evidence the last one
    "orders_2025_7_15.csv": date(2025, 7, 1),
    "orders_2025.07.15.csv": date(2025, 7, 1),
    "orders_2025 07 15.csv": date(2025, 7, 1),
    "orders_15_07_2025.csv": date(2025, 7, 1),
    "orders_05-07-2025.csv": date(2025, 7, 1),
    "orders_07-15-2025.csv": date(2025, 7, 1),
    "orders_5-Jul-2025.csv": date(2025, 7, 1),
    "orders_20250715093000.csv": date(2025, 7, 1),
    "orders_20250715T0930Z.csv": date(2025, 7, 1),
    "20250801_orders_2025_07_03.csv": date(2025, 7, 1),
    "July 2025.csv": date(2025, 7, 1),
    "2025_07_15/orders.csv": date(2025, 7, 1),
    "year=2025/month=07/day=03/orders.csv": date(2025, 7, 1),
    "dt=2025-07-03/part-00000.csv": date(2025, 7, 1),
    "2025/7/part-00001.csv": date(2025, 7, 1),
    "2024/12/31/orders_2025_07_01.csv": date(2025, 7, 1),
    "orders_2025_13_2024_01.csv": date(2024, 1, 1),
    "orders_2099_12.csv": date(2099, 12, 1),
    "orders_2000_01.csv": date(2000, 1, 1),
    "orders_2025_02_31.csv": date(2025, 2, 1),  # no such day, but the month is plain
    "é 2025_07.csv": date(2025, 7, 1),
}
NO_FILE_MONTHS = (
    *("orders.csv", "", "/", "orders_1999_07.csv", "orders_2100_07.csv", "orders_2025.csv", "orders_2025_7.csv"),
    *("orders_2025_00.csv", "orders_2025_13.csv", "orders_120250715.csv", "orders_202507151.csv", "orders_2025071.csv"),
    *("orders_2025__07.csv", "orders_31-13-2025.csv", "marketing_2025.csv", "summary2025.csv", "2025/orders.csv"),
    *("orders_２０２５_07.csv", "orders_2025_०७.csv", "orders_25_07_15.csv"),
)


@pytest.mark.parametrize(("path", "month"), [*FILE_MONTHS.items(), *dict.fromkeys(NO_FILE_MONTHS).items()])
def test_python_finds_the_month_in_a_file_name(path: str, month: date | None) -> None:
    assert file_dates.file_month(path) == month


def test_file_names_sort_by_their_date_whatever_its_spelling() -> None:
    expected = {
        "a/orders_2025_07_15.csv": "2025-07-15",
        "orders_2025-07-15.csv": "2025-07-15",
        "orders_20250715.csv": "2025-07-15",
        "orders_2025_07.csv": "2025-07",
        "orders.csv": None,
    }
    assert {path: file_dates.file_date(path) for path in expected} == expected


def test_all_dates_that_a_file_name_may_give_are_known_the_likeliest_first() -> None:
    expected = {
        "20250801_orders_2025_07_03.csv": ("2025-07-03", "2025-08-01"),
        "orders_05-07-2025.csv": ("2025-07-05", "2025-05-07"),
        "orders_2025_07_15_200101.csv": ("2025-07-15", "2001-01"),  # a time, and a month if need be
        "202507_orders_20250703.csv": ("2025-07-03",),
        "orders_2025_07_03_20250703120000.csv": ("2025-07-03",),
        "orders.csv": (),
    }
    assert {path: file_dates.file_dates(path) for path in expected} == expected


def test_the_folder_of_a_feed_is_no_date_of_its_files() -> None:
    assert file_dates.file_date("north/2024_01/orders.csv", "north/2024_01") is None
    assert file_dates.file_date("north/2024_01/2025/07/04/orders.csv", "north/2024_01") == "2025-07-04"


def test_spark_reads_a_day_of_a_file_name(spark: SparkSession) -> None:
    nothing = dict.fromkeys(("2025-07", "2025-02-31", "0000-01-01", "2025-7-1", " 2025-07-15", "", None))
    assert_column(spark, columns.iso_day, {"2025-07-15": date(2025, 7, 15), "2024-02-29": date(2024, 2, 29), **nothing})


@given(st.dates(), st.sampled_from(list(SPELLINGS.values())), st.sampled_from(("", *WEEKDAYS)), st.sampled_from((" ", ", ")))
def test_any_day_in_any_agreed_spelling_is_that_day(day: date, spell: Callable[[date], str], weekday: str, gap: str) -> None:
    assert parse_date(f"{weekday}{gap if weekday else ''}{spell(day)}") == day


@given(st.text(alphabet="0123456789/-, Jul\u00a0yTuesday\n", max_size=16) | st.text(max_size=16))
def test_any_text_is_a_date_or_nothing_but_never_an_error(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or parsed + timedelta(0) == parsed
    assert parse_year(text) is None or len(text.strip()) == 4
    file_dates.file_month(text)


_NEAR_DATES = st.builds(
    lambda text, place, length, other: text[:place] + other + text[place + length :],
    st.sampled_from((*AGREED, *STILL_AGREED, *NO_DATES)),
    st.integers(0, 30),
    st.integers(0, 2),
    st.text(alphabet="0129/-, JulyſK\u00a0\u2028\u0085\u200b\t\n٣३３é", max_size=2),
)


@settings(max_examples=10, derandomize=True, database=None)
@given(texts=st.lists(_NEAR_DATES, min_size=40, max_size=60))
def test_spark_and_python_agree_on_anything_near_a_date(sail: SparkSession, texts: list[str]) -> None:
    assert_column(sail, columns.day, {text: parse_date(text) for text in texts})


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(
        ("{:%Y-%m-%d}", "{:%Y%m%d%H%M%S}", "{:%d-%b-%Y}", "{0:%Y}.{0:%m}.{0:%d}", "{0:%Y}-{0.month}-{0.day}", "{:%B} {0:%Y}")
    ),
    st.sampled_from(("orders_{}.csv", "{}.csv", "{}_orders (1).csv", "{}/orders.csv", "dt={}/part-0.csv")),
)
def test_a_day_in_a_name_or_a_folder_is_found_however_it_is_written(day: date, spelling: str, name: str) -> None:
    dated = spelling.replace("{:%B} {0:%Y}", "{0:%B} {0:%Y}").format(day)
    assert file_dates.file_month(name.format(dated)) == day.replace(day=1)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(("", "-", "_")), st.booleans())
def test_any_date_in_a_file_name_gives_its_month(day: date, separator: str, to_the_day: bool) -> None:
    parts = [f"{day:%Y}", f"{day:%m}", *([f"{day:%d}"] if to_the_day else [])]
    assert file_dates.file_month(f"landing/orders_{separator.join(parts)}.csv") == day.replace(day=1)
