"""A stray quotation mark takes no line out of the figures but its own, and no line is lost."""

import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.feeds import Feed
from sales_platform_tests.bronze.reading import problem, problems, rows_of, sound
from sales_platform_tests.sound_rows import ALL_FEEDS

ORDERS, CUSTOMERS = FEED_BY_NAME["sports_bar_orders"], FEED_BY_NAME["sports_bar_customers"]
HEADER = ",".join(ORDERS.columns) + "\n"
NAMES = ",".join(CUSTOMERS.columns) + "\n"


def line(number: int, date: str = "2025/07/03") -> str:
    return f"F{number},{date},7893{number},2589{number},{number}0"


def fields(number: int, date: str = "2025/07/03") -> tuple[str, ...]:
    return (f"F{number}", date, f"7893{number}", f"2589{number}", f"{number}0")


def test_the_lines_between_two_stray_marks_are_rows_and_the_lines_with_them_name_row_and_mark() -> None:
    text = HEADER + "\n".join([line(1), '"' + line(2), line(3), line(4), '"' + line(5), line(6)])
    rows = rows_of(text, ORDERS)
    assert sound(rows, ORDERS) == [fields(1), fields(3), fields(4), fields(6)]
    assert problems(rows) == {
        "row 2 has a stray quotation mark in order_id": ['"F2', *fields(2)[1:]],
        "row 5 has a stray quotation mark in order_id": ['"F5', *fields(5)[1:]],
    }


def test_quoted_dates_between_stray_marks_are_read_as_ever() -> None:
    date = '"Tuesday, July 01, 2025"'
    text = HEADER + "\n".join([line(1, date), '"' + line(2), line(3, date), line(4, date)])
    assert sound(rows_of(text, ORDERS), ORDERS) == [fields(n, date.strip('"')) for n in (1, 3, 4)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_are_counted_whatever_ends_them_and_in_each_encoding(end: str, encoding: str) -> None:
    text = HEADER + "\n".join([line(1), '"' + line(2), line(3), '"' + line(4), line(5)]) + "\n"
    rows = rows_of(text.replace("\n", end).encode(encoding), ORDERS)
    assert sound(rows, ORDERS) == [fields(1), fields(3), fields(5)]
    assert len(rows) == 5


def test_a_mark_that_is_never_closed_takes_its_own_line_only() -> None:
    rows = rows_of(HEADER + "\n".join([line(1), line(2)[:-2] + '"20', line(3), ""]), ORDERS)
    assert sound(rows, ORDERS) == [fields(1), fields(3)]
    assert list(problems(rows)) == ["row 2 has a stray quotation mark in order_qty"]


def test_a_mark_in_the_last_field_of_the_last_line_is_stray_though_another_makes_the_number_even() -> None:
    rows = rows_of(HEADER + line(1) + "\n" + 'F"2,2025/07/03,1,2,"20\n', ORDERS)
    assert sound(rows, ORDERS) == [fields(1)]


def test_a_name_may_run_over_several_lines_and_a_code_may_not() -> None:
    rows = rows_of(NAMES + '1,"Fit\nFoods, Ltd.\n\nDelhi",Goa\n2,b,c\n', CUSTOMERS)
    assert sound(rows, CUSTOMERS) == [("1", "Fit\nFoods, Ltd.\n\nDelhi", "Goa"), ("2", "b", "c")]
    rows = rows_of(NAMES + '"1\n2",Fit,Goa\n3,b,c\n', CUSTOMERS)
    assert sound(rows, CUSTOMERS) == [("3", "b", "c")]
    assert problems(rows) == {
        "row 1 has a stray quotation mark in customer_id": ['"1'],
        "row 2 has a stray quotation mark in customer_id": ['2"', "Fit", "Goa"],
    }


def test_a_line_break_at_the_end_of_a_code_is_none_inside_of_it() -> None:
    assert sound(rows_of(NAMES + '"1\n",Fit,Goa\n', CUSTOMERS), CUSTOMERS) == [("1\n", "Fit", "Goa")]


def test_a_name_with_a_line_that_could_be_a_row_is_no_name() -> None:
    rows = rows_of(NAMES + '1,"Fit\n2,Foods,Goa\n3",Goa\n', CUSTOMERS)
    assert sound(rows, CUSTOMERS) == [("2", "Foods", "Goa")]
    assert len(rows) == 3


def test_a_stray_mark_in_the_header_takes_no_row_into_it() -> None:
    text = HEADER.replace("customer_id", '"customer_id') + "\n".join([line(1), line(2), '"' + line(3)])
    assert sound(rows_of(text, ORDERS), ORDERS) == [fields(1), fields(2)]


def test_a_file_of_nothing_but_stray_marks_is_read_in_time() -> None:
    started = time.process_time()
    rows = rows_of(HEADER + 'F1","2025\n' * 20_000, ORDERS)
    assert len(rows) == 20_000
    assert time.process_time() - started < 20


@dataclass(frozen=True)
class Landed:
    """A file of sound rows, some of its physical lines touched by quotation marks."""

    feed: Feed
    text: str
    untouched: list[tuple[str, ...]]
    lines: int


@st.composite
def files(draw: st.DrawFn) -> Landed:
    feed, separator = draw(st.sampled_from(ALL_FEEDS)), draw(st.sampled_from([",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    count = draw(st.integers(1, 12))
    rows = [[f"T{number}x{place}" for place in range(len(feed.columns))] for number in range(count)]
    lines: list[list[str]] = []
    for row in rows:
        kind, place = draw(st.sampled_from(["plain", "plain", "quoted", "long"])), draw(st.integers(0, len(row) - 1))
        if kind == "quoted":
            row[place] += f"{separator} more"
        elif kind == "long" and feed.columns[place] in feed.free_text:
            row[place] += f"{end}and {row[place]} again"
        written = [f'"{field}"' if separator in field or end in field else field for field in row]
        lines.append(separator.join(written).split(end))
    touched = set()
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, count - 1))
        inner = draw(st.integers(0, len(lines[number]) - 1))
        place = draw(st.integers(0, len(lines[number][inner])))
        lines[number][inner] = lines[number][inner][:place] + '"' + lines[number][inner][place:]
        touched.add(number)
    physical = [one for some in lines for one in some]
    text = end.join([separator.join(feed.columns), *physical, ""])
    return Landed(feed, text, [tuple(row) for number, row in enumerate(rows) if number not in touched], len(physical))


@given(files())
def test_wherever_a_mark_stands_the_other_lines_are_read_as_without_it_and_each_line_is_in_a_row(landed: Landed) -> None:
    rows = rows_of(landed.text, landed.feed)
    found = sound(rows, landed.feed)
    assert all(row in found for row in landed.untouched)
    kept = "".join(str(value) for row in rows for value in (row.values() if problem(row) is None else [row["_extra"]]))
    for number in range(20):
        if f"T{number}x0" in landed.text:
            assert f"T{number}x0" in kept.replace('"', "").replace("\\", "")


@given(files())
def test_no_accepted_value_of_a_code_a_date_or_a_number_has_a_line_break(landed: Landed) -> None:
    codes = [column for column in landed.feed.columns if column not in landed.feed.free_text]
    for row in rows_of(landed.text, landed.feed):
        if problem(row) is None:
            assert not any("\n" in row[column].strip() or "\r" in row[column].strip() for column in codes)
