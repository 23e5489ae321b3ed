"""MERGE by months: update what changed, insert, delete, and leave the rest alone."""

from datetime import date
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from sales_platform import engine
from sales_platform.errors import UserError
from sales_platform.months import MonthRange
from sales_platform.storage.lake import Lake
from sales_platform.storage.merge import merge_months
from sales_platform.storage.merge_counts import MergeCounts

TABLE = ("gold", "fact")
JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
BOTH = MonthRange.of(JULY, AUGUST)
Row = tuple[date, str, int | None]


def merge(sail: SparkSession, lake: Lake, months: MonthRange, *rows: Row) -> dict[date, MergeCounts]:
    frame = sail.createDataFrame(list(rows), "month date, code string, quantity bigint")
    counts = merge_months(lake, TABLE, frame, months, ("month", "code"))
    assert list(counts) == list(months)
    return {month: count for month, count in counts.items() if count != MergeCounts()}


def held(lake: Lake) -> list[Row]:
    answer = lake.query("SELECT month, code, quantity FROM t ORDER BY month, code", t=TABLE)
    assert answer is not None
    return [(row["month"], row["code"], row["quantity"]) for row in answer.to_pylist()]


def test_the_first_merge_makes_the_table(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    assert merge(sail, lake, BOTH, (JULY, "a", 1), (AUGUST, "a", 2)) == {
        JULY: MergeCounts(inserted=1),
        AUGUST: MergeCounts(inserted=1),
    }
    assert held(lake) == [(JULY, "a", 1), (AUGUST, "a", 2)]


def test_a_merge_touches_only_rows_that_differ(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    merge(sail, lake, BOTH, (JULY, "same", 1), (JULY, "changed", 1), (JULY, "null", None), (JULY, "gone", 1))
    done = merge(sail, lake, BOTH, (JULY, "same", 1), (JULY, "changed", 2), (JULY, "null", None), (JULY, "new", 1))
    assert done == {JULY: MergeCounts(inserted=1, updated=1, deleted=1, left_alone=2)}
    assert held(lake) == [(JULY, "changed", 2), (JULY, "new", 1), (JULY, "null", None), (JULY, "same", 1)]


def test_each_month_has_its_own_counts(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    merge(sail, lake, BOTH, (JULY, "a", 1), (JULY, "b", None), (JULY, "c", 1), (AUGUST, "a", 1), (AUGUST, "b", 1))
    september = date(2025, 9, 1)
    new = [(JULY, "a", 2), (JULY, "b", 3), (JULY, "c", 1), (AUGUST, "a", 2), (AUGUST, "c", 1), (september, "a", 1)]
    assert merge(sail, lake, MonthRange.of(JULY, september), *new) == {
        JULY: MergeCounts(updated=2, left_alone=1),
        AUGUST: MergeCounts(inserted=1, updated=1, deleted=1),
        september: MergeCounts(inserted=1),
    }
    assert held(lake) == new


def test_rows_that_get_a_new_column_are_updated_in_their_months(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    merge(sail, lake, BOTH, (JULY, "a", 1), (AUGUST, "a", 1), (AUGUST, "b", 1))
    rows = [(JULY, "a", 1, "x"), (AUGUST, "a", 1, None), (AUGUST, "b", 1, "y")]
    frame = sail.createDataFrame(rows, "month date, code string, quantity bigint, city string")
    assert merge_months(lake, TABLE, frame, BOTH, ("month", "code")) == {
        JULY: MergeCounts(updated=1),
        AUGUST: MergeCounts(updated=1, left_alone=1),
    }


def test_merging_the_same_rows_again_makes_no_new_version(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    merge(sail, lake, BOTH, (JULY, "a", 1))
    before = lake.open(*TABLE)
    assert merge(sail, lake, BOTH, (JULY, "a", 1)) == {JULY: MergeCounts(left_alone=1)}
    after = lake.open(*TABLE)
    assert before is not None
    assert after is not None
    assert after.version() == before.version()


def test_merging_no_rows_into_months_without_any_makes_no_new_version(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    merge(sail, lake, MonthRange.of(JULY, JULY), (JULY, "a", 1))
    before = lake.newest_version(*TABLE)
    assert merge(sail, lake, MonthRange.of(AUGUST, AUGUST)) == {}
    assert lake.newest_version(*TABLE) == before


def test_rows_of_another_writer_that_came_first_are_compared(sail: SparkSession, tmp_path: Path) -> None:
    class Late(Lake):
        """Another writer commits to the month while its rows are on their way."""

        def check_lock(self) -> None:
            if self.newest_version(*TABLE) == 0:
                merge(sail, Lake(self.root), BOTH, (JULY, "a", 1), (JULY, "theirs", 1))

    lake = Late(str(tmp_path))
    assert merge(sail, lake, BOTH, (JULY, "a", 1), (AUGUST, "b", 1)) == {
        JULY: MergeCounts(deleted=1, left_alone=1),
        AUGUST: MergeCounts(inserted=1),
    }
    assert held(lake) == [(JULY, "a", 1), (AUGUST, "b", 1)]


def test_a_merge_of_some_months_leaves_the_other_months_alone(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    merge(sail, lake, BOTH, (JULY, "a", 1), (AUGUST, "a", 2))
    assert merge(sail, lake, MonthRange.of(AUGUST, AUGUST)) == {AUGUST: MergeCounts(deleted=1)}
    assert held(lake) == [(JULY, "a", 1)]


def test_a_merge_of_one_month_reads_that_month_only(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    months = MonthRange.of(date(2020, 1, 1), date(2024, 12, 1))
    merge(sail, lake, months, *((month, "a", 1) for month in months))
    merge(sail, lake, MonthRange.of(months.start, months.start), (months.start, "a", 2), (months.start, "b", 2))
    delta = lake.open(*TABLE)
    assert delta is not None
    metrics = delta.history(1)[0]["operationMetrics"]
    assert (metrics["num_target_files_scanned"], metrics["num_target_files_skipped_during_scan"]) == (1, 59)


def test_a_stream_has_the_rows_and_types_of_its_frame(sail: SparkSession) -> None:
    frame = sail.range(5).selectExpr("id", "CAST(id AS decimal(18,2)) AS amount", "array(CAST(id AS string)) AS texts")
    table = engine.stream(frame).read_all()
    assert table.num_rows == 5
    assert table.schema == engine.arrow_schema(frame)


def test_rows_of_another_type_than_the_table_has_are_not_merged(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    merge(sail, lake, BOTH, (JULY, "a", 1))
    frame = sail.createDataFrame([(JULY, "a", 1.5)], "month date, code string, quantity double")
    with pytest.raises(UserError, match=r"^The column quantity of the table .* is int64, and its new rows have double: move the"):
        merge_months(lake, TABLE, frame, BOTH, ("month", "code"))
    assert held(lake) == [(JULY, "a", 1)]
