"""One row with any value in any column: its own verdict is what it is, those of the other rows are as without it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from sales_platform.companies.company import Source
from sales_platform.months import MonthRange
from sales_platform.quality.table_checks import every_row
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.small_lake import write
from sales_platform_tests.frames import JULY
from sales_platform_tests.odd_values import ANY_VALUE
from sales_platform_tests.sound_rows import ALL, Row, judged, sound_row

SOUND = 8


@cache
def alone(spark: SparkSession, source: Source) -> list[dict[str, Any]]:
    """The verdicts of the sound rows when no other row is in the file."""
    return judged(spark, source, [sound_row(source, number) for number in range(1, SOUND + 1)])


def without_place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "_row"}


@st.composite
def files(draw: st.DrawFn, source: Source) -> tuple[list[Row], list[int]]:
    """The sound rows with some odd ones between them, and where the sound ones stand."""
    rows = [sound_row(source, number) for number in range(1, SOUND + 1)]
    sound = set(rows)
    for _ in range(draw(st.integers(20, 40))):
        odd: list[str | None] = list(sound_row(source, 0))
        for column in draw(st.sets(st.integers(0, len(odd) - 1), min_size=1)):
            odd[column] = draw(ANY_VALUE)
        if tuple(odd) not in sound:
            rows.insert(draw(st.integers(0, len(rows))), tuple(odd))
    return rows, [place for place, row in enumerate(rows) if row in sound]


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.feed.name)
def test_a_sound_row_is_accepted(sail: SparkSession, source: Source) -> None:
    assert [(row["_row"], row["reasons"]) for row in alone(sail, source)] == [(n, []) for n in range(1, SOUND + 1)]


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.feed.name)
@settings(max_examples=2, derandomize=True, database=None, phases=[Phase.generate])
@given(data=st.data())
def test_sound_rows_come_out_as_without_the_odd_ones_and_every_row_keeps_what_the_rules_promise(
    sail: SparkSession, source: Source, data: st.DataObject
) -> None:
    rows, sound = data.draw(files(source))
    found = judged(sail, source, rows)
    assert [row["_row"] for row in found] == list(range(1, len(rows) + 1))
    assert [without_place(found[place]) for place in sound] == [without_place(row) for row in alone(sail, source)]
    for row in found:
        assert (row["raw"] is None) == (row["reasons"] == [])
    accepted = [row for row in found if not row["reasons"]]
    same = [name for name in source.same_record if name != "month"]
    assert set(Counter(tuple(row[name] for name in same) for row in accepted).values()) == {1}
    assert broken(source, accepted) == {}


def broken(source: Source, accepted: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How many accepted rows break each promise of the rules, as the check that blocks counts them."""
    own = {rule.name for rule in source.own_rules}
    promises = {
        rule.name: f"coalesce({rule.promise_datafusion}, TRUE)" if rule.name in own else rule.promise_datafusion
        for rule in source.rules
        if isinstance(rule.promise_datafusion, str)
    }
    if not promises:
        return {}
    with TemporaryDirectory() as folder:
        lake, month = Lake(str(Path(folder))), MonthRange.of(JULY, JULY)
        write(lake, "silver", source.entity.name, list(accepted), pa.Table.from_pylist(accepted).schema)
        found = every_row(lake, ("silver", source.entity.name), promises, month, ["_file", "_row"])
    counts: dict[str, int] = found.figures["broken"]
    return counts
