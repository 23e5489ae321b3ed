"""Files that are packed, and workbooks: read by what they are, whatever their name says."""

import gzip
import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.feeds import Feed
from sales_platform.landing.csv_files import SEPARATOR, read_rows
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.landing.rewinding import rewinding
from sales_platform.values.numbers import Number, read_number
from sales_platform_tests.bronze.reading import problems, rows_of, sound
from sales_platform_tests.bronze.workbooks import Cell, Fault, workbook
from sales_platform_tests.sound_rows import ALL_FEEDS

ORDERS, CUSTOMERS = FEED_BY_NAME["sports_bar_orders"], FEED_BY_NAME["sports_bar_customers"]
TEXT = "customer_id,customer_name,city\n1,Fit Foods,Goa\n2,Gym,Delhi\n"
ROWS = [("1", "Fit Foods", "Goa"), ("2", "Gym", "Delhi")]


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(TEXT.encode()),
        gzip.compress(TEXT[:40].encode()) + gzip.compress(TEXT[40:].encode()),
        gzip.compress(TEXT.encode("utf-16")),
        zipped({"customers.CSV": TEXT}),
        zipped(
            {"export/": "", "export/customers.csv": TEXT, "__MACOSX/export/._customers.csv": b"\0\1", "export/.DS_Store": b"\0"}
        ),
        workbook([["customer_id", "customer_name", "city"], [1, "Fit Foods", "Goa"], [2.0, "Gym", "Delhi"]]),
    ],
    ids=["gzip", "gzip in parts", "utf-16 in gzip", "zip", "zip of a Mac", "workbook"],
)
def test_a_packed_file_has_the_rows_of_the_file_inside(content: bytes) -> None:
    assert sound(rows_of(content, CUSTOMERS), CUSTOMERS) == ROWS


def test_a_stray_mark_in_a_packed_file_takes_its_own_line_only() -> None:
    text = TEXT.replace("1,", '"1,') + "3,c,d\n"
    for content in (gzip.compress(text.encode()), zipped({"a.csv": text})):
        assert sound(rows_of(content, CUSTOMERS), CUSTOMERS) == [ROWS[1], ("3", "c", "d")]


def test_an_archive_is_read_from_a_file_that_cannot_be_rewound_as_well() -> None:
    class Forward(io.BytesIO):
        def seekable(self) -> bool:
            return False

    for content in (zipped({"a.csv": TEXT}), gzip.compress(TEXT.encode())):
        with rewinding(Forward(content)) as rewound:
            (batch,) = read_rows(rewound, CUSTOMERS)
        assert sound(batch.to_pylist(), CUSTOMERS) == ROWS


LONG = TEXT + "".join(f"{number},name {number * 7919 % 10007},city\n" for number in range(3, 50_000))
SHEET: list[list[Cell]] = [["customer_id", "customer_name", "city"], [1, "Fit", "Goa"]]
DAY = date(2025, 7, 3)


def encrypted(content: bytes) -> bytes:
    """An archive that says of its members that they are encrypted."""
    broken = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        broken[broken.index(mark) + place] |= 1
    return bytes(broken)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(LONG.encode())[:-9], "the archive is broken"),
        (gzip.compress(LONG.encode())[:300] + b"x" * 300, "the archive is broken"),
        (b"\x1f\x8b", "the archive is broken"),
        (gzip.compress(b""), "the file is empty"),
        (gzip.compress(b"\x89PNG\r\n\x1a\n\0\0"), "not text"),
        (zipped({"a.csv": LONG})[:-30], "the archive is broken"),
        (zipped({"a.csv": LONG}).replace(b"a.csv", b"b.csv", 1), "the archive is broken"),
        (zipped({}), "exactly one CSV file in it, and has 0 files: nothing"),
        (zipped({"a.csv": TEXT, "b.csv": TEXT}), "exactly one CSV file in it, and has 2 files: a.csv, b.csv"),
        (zipped({"a.pdf": TEXT}), "exactly one CSV file in it, and has 1 files: a.pdf"),
        (encrypted(zipped({"a.csv": TEXT})), "the archive is protected by a password"),
        (b"PK\x03\x04" + b"\0" * 40, "the archive is broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "the workbook has a password or the format before 2007"),
        (workbook([]), "the first sheet of the workbook is empty"),
        (workbook([[None, " "], ["\u200b"]]), "the first sheet of the workbook is empty"),
        (workbook(SHEET).replace(b"xl/workbook.xml", b"xl/nothing_.xml"), "the workbook has no sheet that is shown"),
        (workbook([["a", "b"], [1, 2]]), "no column of the contract in its first line"),
        (zipped({"[Content_Types].xml": "<x/>"}), "the workbook is broken"),
    ],
    ids=[
        *("gzip cut off", "gzip damaged", "gzip mark only", "gzip of nothing", "gzip of a picture", "zip cut off", "zip damaged"),
        *("zip of nothing", "zip of two", "zip of a PDF", "encrypted zip", "zip mark only", "old workbook", "no row"),
        *("blank rows", "no sheet", "other columns", "no workbook"),
    ],
)
def test_what_cannot_be_unpacked_is_refused_in_one_sentence(content: bytes, reason: str) -> None:
    with pytest.raises(FileRefusedError, match=reason) as error:
        rows_of(content, CUSTOMERS)
    assert "\n" not in str(error.value)


