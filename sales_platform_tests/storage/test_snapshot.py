"""A snapshot opens each table once, sees its own writes, and keeps times apart."""

import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from sales_platform.errors import LandingChangedError, UserError
from sales_platform.months import MonthRange
from sales_platform.reports.as_of import FACT, lake_as_of
from sales_platform.storage.lake import Lake
from sales_platform.storage.snapshot import lake_snapshot
from sales_platform.storage.sql_text import month_predicate
from sales_platform.storage.writes import append_rows, replace_rows
from sales_platform_tests.storage.test_lake import AUGUST, JULY, SCHEMA, TABLE, counts, reader, write

COUNT = "SELECT count(*) AS n FROM t"


def rows_of(lake: Lake, table: tuple[str, str] = TABLE) -> int:
    answer = lake.query(COUNT, t=table)
    assert answer is not None
    return int(answer.column("n")[0].as_py())


def test_a_table_is_opened_once_and_what_others_commit_meanwhile_is_not_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(str(tmp_path), JULY, range(3))
    opened: list[str] = []
    load = Lake._load

    def counted(lake: Lake, uri: str) -> DeltaTable:
        opened.append(uri)
        return load(lake, uri)

    monkeypatch.setattr(Lake, "_load", counted)
    with lake_snapshot(str(tmp_path)) as lake:
        assert rows_of(lake) == 3
        monkeypatch.undo()
        write(str(tmp_path), JULY, range(5))
        assert rows_of(lake) == 3
        lake.reopen(*TABLE)
        assert rows_of(lake) == 5
    assert opened == [lake.uri(*TABLE)]


def test_its_own_writes_are_seen(tmp_path: Path) -> None:
    with lake_snapshot(str(tmp_path)) as lake:
        assert lake.open(*TABLE) is None
        write(lake, JULY, range(3))
        write(lake, AUGUST, range(4))
        assert rows_of(lake) == 7


def test_a_write_after_another_writers_commit_is_made_on_the_newest_version(tmp_path: Path) -> None:
    with lake_snapshot(str(tmp_path)) as lake:
        write(lake, JULY, range(3))
        write(str(tmp_path), JULY, range(5))
        write(str(tmp_path), AUGUST, range(4))
        write(lake, JULY, range(2))
        assert counts(tmp_path) == {JULY: 2, AUGUST: 4}
        assert rows_of(lake) == 6


def test_the_lake_as_of_another_time_is_another_one_in_a_snapshot_as_well(tmp_path: Path) -> None:
    write(str(tmp_path), JULY, range(3))
    time.sleep(0.05)
    before = datetime.now(tz=UTC)
    time.sleep(0.05)
    write(str(tmp_path), JULY, range(5))
    with lake_snapshot(str(tmp_path)) as lake:
        assert [rows_of(lake), rows_of(lake.as_of(before)), rows_of(lake)] == [5, 3, 5]
        assert lake.as_of(before).open(*TABLE) is not lake.open(*TABLE)
    assert [rows_of(Lake(str(tmp_path))), rows_of(Lake(str(tmp_path)).as_of(before))] == [5, 3]


@pytest.mark.parametrize("kind", [Lake, lake_snapshot])
def test_figures_as_of_a_version_are_read_from_a_lake_of_either_kind(tmp_path: Path, kind: type[Lake]) -> None:
    months = month_predicate(MonthRange.of(JULY, JULY))
    for number in (3, 5):
        replace_rows(Lake(str(tmp_path)), FACT, SCHEMA, partial(reader, JULY, range(number)), months)
        time.sleep(0.05)
    if kind is Lake:
        assert rows_of(lake_as_of(Lake(str(tmp_path)), "1"), FACT) == 3
        return
    with lake_snapshot(str(tmp_path)) as lake:
        assert [rows_of(lake, FACT), rows_of(lake_as_of(lake, "1"), FACT), rows_of(lake, FACT)] == [5, 3, 5]


def test_a_lost_lock_stops_every_kind_of_commit(tmp_path: Path) -> None:
    write(str(tmp_path), JULY, range(3))

    def lost() -> None:
        raise UserError("Lock lost: a test.")

    with lake_snapshot(str(tmp_path), lost) as lake:
        assert rows_of(lake) == 3
        for change in (
            lambda: write(lake, JULY, range(5)),
            lambda: append_rows(lake, TABLE, reader(JULY, [1]).read_all(), "month"),
            lambda: lake.ensure("silver", "another", SCHEMA),
        ):
            with pytest.raises(UserError, match="Lock lost"):
                change()
    assert counts(tmp_path) == {JULY: 3}
    assert not DeltaTable.is_deltatable(lake.uri("silver", "another"))


def test_an_error_of_the_source_of_the_rows_is_raised_as_it_was(tmp_path: Path) -> None:
    write(str(tmp_path), JULY, range(3))
    error = LandingChangedError("The landed file 'a.csv' changed or vanished while it was read: run again.")

    def rows() -> pa.RecordBatchReader:
        def batches() -> object:
            yield from reader(JULY, [1])
            raise error

        return pa.RecordBatchReader.from_batches(SCHEMA, batches())

    with pytest.raises(LandingChangedError) as raised:
        replace_rows(Lake(str(tmp_path)), TABLE, SCHEMA, rows, month_predicate(MonthRange.of(JULY, JULY)))
    assert raised.value is error
    assert counts(tmp_path) == {JULY: 3}
