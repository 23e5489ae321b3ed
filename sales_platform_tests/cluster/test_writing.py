"""Executors write the files of a table, delta-rs commits them: on both engines, the one with Delta and the one without."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from pyspark.sql import DataFrame, SparkSession

from sales_platform import engine
from sales_platform.errors import UserError
from sales_platform.months import MonthRange
from sales_platform.storage.cluster.scans import parquet_rows
from sales_platform.storage.cluster.writing import replace_months
from sales_platform.storage.frames import newest_rows, table_frame
from sales_platform.storage.lake import Lake
from sales_platform.storage.table_queries import rows_by_month
from sales_platform_tests.storage.test_lake import write

TABLE = ("bronze", "new_table")
JULY, AUGUST, SEPTEMBER = date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1)
COLUMNS = "month date, number bigint"


def numbers(spark: SparkSession, *rows: tuple[Any, ...], columns: str = COLUMNS) -> DataFrame:
    return spark.createDataFrame(list(rows), columns)


def put(lake: Lake, frame: DataFrame, *months: date) -> None:
    replace_months(lake, TABLE, frame, engine.arrow_schema(frame), months)


def held(lake: Lake) -> list[tuple[Any, ...]]:
    answer = lake.query("SELECT month, number FROM t ORDER BY month, number", t=TABLE)
    assert answer is not None
    return [(row["month"], row["number"]) for row in answer.to_pylist()]


def opened(lake: Lake) -> DeltaTable:
    delta = lake.open(*TABLE)
    assert delta is not None
    return delta


def test_a_write_replaces_its_months_and_no_others_in_one_commit(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    put(lake, numbers(spark, (JULY, 1), (AUGUST, 2)), JULY, AUGUST)
    version = opened(lake).version()
    put(lake, numbers(spark, (JULY, 3), (JULY, 4), (AUGUST, 5), (None, 6)), JULY)
    assert held(lake) == [(JULY, 3), (JULY, 4), (AUGUST, 2)]
    assert opened(lake).version() == version + 1
    assert not lake.written_by_others(*TABLE, since=0, rows_too=True)
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(("_SUCCESS", "_temporary", ".part"))]


def test_a_month_without_rows_is_emptied(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    put(lake, numbers(spark, (JULY, 1), (AUGUST, 2)), JULY, AUGUST)
    put(lake, numbers(spark, (AUGUST, 3)), JULY, AUGUST)
    assert held(lake) == [(AUGUST, 3)]
    put(lake, numbers(spark, (SEPTEMBER, 3)), AUGUST)
    assert held(lake) == []


def test_what_both_writers_have_written_is_read_together_and_by_month(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    write(lake, JULY, [1, 2])
    put(lake, numbers(spark, (AUGUST, 3)), AUGUST)
    put(lake, numbers(spark, (SEPTEMBER, 4)), SEPTEMBER)
    both = MonthRange.of(JULY, AUGUST)
    some = table_frame(spark, lake, TABLE, opened(lake), both).toArrow()
    assert sorted(some["number"].to_pylist()) == [1, 2, 3]
    assert some.column_names == ["month", "number"]
    assert sorted(newest_rows(spark, lake, TABLE, opened(lake)).toArrow()["number"].to_pylist()) == [1, 2, 3, 4]
    write(lake, AUGUST, [5])
    assert held(lake) == [(JULY, 1), (JULY, 2), (AUGUST, 5), (SEPTEMBER, 4)]
    assert (
        table_frame(spark, lake, TABLE, opened(lake), MonthRange.of(date(2026, 1, 1), date(2026, 1, 1))).toArrow().num_rows == 0
    )


def test_values_of_all_types_come_back_as_they_were(spark: SparkSession, tmp_path: Path) -> None:
    lake, moment = Lake(str(tmp_path)), datetime(2025, 7, 3, 4, 5, 6, 789, tzinfo=UTC)
    columns = (
        "month date, number bigint, small int, money decimal(38,2), day date, at timestamp, text string, texts array<string>,"
        " sure boolean, about double"
    )
    rows = [
        (JULY, 2**60, -5, Decimal("12345678901234567890.12"), date(1, 1, 1), moment, "a'\\ü\n", ["x", None], True, 1.5),
        (JULY, None, None, None, None, None, None, None, None, float("nan")),
        (JULY, 1, 7, Decimal("0.01"), date(9999, 12, 31), moment, "", [], False, None),
    ]
    put(lake, numbers(spark, *rows, columns=columns), JULY)
    answer = lake.query("SELECT * FROM t", t=TABLE)
    assert answer is not None
    found = {
        row["number"]: tuple(row.values()) for row in answer.select([name.split()[0] for name in columns.split(", ")]).to_pylist()
    }
    assert found[2**60] == rows[0]
    assert found[1] == rows[2]
    assert found[None][:9] == rows[1][:9]
    schema = pa.schema(opened(lake).schema().to_arrow())
    frame = table_frame(spark, lake, TABLE, opened(lake), MonthRange.of(JULY, JULY))
    assert engine.arrow_schema(frame) == schema
    again = {row["number"]: tuple(row.values()) for row in frame.toArrow().to_pylist()}
    assert (again[2**60], again[1]) == (rows[0], rows[2])


def test_the_log_says_what_queries_may_be_answered_from(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    columns = "month date, number bigint, day date, text string, about double, nothing int"
    put(lake, numbers(spark, (JULY, 3, AUGUST, "b", float("nan"), None), (JULY, 5, JULY, None, 1.0, None), columns=columns), JULY)
    log = max((tmp_path / "bronze/new_table/_delta_log").glob("*.json"))
    (stats,) = [json.loads(entry["add"]["stats"]) for entry in map(json.loads, log.read_text().splitlines()) if "add" in entry]
    assert stats["numRecords"] == 2
    assert stats["minValues"] == {"number": 3, "day": "2025-07-01"}
    assert stats["maxValues"] == {"number": 5, "day": "2025-08-01"}
    assert {name: stats["nullCount"][name] for name in ("number", "text", "nothing")} == {"number": 0, "text": 1, "nothing": 2}
    assert rows_by_month(opened(lake)) == {JULY: 2}


def test_a_new_column_is_added_and_one_of_another_type_is_refused(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    put(lake, numbers(spark, (JULY, 1), (AUGUST, 2)), JULY, AUGUST)
    put(lake, numbers(spark, (AUGUST, 2, "x"), columns=f"{COLUMNS}, text string"), AUGUST)
    answer = lake.query("SELECT month, text FROM t ORDER BY month", t=TABLE)
    assert answer is not None
    assert answer.to_pylist() == [{"month": JULY, "text": None}, {"month": AUGUST, "text": "x"}]
    frame = table_frame(spark, lake, TABLE, opened(lake), MonthRange.of(JULY, AUGUST))
    assert sorted(frame.toArrow()["text"].to_pylist(), key=str) == [None, "x"]
    with pytest.raises(UserError, match=r"The column number of the table .* is int64, and its new rows have string"):
        put(lake, numbers(spark, (JULY, "1"), columns="month date, number string"), JULY)
    assert held(lake) == [(JULY, 1), (AUGUST, 2)]


def test_only_the_files_of_the_months_are_named_to_an_engine_without_delta(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    write(lake, JULY, [1])
    write(lake, AUGUST, [2])
    (july,) = (tmp_path / "bronze/new_table").glob("month=2025-07-01/*.parquet")
    july.unlink()
    frame = parquet_rows(sail, lake.uri(*TABLE), opened(lake), MonthRange.of(AUGUST, AUGUST))
    assert frame.select("number").toArrow()["number"].to_pylist() == [2]


def test_rows_that_are_not_those_of_the_files_are_refused(sail: SparkSession, tmp_path: Path) -> None:
    uri = str(tmp_path / "table")
    properties = {"delta.enableDeletionVectors": "true", "delta.minReaderVersion": "3", "delta.minWriterVersion": "7"}
    write_deltalake(uri, pa.table({"month": [JULY], "number": [1]}), partition_by=["month"], configuration=properties)
    with pytest.raises(UserError, match="uses deletion vectors, column mapping or another feature"):
        parquet_rows(sail, uri, DeltaTable(uri), None)
