"""Reading landed CSV files: no row is ever dropped, whatever the file looks like."""

import csv
import io
import json
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.landing.csv_files import ROW_FIELDS, ROW_PROBLEM, SEPARATOR, LinesJoinedError, read_rows
from sales_platform.landing.csv_records import is_blank
from sales_platform.landing.refusal import FileRefusedError

CUSTOMERS = FEED_BY_NAME["sports_bar_customers"]
HEADER = "customer_id,customer_name,city\n"


def read(content: bytes | str) -> list[dict[str, Any]]:
    data = content.encode() if isinstance(content, str) else content
    try:
        batches = list(read_rows(partial(io.BytesIO, data), CUSTOMERS))
    except LinesJoinedError:
        batches = list(read_rows(partial(io.BytesIO, data), CUSTOMERS, line_by_line=True))
    return pa.Table.from_batches(batches).drop_columns(SEPARATOR).to_pylist() if batches else []


def row(customer: str | None, name: str | None, city: str | None, extra: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "customer_id": customer,
        "customer_name": name,
        "city": city,
        "_extra": json.dumps(extra, ensure_ascii=False) if extra else None,
    }


def test_values_stay_exactly_as_they_were() -> None:
    assert read(HEADER + ' 1 ,"  a, b ",\n2,NULL,nan\n') == [row(" 1 ", "  a, b ", ""), row("2", "NULL", "nan")]


@pytest.mark.parametrize(
    "content",
    [
        "city,customer_id,customer_name\nx,1,a\n",
        " City , CUSTOMER_ID,Customer_Name\nx,1,a\n",
        "city;customer_id;customer_name\nx;1;a\n",
        "city\tcustomer_id\tcustomer_name\nx\t1\ta\n",
        "city,customer_id,customer_name\r\nx,1,a\r\n",
        "city,customer_id,customer_name\rx,1,a\r",
        "city,customer_id,customer_name\nx,1,a",
        "\ufeffcity,customer_id,customer_name\nx,1,a\n",
        "city,customer_id,customer_name\n\nx,1,a\n\n",
        "city,customer_id,customer_name\nx,1,a\n".encode("utf-16"),
    ],
    ids=["order", "case", "semicolon", "tab", "crlf", "cr", "no end", "mark", "blank lines", "utf-16"],
)
def test_columns_are_matched_by_name_in_any_order_case_separator_and_encoding(content: bytes | str) -> None:
    assert read(content) == [row("1", "a", "x")]


def test_a_missing_column_is_null_and_an_unexpected_one_is_kept() -> None:
    assert read("customer_id,customer_name,State\n1,a,Delhi\n") == [row("1", "a", None, {"State": "Delhi"})]


def test_unexpected_columns_of_the_same_name_are_both_kept() -> None:
    assert read("customer_id,note,note\n1,a,b\n") == [row("1", None, None, {"note (column 2)": "a", "note (column 3)": "b"})]


def test_rows_with_too_few_or_too_many_fields_are_kept_with_all_their_fields() -> None:
    rows = read(HEADER + "1,a,x\n2,b\n3,c,z,more\n4,d,w\n")
    assert [(entry["customer_id"], entry["city"]) for entry in rows] == [("1", "x"), ("2", None), ("3", "z"), ("4", "w")]
    assert [json.loads(entry["_extra"] or "null") for entry in rows] == [
        None,
        {ROW_PROBLEM: "2 fields where the header has 3", ROW_FIELDS: ["2", "b"]},
        {ROW_PROBLEM: "4 fields where the header has 3", ROW_FIELDS: ["3", "c", "z", "more"]},
        None,
    ]


def test_quotes_and_line_breaks_inside_values_are_kept() -> None:
    assert read(HEADER + '1,"a ""quoted"" name","two\nlines"\n') == [row("1", 'a "quoted" name', "two\nlines")]


def test_a_field_of_a_megabyte_is_kept() -> None:
    (entry,) = read(HEADER + f"1,{'x' * 1_000_000},y\n")
    assert len(entry["customer_name"]) == 1_000_000


@pytest.mark.parametrize("row", ["2,{},y", "2,a,y,{}", '2,"{}"'], ids=["in a column", "beyond the header", "in a short row"])
def test_a_longer_field_refuses_the_file_with_its_row(row: str) -> None:
    with pytest.raises(FileRefusedError, match=r"row 2 has a field of 1,000,0\d\d bytes; at most 1,000,000 are accepted"):
        read(HEADER + "1,a,b\n" + row.format("x" * 1_000_001) + "\n")


def test_a_file_with_a_header_only_has_no_rows() -> None:
    assert read(HEADER) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"\x1f\x8b\x08\x00rubbish", "the archive is broken"),
        (b"customer_id,customer_name\x00,city\n1,a,b\n", "not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b"789201,FitFuel,Delhi\n789202,Other,Delhi\n", "no column of the contract in its first line"),
        (HEADER.encode() + "1,Café,x\n".encode("latin-1"), "not UTF-8"),
        (HEADER.encode() + b"1,a,x\n" * 200_000 + b"2,\xff\xff,y\n", "not UTF-8"),
        (b"customer_id,City,city\n1,a,b\n", "column city stands more than once"),
    ],
    ids=["empty", "blank", "gzip", "nul", "png", "no header", "latin-1", "bad byte late", "doubled column"],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(FileRefusedError, match=reason):
        read(content)


values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\n\r"), max_size=12)


@given(st.lists(st.lists(values, min_size=1, max_size=5), max_size=20))
def test_every_row_that_a_csv_writer_writes_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([["customer_id", "customer_name", "city"], *rows])
    read_back = read(text.getvalue())
    kept = [row if not is_blank(row[3:]) else row[:3] for row in rows if not is_blank(row)]
    assert len(read_back) == len(kept)
    for entry, fields in zip(read_back, kept, strict=True):
        extra = json.loads(entry["_extra"] or "{}")
        found = extra.get(ROW_FIELDS) or [entry["customer_id"], entry["customer_name"], entry["city"]]
        assert found == fields