def test_cells_are_read_as_the_text_that_they_show() -> None:
    cells: list[tuple[Cell, str]] = [
        (789320, "789320"),
        (789320.0, "789320"),
        (84.1 + 1e-14, "84.1"),
        (1e15, "1000000000000000"),
        (0.00001, "0.00001"),
        (-12.5, "-12.5"),
        (True, "TRUE"),
        (DAY, "2025-07-03"),
        (datetime.combine(DAY, time(0)), "2025-07-03"),
        (datetime.combine(DAY, time(14, 30)), "2025-07-03 14:30:00"),
        (Fault("#N/A"), ""),
        (" two ", " two "),
        ("0012", "0012"),
        ("Café ₹", "Café ₹"),
    ]
    rows = rows_of(workbook([SHEET[0], *([1, cell, "x"] for cell, _ in cells)]), CUSTOMERS)
    assert [row["customer_name"] for row in rows] == [text for _, text in cells]


def test_the_first_sheet_that_is_shown_counts_blank_rows_and_nameless_columns_do_not() -> None:
    header: list[Cell] = ["customer_id", "customer_name", "city", None]
    shown: list[list[Cell]] = [[None, None], header, [], [1, "Fit Foods", "Goa"], [None, " "], [2, "Gym", "Delhi"]]
    rows = rows_of(workbook([["notes"]], shown, [["more"]], hidden=[1]), CUSTOMERS)
    assert sound(rows, CUSTOMERS) == ROWS
    assert [row["_extra"] for row in rows] == [None, None]


def test_a_cell_with_a_line_break_is_sound_in_a_name_only() -> None:
    rows = rows_of(workbook([SHEET[0], ["1\n2", "a", "b"], ["3\n", "Fit\nFoods", "c"]]), CUSTOMERS)
    assert sound(rows, CUSTOMERS) == [("3\n", "Fit\nFoods", "c")]
    assert list(problems(rows)) == ["row 1 has a line break in customer_id"]


def test_dates_that_excel_knows_are_read_as_days() -> None:
    rows = rows_of(workbook([list(ORDERS.columns), ["F1", date(2025, 7, 3), 789320, 25891203, 10]]), ORDERS)
    assert sound(rows, ORDERS) == [("F1", "2025-07-03", "789320", "25891203", "10")]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (1000.0, Number("1000")),
        (84.5, Number("84.5")),
        ("1.000", Number(readings=("1.000", "1000"))),
        ("1,234", Number(readings=("1.234", "1234"))),
        ("84,50", Number("84.50")),
        ("1.234,50", Number("1234.50")),
        ("1,00,000", Number("100000")),
    ],
)
def test_a_number_that_a_cell_has_as_a_text_is_read_as_where_no_commas_separate_fields(cell: Cell, number: Number) -> None:
    (row,) = rows_of(workbook([list(ORDERS.columns), ["F1", DAY, 789320, 25891203, cell]]), ORDERS)
    assert read_number(row["order_qty"], row[SEPARATOR]) == number


@given(st.sampled_from(ALL_FEEDS), st.data())
def test_a_workbook_an_archive_and_plain_text_have_the_same_rows(feed: Feed, data: st.DataObject) -> None:
    cell = st.text("abcXYZ0123456789 .-é", min_size=1, max_size=8).filter(str.strip)
    rows = data.draw(st.lists(st.lists(cell, min_size=len(feed.columns), max_size=len(feed.columns)), max_size=6))
    text = "\n".join(";".join(row) for row in [list(feed.columns), *rows]) + "\n"
    plain = sound(rows_of(text, feed), feed)
    assert plain == [tuple(row) for row in rows]
    for packed in (gzip.compress(text.encode()), zipped({"a.csv": text}), workbook([list(feed.columns), *rows])):
        assert sound(rows_of(packed, feed), feed) == plain
