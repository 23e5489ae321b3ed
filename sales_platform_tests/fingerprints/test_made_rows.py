"""The rows of the ledger of fingerprints say what is known, whichever of them were taken as they had been read."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.fingerprints.made_rows import SCHEMA, KeptRows, months_of, restore_of
from sales_platform.fingerprints.month_made import Key, Made
from sales_platform.fingerprints.restore_note import RestoreNote

NOTE = RestoreNote("restore", datetime(2025, 1, 2, tzinfo=UTC), {"gold/a": 1}, (), (), 1, None, None)
KEYS = st.tuples(st.sampled_from(["bronze/a", "gold/b"]), st.sampled_from([date(2025, month, 1) for month in (1, 2, 3)]))
MADE = st.builds(
    Made,
    st.dictionaries(st.sampled_from(["logic", "files"]), st.sampled_from("xy")),
    st.dictionaries(st.sampled_from(["rule"]), st.sampled_from("xy")),
    st.sampled_from(["run 1", "run 2"]),
    st.sampled_from([datetime(2025, 1, day, tzinfo=UTC) for day in (1, 2)]),
    st.booleans(),
    st.none() | st.integers(0, 3),
)
LEDGERS = st.dictionaries(KEYS, MADE)


def said(months: dict[Key, Made]) -> dict[Key, tuple[Made, str]]:
    return {key: (made, made.fingerprint) for key, made in months.items()}


@given(LEDGERS, st.lists(st.tuples(LEDGERS, st.sets(KEYS), st.sampled_from([None, NOTE])), max_size=3), st.booleans())
def test_what_is_written_says_what_is_known(
    first: dict[Key, Made], changes: list[tuple[dict[Key, Made], set[Key], RestoreNote | None]], former: bool
) -> None:
    rows = KeptRows().written(first, NOTE)
    kept = KeptRows()
    months = kept.read(rows.drop_columns("version") if former else rows)
    for changed, gone, note in changes:
        moved = {key: replace(made, version=7) for key, made in months.items() if key[1] == date(2025, 1, 1)}
        months = {key: made for key, made in {**months, **moved, **changed}.items() if key not in gone}
        rows = kept.written(months, note)
        assert said(months_of(rows)) == said(months)
        assert restore_of(rows) == note
        assert rows.schema == SCHEMA
        assert [*months_of(rows)] == sorted(months), "by table and month, whatever was changed"


def test_a_ledger_that_is_not_there_says_nothing_and_is_written_with_what_is_known() -> None:
    kept = KeptRows()
    assert kept.read(None) == {}
    months = {("gold/b", date(2025, 1, 1)): Made({"logic": "x"})}
    assert months_of(kept.written(months, None)) == months
    assert restore_of(pa.Table.from_pylist([], schema=SCHEMA)) is None
