"""SALES_WRITER=delta: what a cluster with Delta's own writer is asked, and what Sail, which understands it, makes of that."""

from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, call

import pytest
from pyspark.sql import SparkSession

from sales_platform import engine
from sales_platform.errors import UserError
from sales_platform.settings import Settings
from sales_platform.storage.cluster.delta_writer import merge_by_delta, merge_statement, replace_by_delta
from sales_platform.storage.lake import Lake
from sales_platform.storage.merge import merge_months
from sales_platform_tests.cluster.test_merging import FIRST, KEYS, MONTHS, SECOND, frame
from sales_platform_tests.cluster.test_merging import TABLE as FACT
from sales_platform_tests.cluster.test_writing import AUGUST, JULY, TABLE, held, numbers, opened
from sales_platform_tests.platform_runs import rows
from sales_platform_tests.storage.test_lake import SCHEMA, write


def replace(lake: Lake, some: Any, *months: date) -> None:
    replace_by_delta(lake, TABLE, some, SCHEMA, months)


def test_the_engine_is_asked_to_replace_exactly_the_months_and_to_sign_the_commit(tmp_path: Path) -> None:
    lake, session = Lake(str(tmp_path)), MagicMock()
    replace(lake, session, JULY, AUGUST)
    writer = session.select.return_value.where.return_value.write.format
    assert session.select.call_args == call("month", "number")
    assert writer.call_args == call("delta")
    assert writer.return_value.mode.call_args == call("overwrite")
    options = writer.return_value.mode.return_value.option
    assert options.call_args == call("replaceWhere", "month IN (DATE '2025-07-01', DATE '2025-08-01')")
    assert options.return_value.option.call_args == call("userMetadata", "sales_platform")
    assert options.return_value.option.return_value.save.call_args == call(opened(lake).table_uri)


def test_the_statement_of_a_merge_touches_only_what_differs_in_its_months() -> None:
    assert merge_statement("s3://bucket/lake/gold/fact", "rows", [AUGUST, JULY], ("month", "code"), ("month", "code", "n")) == (
        "MERGE INTO delta.`s3://bucket/lake/gold/fact` AS t USING rows AS s"
        " ON t.month IN (DATE '2025-07-01', DATE '2025-08-01') AND t.`month` = s.`month` AND t.`code` = s.`code`"
        " WHEN MATCHED AND (NOT (t.`n` <=> s.`n`)) THEN UPDATE SET t.`n` = s.`n`"
        " WHEN NOT MATCHED THEN INSERT (`month`, `code`, `n`) VALUES (s.`month`, s.`code`, s.`n`)"
        " WHEN NOT MATCHED BY SOURCE AND t.month IN (DATE '2025-07-01', DATE '2025-08-01') THEN DELETE"
    )


def test_months_are_replaced_and_others_stay(sail: SparkSession, tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    write(lake, JULY, [1])
    write(lake, AUGUST, [2])
    replace(lake, numbers(sail, (JULY, 3), (AUGUST, 4)), JULY)
    assert held(lake) == [(JULY, 3), (AUGUST, 2)]


def test_a_merge_counts_and_ends_as_that_of_delta_rs(sail: SparkSession, tmp_path: Path) -> None:
    ours, theirs = Lake(str(tmp_path / "ours")), Lake(str(tmp_path / "theirs"))
    for step in (FIRST, SECOND, SECOND):
        expected = merge_months(theirs, FACT, frame(sail, step), MONTHS, KEYS)
        assert merge_by_delta(ours, FACT, frame(sail, step), list(MONTHS), KEYS) == expected
        assert rows(ours, FACT).equals(rows(theirs, FACT))
    assert engine.is_embedded(sail)


def test_a_lost_lock_stops_it_before_anything_is_written(tmp_path: Path) -> None:
    class Lost(Lake):
        def check_lock(self) -> None:
            raise UserError("the lock was lost")

    write(str(tmp_path), JULY, [1])
    session = MagicMock()
    with pytest.raises(UserError, match="the lock was lost"):
        replace(Lost(str(tmp_path)), session, JULY)
    assert not session.select.called


def test_its_commits_count_as_the_platforms_own(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    write(lake, JULY, [1])
    opened(lake).delete(commit_properties=signed("sales_platform"))
    assert not lake.written_by_others(*TABLE, since=1, rows_too=True)
    write(lake, JULY, [1])
    opened(lake).delete(commit_properties=signed("somebody"))
    assert lake.written_by_others(*TABLE, since=1, rows_too=True)


def signed(text: str) -> Any:
    from deltalake import CommitProperties  # noqa: PLC0415 - here only

    return CommitProperties(custom_metadata={"userMetadata": text})


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SALES_WRITER": "spark"}, "SALES_WRITER is 'spark': set it to delta, or leave it unset"),
        ({"SALES_WRITER": "delta"}, "SALES_WRITER=delta is for the engine behind SPARK_REMOTE, which is unset"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(variables: dict[str, str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        Settings.from_environment(variables)
    taken = Settings.from_environment({"SALES_WRITER": "delta", "SPARK_REMOTE": "sc://host:15002"})
    assert (taken.delta_writer, Settings.from_environment({}).delta_writer) == (True, False)
