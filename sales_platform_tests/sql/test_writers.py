"""Rows as people and programs want them: a table, CSV, JSON, Parquet; values are data."""

import io
import json
import math
import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from rich.console import Console

from sales_platform.errors import UserError
from sales_platform.sql.output import Format, check_output, print_rows
from sales_platform.sql.writers import write_rows

ROWS = pa.table(
    {
        "day": [date(2025, 7, 1), None],
        "money": pa.array([Decimal("12345678901234567890.12"), Decimal("7.00")], pa.decimal128(38, 2)),
        "share": pa.array([Decimal("0.25"), None], pa.decimal128(10, 2)),
        "reasons": [["a", 'b"c'], None],
        "text": ["[red]x\x1b[31m\n", 'say "hi", ₹'],
    }
)


def printed(rows: pa.Table, limit: int) -> tuple[str, bool]:
    screen = Console(file=io.StringIO(), width=10_000)
    more = print_rows(screen, rows.to_reader(), limit)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue(), more


def failing() -> Iterator[pa.RecordBatch]:
    yield ROWS.to_batches()[0]
    raise UserError("The engine gave up.")


def test_a_table_is_aligned_and_says_whether_there_is_more() -> None:
    shown, more = printed(pa.table({"name": ["a", "bcd", "e"], "n": [1, 200, 3]}), 2)
    assert [line.rstrip() for line in shown.splitlines()] == ["name    n", "a       1", "bcd   200"]
    assert more
    assert not printed(ROWS, 2)[1]


def test_nothing_in_a_value_is_markup_or_a_command_to_the_terminal() -> None:
    shown, _ = printed(ROWS, 2)
    assert "[red]x�[31m�" in shown
    assert "\x1b" not in shown


def test_csv_holds_what_the_rows_hold_and_lists_as_json(tmp_path: Path) -> None:
    assert write_rows(ROWS.to_reader(), Format.CSV, tmp_path / "rows.csv") == 2
    back = pa.csv.read_csv(
        tmp_path / "rows.csv", convert_options=pa.csv.ConvertOptions(column_types={"money": ROWS["money"].type})
    )
    assert back["money"].to_pylist() == ROWS["money"].to_pylist()
    assert json.loads(back["reasons"][0].as_py()) == ["a", 'b"c']


def test_json_is_exact(tmp_path: Path) -> None:
    write_rows(ROWS.to_reader(), Format.JSON, tmp_path / "rows.json")
    assert json.loads((tmp_path / "rows.json").read_text()) == [
        {
            "day": "2025-07-01",
            "money": "12345678901234567890.12",
            "share": 0.25,
            "reasons": ["a", 'b"c'],
            "text": "[red]x\x1b[31m\n",
        },
        {"day": None, "money": 7, "share": None, "reasons": None, "text": 'say "hi", ₹'},
    ]
    write_rows(ROWS.slice(0, 0).to_reader(), Format.JSON, tmp_path / "none.json")
    assert json.loads((tmp_path / "none.json").read_text()) == []


def test_json_has_nothing_for_what_is_no_number_and_both_text_forms_give_bytes_as_hex(tmp_path: Path) -> None:
    rows = pa.table({"x": [math.nan, 1.5], "many": [[math.inf, 1.0], None], "bytes": [b"\xab\x01", None]})
    for form in (Format.CSV, Format.JSON):
        write_rows(rows.to_reader(), form, tmp_path / form)
    assert json.loads((tmp_path / "json").read_text(), parse_constant=pytest.fail) == [
        {"x": None, "many": [None, 1.0], "bytes": "ab01"},
        {"x": 1.5, "many": None, "bytes": None},
    ]
    assert (tmp_path / "csv").read_text() == '"x","many","bytes"\nnan,"[null, 1.0]","ab01"\n1.5,,\n'


def test_parquet_keeps_rows_and_types(tmp_path: Path) -> None:
    write_rows(ROWS.to_reader(), Format.PARQUET, tmp_path / "rows.parquet")
    assert pa.parquet.read_table(tmp_path / "rows.parquet") == ROWS


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.PARQUET])
def test_a_file_is_whole_or_is_not_there_and_an_older_one_stays(form: Format, tmp_path: Path) -> None:
    (tmp_path / "rows").write_text("older")
    with pytest.raises(UserError, match="gave up"):
        write_rows(pa.RecordBatchReader.from_batches(ROWS.schema, failing()), form, tmp_path / "rows")
    assert [path.name for path in tmp_path.iterdir()] == ["rows"]
    assert (tmp_path / "rows").read_text() == "older"


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    rows = pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["month", "month"])
    for form in (Format.CSV, Format.JSON, Format.PARQUET):
        with pytest.raises(UserError, match="Two columns are called 'month': give them names of their own with AS"):
            write_rows(rows.to_reader(), form, tmp_path / "rows")


@pytest.mark.parametrize(
    ("form", "out", "sentence"),
    [
        (Format.PARQUET, None, "Parquet is not for a terminal: name a file with --out"),
        (Format.TABLE, "rows.txt", "choose --format csv, json or parquet for a file"),
        (Format.CSV, "lake/gold/rows.csv", "is inside the lake, which is only read"),
        (Format.CSV, "elsewhere/../lake/rows.csv", "is inside the lake, which is only read"),
        (Format.CSV, "nowhere/rows.csv", "name a file in a folder that exists"),
        (Format.CSV, ".", "name a file in a folder that exists"),
    ],
)
def test_where_rows_cannot_go_is_said_before_anything_is_computed(
    form: Format, out: str | None, sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "lake" / "gold").mkdir(parents=True)
    with pytest.raises(UserError, match=sentence):
        check_output(form, tmp_path / out if out else None, str(tmp_path / "lake"))


def test_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "link"):
        with pytest.raises(UserError, match="is not an ordinary file"):
            check_output(Format.CSV, tmp_path / name, str(tmp_path / "lake"))
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_stays_and_the_file_that_it_names_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere/rows.csv")
    for _ in range(2):
        write_rows(ROWS.to_reader(), Format.CSV, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["rows.csv"]
