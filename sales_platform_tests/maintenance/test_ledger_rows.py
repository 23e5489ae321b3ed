"""Rows of the ledger of files that are put together say the same as before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.landing.files_ledger import SCHEMA, put_together
from sales_platform.landing.known_rows import known_file, known_files
from sales_platform.landing.versions import versions_by_path

MONTHS = [date(2025, month, 1) for month in range(1, 4)]
START = datetime(2025, 1, 1, tzinfo=UTC)
ROWS = st.lists(
    st.builds(
        lambda path, version, reading, stored, refused, keys, accepted: {
            "feed": "sports_bar_products",
            "path": path,
            "version": version,
            "size": 1,
            "modified": START,
            "rows": 2,
            "named_months": [],
            "refused": refused,
            "stored": sorted(stored),
            "reading": reading,
            "keys": keys,
            "accepted": accepted,
            "dated": None,
            "day_months": [],
        },
        st.sampled_from("ab"),
        st.sampled_from("12"),
        st.sampled_from(["first", "second"]),
        st.frozensets(st.sampled_from(MONTHS)),
        st.sampled_from([None, "far fewer than before"]),
        st.sampled_from([0, 3]),
        st.sampled_from([None, "Meera"]),
    ),
    max_size=12,
)


def known(rows: list[dict[str, Any]]) -> Any:
    """What is known of each version, in order."""
    return [(path, list(versions.items())) for path, versions in versions_by_path(map(known_file, rows)).items()]


@given(ROWS)
def test_they_say_the_same_as_before_and_again_the_same_when_more_are_added(rows: list[dict[str, Any]]) -> None:
    timed = [{**row, "read_at": START + timedelta(seconds=place)} for place, row in enumerate(rows)]
    fewer = [dict(row) for row in put_together(timed)]
    assert dict(known(fewer)) == dict(known(timed))
    assert [list(dict(known(fewer))[path]) for path, _ in known(fewer)] == [
        list(dict(known(timed))[path]) for path, _ in known(fewer)
    ]
    assert fewer == sorted(fewer, key=lambda row: row["read_at"])
    half = len(timed) // 2
    mixed = [*(dict(row) for row in put_together(timed[:half])), *timed[half:]]
    assert dict(known(mixed)) == dict(known(timed))


@given(ROWS)
def test_there_is_one_row_for_each_version_that_was_always_read_in_one_way(rows: list[dict[str, Any]]) -> None:
    one_way = [{**row, "reading": "first", "read_at": START + timedelta(seconds=place)} for place, row in enumerate(rows)]
    assert len(put_together(one_way)) == len({(row["path"], row["version"]) for row in one_way})


@given(ROWS, st.booleans())
def test_what_is_read_of_all_rows_at_once_says_the_same_as_each_row(rows: list[dict[str, Any]], former: bool) -> None:
    columns = [field for field in SCHEMA if not former or field.name not in ("stored", "reading", "keys", "accepted")]
    table = pa.Table.from_pylist(rows, schema=pa.schema(columns))
    each = [known_file(row) for row in table.to_pylist()]
    assert versions_by_path(file for _, file, _ in known_files(table)) == versions_by_path(each)
