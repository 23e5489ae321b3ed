"""Rows that give the same record: the later delivery counts, lines of one file contradict each other, months are compared."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from sales_platform.companies.company import LATEST_COUNTS, ORDER_LINES, Repeats
from sales_platform.silver import repeats as module
from sales_platform.silver.repeats import ROW_BITS, repeated_in, told_apart, without_repeats
from sales_platform_tests.frames import AUGUST, JULY, JUNE, Values, assert_rows, frame, rows_of

KEY = ("order_id", "date")
MONTHS = (JUNE, JULY, AUGUST)
SCHEMA = "case string, month date, order_id string, date date, quantity bigint, _file bigint, _row bigint, sound boolean"
Row = tuple[date, str, date, int, int, int, bool]
"""Month of the file, order, day, quantity, place of the file, row, and whether nothing else is wrong with it."""


def judged(
    spark: SparkSession, rows: Sequence[Values], repeats: Repeats, across: Sequence[tuple[date, date]], *, asked: bool
) -> list[Values]:
    """The case, file, row and reason of each row; ``asked`` which rows may repeat each other, or all compared."""
    given_rows = frame(spark, SCHEMA, rows).selectExpr(
        "*",
        f"shiftleft(_file, {ROW_BITS}) + _row AS _precedence",
        "CASE WHEN sound THEN cast(array() AS array<string>) ELSE array('unknown_product') END AS reasons",
    )
    alone, several = given_rows.limit(0), given_rows
    if asked:
        repeated = repeated_in(given_rows, ("case", *KEY), across)
        assert repeated is not None
        alone, several = told_apart(given_rows, ("case", *KEY), repeated, across)
    compared = without_repeats(several, ("case", *KEY), repeats, ("quantity",), across=across)
    names = ("case", "_file", "_row", "reasons")
    found = alone.select(*names).unionByName(compared.select(*names))
    return [(case, file, row, *reasons) for case, file, row, reasons in rows_of(found, "case _file _row reasons")]


def modelled(rows: Sequence[Row], repeats: Repeats) -> dict[tuple[int, int], str]:
    """The reason of each row that does not count, by file and row, in plain Python."""
    found = {(file, row): "unknown_product" for _, _, _, _, file, row, sound in rows if not sound}
    records: dict[tuple[str, date], list[Row]] = {}
    for one in sorted((one for one in rows if one[6]), key=lambda one: one[4:6]):
        records.setdefault(one[1:3], []).append(one)
    for same in records.values():
        last = same[-1]
        agreeing = [one for one in same if one[3] == last[3]]
        in_own_month = [one for one in agreeing if one[0] == one[2].replace(day=1)]
        counts = (in_own_month or agreeing)[0] if repeats.keep_first else last
        for one in same:
            if one is not counts:
                agrees, in_file = one[3] == last[3], one[4] == last[4]
                reason = "superseded" if not in_file else "duplicate" if agrees else "contradiction"
                found[one[4:6]] = "duplicate" if repeats.keep_first and agrees else reason
    return found


@st.composite
def deliveries(draw: st.DrawFn) -> list[Row]:
    """Lines of two orders, delivered in any files of three months, dated in any of them."""
    files = draw(st.lists(st.sampled_from(MONTHS), min_size=1, max_size=5))
    line = st.tuples(
        st.sampled_from("AB"), st.sampled_from(MONTHS), st.integers(1, 2), st.sampled_from([True, True, True, False])
    )
    rows = []
    for place, month in enumerate(sorted(files), start=1):
        for row, (order, dated, quantity, is_sound) in enumerate(draw(st.lists(line, max_size=4)), start=1):
            rows.append((month, order, dated.replace(day=4), quantity, place, row, is_sound))
    return rows


@settings(
    max_examples=3,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    cases=st.lists(deliveries(), min_size=30, max_size=40),
    repeats=st.sampled_from([ORDER_LINES, LATEST_COUNTS]),
    asked=st.booleans(),
)
@example(cases=[[]], repeats=LATEST_COUNTS, asked=True)
def test_whatever_is_delivered_each_record_counts_once_as_a_model_in_plain_python_says(
    sail: SparkSession, cases: list[list[Row]], repeats: Repeats, asked: bool
) -> None:
    across = [(month, other) for month in MONTHS for other in MONTHS if month != other]
    rows = [(str(case), *row) for case, some in enumerate(cases) for row in some]
    expected = []
    for case, some in enumerate(cases):
        reasons = modelled(some, repeats)
        expected += [(str(case), *row[4:6], *([reasons[row[4], row[5]]] if (row[4], row[5]) in reasons else [])) for row in some]
    assert sorted(judged(sail, rows, repeats, across, asked=asked)) == sorted(expected)


def test_a_later_delivery_counts_and_is_named_beside_what_it_supersedes(spark: SparkSession) -> None:
    day = date(2025, 7, 4)
    rows = [
        ("put right", JULY, "A", day, 150, 1, 1, True),
        ("put right", JULY, "A", day, 15, 2, 1, True),
        ("split", JULY, "B", day, 100, 1, 2, True),
        ("split", JULY, "B", day, 40, 1, 3, True),
        ("split", JULY, "B", day, 40, 1, 4, True),
        ("stray", JULY, "C", date(2025, 8, 1), 5, 1, 5, True),  # dated in August, where it lands as well: August's counts
        ("stray", AUGUST, "C", date(2025, 8, 1), 5, 3, 1, True),
        ("other month", JULY, "D", day, 5, 1, 6, True),
        ("other month", AUGUST, "D", day, 7, 3, 2, True),
        ("not compared", JUNE, "E", day, 5, 1, 7, True),
        ("not compared", JULY, "E", day, 7, 2, 3, True),
    ]
    expected = [
        ("contradiction", 1, 2, "split|B|2025-07-04"),
        (None, 1, 3, None),
        ("duplicate", 1, 4, None),
        ("superseded", 1, 1, "put right|A|2025-07-04"),
        (None, 2, 1, None),
        ("duplicate", 1, 5, None),
        (None, 3, 1, None),
        ("superseded", 1, 6, "other month|D|2025-07-04"),
        (None, 3, 2, None),
        (None, 1, 7, None),
        (None, 2, 3, None),
    ]
    given_rows = frame(spark, SCHEMA, rows).selectExpr(
        "*", f"shiftleft(_file, {ROW_BITS}) + _row AS _precedence", "cast(array() AS array<string>) AS reasons"
    )
    across = [(JULY, AUGUST), (AUGUST, JULY)]
    found = without_repeats(given_rows, ("case", *KEY), ORDER_LINES, ("quantity",), across=across)
    assert_rows(
        found.selectExpr("nullif(array_join(reasons, ','), '') AS reason", "_file", "_row", "record"),
        "reason _file _row record",
        expected,
    )


def test_of_too_many_repeats_nobody_asks_and_all_rows_are_compared(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = frame(spark, "month date, order_id string", [(JULY, order) for order in "AABBC"])
    found = repeated_in(rows, ["order_id"])
    assert found is not None
    assert found.num_rows == 2
    alone, several = told_apart(rows, ["order_id"], found)
    assert (rows_of(alone, "order_id"), sorted(rows_of(several, "order_id"))) == ([("C",)], [("A",), ("A",), ("B",), ("B",)])
    monkeypatch.setattr(module, "MOST_REPEATED", 1)
    assert repeated_in(rows, ["order_id"]) is None
