"""A thread fetches items ahead of whoever takes them, in order, and stops when nobody does."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.read_ahead import read_ahead


def threads_of_it() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("read-ahead")]


@given(items=st.lists(st.none() | st.integers(), max_size=12), most=st.integers(1, 5))
def test_all_items_come_in_order_and_no_thread_is_left(items: list[int | None], most: int) -> None:
    assert list(read_ahead(iter(items), most)) == items
    assert threads_of_it() == []


@given(before=st.integers(0, 8), most=st.integers(1, 5))
def test_an_error_of_the_source_comes_after_the_items_before_it(before: int, most: int) -> None:
    def source() -> Iterator[int]:
        yield from range(before)
        raise KeyError(before)

    items = read_ahead(source(), most)
    assert [next(items) for _ in range(before)] == [*range(before)]
    with pytest.raises(KeyError):
        next(items)
    assert threads_of_it() == []


def test_who_takes_no_more_items_ends_the_thread_and_the_source_is_asked_for_few_more() -> None:
    asked = []

    def source() -> Iterator[int]:
        for number in range(1000):
            asked.append(number)
            yield number

    items = read_ahead(source(), 3)
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    assert threads_of_it() == []
    assert len(asked) <= 5


def test_an_item_is_fetched_before_it_is_asked_for() -> None:
    fetched = threading.Event()

    def source() -> Iterator[int]:
        yield 1
        fetched.set()
        yield 2

    items = read_ahead(source(), 1)
    assert next(items) == 1
    assert fetched.wait(30)
    assert list(items) == [2]
