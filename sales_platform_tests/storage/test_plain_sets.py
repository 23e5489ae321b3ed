"""Lists of an Arrow column as sets are those that Arrow makes of them."""

from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.storage.plain_sets import plain_sets

_LISTS = st.lists(st.none() | st.lists(st.none() | st.dates(date(1969, 12, 30), date(1970, 1, 3)), max_size=3), max_size=6)


@given(_LISTS, st.integers(0, 6), st.integers(0, 6))
def test_sets_are_those_of_arrow(lists: list[list[date | None] | None], cut: int, start: int) -> None:
    whole = pa.chunked_array([pa.array(lists, pa.list_(pa.date32()))])
    parts = pa.chunked_array([*whole.slice(cut).chunks, *whole.slice(0, cut).chunks], whole.type)
    for column in (whole, parts, whole.slice(start)):
        assert plain_sets(column) == [frozenset(one or ()) for one in column.to_pylist()]


def test_lists_that_are_alike_are_one_set() -> None:
    first, second = plain_sets(pa.chunked_array([pa.array([[date(2025, 1, 1)]] * 2, pa.list_(pa.date32()))]))
    assert first is second
