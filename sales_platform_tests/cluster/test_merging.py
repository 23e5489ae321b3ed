"""A MERGE that the engine computes says and does what the one of delta-rs does."""

from datetime import date
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from sales_platform.months import MonthRange
from sales_platform.storage.cluster.merging import merge_in_engine
from sales_platform.storage.lake import Lake
from sales_platform.storage.merge import merge_months
from sales_platform.storage.merge_counts import MergeCounts
from sales_platform_tests.platform_runs import rows

TABLE = ("gold", "fact")
JULY, AUGUST, SEPTEMBER = date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1)
MONTHS = MonthRange.of(JULY, SEPTEMBER)
KEYS = ("month", "code")
IN_ORDER = [(key, "ascending") for key in KEYS]
COLUMNS = "month date, code string, quantity bigint, price decimal(18,2)"
FIRST = [
    (JULY, "same", 1, None),
    (JULY, "changed", 1, None),
    (JULY, "null", None, None),
    (JULY, "gone", 1, None),
    (AUGUST, "a", 1, None),
]
SECOND = [
    (JULY, "same", 1, None),
    (JULY, "changed", 2, None),
    (JULY, "null", None, None),
    (JULY, "new", 1, None),
    (AUGUST, "a", 1, None),
]
THIRD = [(JULY, "same", 1, None), (JULY, "changed", None, None), (AUGUST, "a", 1, None), (SEPTEMBER, "a", 1, None)]


def frame(spark: SparkSession, some: list[tuple[Any, ...]], columns: str = COLUMNS) -> DataFrame:
    return spark.createDataFrame(some, columns)


def test_counts_and_rows_are_those_of_delta_rs(spark: SparkSession, sail: SparkSession, tmp_path: Path) -> None:
    ours, theirs = Lake(str(tmp_path / "ours")), Lake(str(tmp_path / "theirs"))
    for step in (FIRST, SECOND, THIRD, THIRD[1:]):
        expected = merge_months(theirs, TABLE, frame(sail, step), MONTHS, KEYS)
        assert merge_in_engine(ours, TABLE, frame(spark, step), list(MONTHS), KEYS) == expected
        assert rows(ours, TABLE).equals(rows(theirs, TABLE))


def test_a_column_that_is_new_updates_the_rows_that_have_it(spark: SparkSession, sail: SparkSession, tmp_path: Path) -> None:
    ours, theirs = Lake(str(tmp_path / "ours")), Lake(str(tmp_path / "theirs"))
    wider = [(*row, "x" if row[1] == "same" else None) for row in FIRST]
    for lake in (ours, theirs):
        merge_months(lake, TABLE, frame(sail, FIRST), MONTHS, KEYS)
    columns = f"{COLUMNS}, city string"
    expected = merge_months(theirs, TABLE, frame(sail, wider, columns), MONTHS, KEYS)
    assert merge_in_engine(ours, TABLE, frame(spark, wider, columns), list(MONTHS), KEYS) == expected
    assert expected[JULY] == MergeCounts(updated=1, left_alone=3)
    wanted = rows(theirs, TABLE).select(rows(ours, TABLE).column_names)  # delta-rs puts the month after the others
    assert rows(ours, TABLE).sort_by(IN_ORDER).equals(wanted.sort_by(IN_ORDER))


def test_only_months_that_differ_are_written_and_nothing_when_none_does(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    merge_in_engine(lake, TABLE, frame(spark, FIRST), list(MONTHS), KEYS)
    before = files(lake)
    assert merge_in_engine(lake, TABLE, frame(spark, FIRST), list(MONTHS), KEYS)[JULY] == MergeCounts(left_alone=4)
    assert files(lake) == before
    merge_in_engine(lake, TABLE, frame(spark, SECOND), list(MONTHS), KEYS)
    after = files(lake)
    assert {month for month in before if before[month] != after.get(month)} == {"2025-07-01"}


def files(lake: Lake) -> dict[str, list[str]]:
    """The files of each month, and how many versions there are."""
    delta = lake.open(*TABLE)
    assert delta is not None
    found: dict[str, list[str]] = {}
    for uri in delta.file_uris():
        found.setdefault(uri.split("month=")[1].split("/")[0], []).append(uri)
    return found
