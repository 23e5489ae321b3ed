"""Rows of Arrow tables as dictionaries are those that Arrow makes itself."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.storage.plain_rows import plain_rows

_ENTRY = pa.struct([("month", pa.date32()), ("rows", pa.int64())])
_KINDS: dict[str, tuple[pa.DataType, st.SearchStrategy[object]]] = {
    "text": (pa.string(), st.text(max_size=3)),
    "number": (pa.int64(), st.integers(-5, 5)),
    "time": (
        pa.timestamp("us", "UTC"),
        st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is added
    ),
    "days": (pa.list_(pa.date32()), st.lists(st.dates(), max_size=3)),
    "entries": (
        pa.list_(_ENTRY),
        st.lists(st.none() | st.fixed_dictionaries({"month": st.none() | st.dates(), "rows": st.integers(0, 9)}), max_size=3),
    ),
    "entry": (_ENTRY, st.fixed_dictionaries({"month": st.none() | st.dates(), "rows": st.none() | st.integers(0, 9)})),
    "lists": (pa.list_(pa.list_(pa.int64())), st.lists(st.none() | st.lists(st.integers(0, 9), max_size=2), max_size=2)),
}
_SCHEMA = pa.schema([(name, kind) for name, (kind, _) in _KINDS.items()])
_ROW = st.fixed_dictionaries({name: st.none() | values for name, (_, values) in _KINDS.items()})


@given(st.lists(_ROW, max_size=6), st.integers(0, 6), st.integers(0, 6))
def test_rows_are_those_of_arrow(rows: list[dict[str, object]], cut: int, start: int) -> None:
    whole = pa.Table.from_pylist(rows, schema=_SCHEMA)
    for table in (whole, pa.concat_tables([whole.slice(cut), whole.slice(0, cut)]), whole.slice(start)):
        assert plain_rows(table) == table.to_pylist()


@pytest.mark.parametrize("rows", [0, 1])
def test_a_table_of_the_ledger_may_have_no_row_or_one(rows: int) -> None:
    table = pa.Table.from_pylist([{"days": [date(2025, 1, 1)]}][:rows], schema=_SCHEMA)
    assert plain_rows(table) == table.to_pylist()
