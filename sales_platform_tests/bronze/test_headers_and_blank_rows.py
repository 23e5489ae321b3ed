"""Headers in other spellings, blank rows and surplus fields: read where they can mean one thing only."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.feeds import Feed, Months
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.values.invisible import EDGE_SPACE, INVISIBLE
from sales_platform_tests.bronze.reading import problems, rows_of, sound
from sales_platform_tests.sound_rows import ALL_FEEDS

ORDERS, CUSTOMERS = FEED_BY_NAME["sports_bar_orders"], FEED_BY_NAME["sports_bar_customers"]
HEADER, ROW = "customer_id,customer_name,city\n", "1,Fit,Goa\n"
ONE = [("1", "Fit", "Goa")]
SIZES = Feed("north_items", "north", "products", "north/items", ("Artikel-Nr", "Größe (cm)"), Months.SNAPSHOT, "-")


@pytest.mark.parametrize(
    "header",
    [
        "Customer Id,Customer Name,City",
        "customer-id,CUSTOMER.NAME,city.",
        "\ufeff\ufeffcustomer_id,customer_name,city",
        "customer_id\u200b,\u202fcustomer_name,ci\u200bty",
        "'customer_id',“customer_name”,`city`",
        '"""customer_id""","customer\nname",city',
        '"customer_id,customer_name,city',
        "ｃｕｓｔｏｍｅｒ＿ｉｄ,customer_name,city",
    ],
)
def test_a_header_is_known_by_its_letters_and_digits(header: str) -> None:
    rows = rows_of(header + "\n" + ROW, CUSTOMERS)
    assert sound(rows, CUSTOMERS) == ONE
    assert rows[0]["_extra"] is None


def test_letters_of_other_alphabets_count_however_they_are_composed() -> None:
    for header in ("ARTIKEL NR,größe cm", unicodedata.normalize("NFD", "artikelnr,Größe (CM)")):
        assert sound(rows_of(f"{header}\nA1,5\n", SIZES), SIZES) == [("A1", "5")]
    rows = rows_of("artikel-nr,grosse (cm)\nA1,5\n", SIZES)
    assert rows[0]["Größe (cm)"] is None


@pytest.mark.parametrize("other", ["Customer Id", "customer_id", "CUSTOMER-ID"])
def test_two_headers_of_one_column_refuse_the_file(other: str) -> None:
    with pytest.raises(FileRefusedError, match="column customer_id stands more than once"):
        rows_of(f"customer_id,{other},city\n1,2,x\n", CUSTOMERS)


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;", "sep=;;;", "sep=;\r"])
def test_the_line_that_tells_excel_the_separator_is_no_header(line: str) -> None:
    rows = rows_of(f"{line}\n{HEADER}{ROW}".replace(",", ";"), CUSTOMERS)
    assert sound(rows, CUSTOMERS) == ONE
    assert rows[0]["_separator"] == ";"


def test_the_separator_may_be_one_that_only_that_line_names() -> None:
    assert sound(rows_of(f"sep=^\n{HEADER}{ROW}".replace(",", "^"), CUSTOMERS), CUSTOMERS) == ONE


def test_a_line_that_names_another_separator_than_the_file_has_decides_nothing() -> None:
    assert sound(rows_of(f"sep=;\n{HEADER}{ROW}", CUSTOMERS), CUSTOMERS) == ONE


@pytest.mark.parametrize("header", [HEADER, HEADER.replace("\n", ",,\n"), f",,\n \n{HEADER}"])
def test_surplus_fields_that_are_empty_are_none(header: str) -> None:
    rows = rows_of(f"{header}1,Fit,Goa,,\n2,Gym,Goa, ,\u200b\n3,c,d,,x\n", CUSTOMERS)
    assert [row["customer_id"] for row in rows if row["_extra"] is None] == ["1", "2"]
    if "," in header.strip()[-2:]:
        assert rows[2]["_extra"] == '{"(column 5)": "x"}'
    else:
        assert problems(rows) == {"5 fields where the header has 3": ["3", "c", "d", "", "x"]}


def test_a_row_with_too_few_fields_stays_malformed() -> None:
    assert list(problems(rows_of(HEADER + ROW + "2,b\n", CUSTOMERS))) == ["2 fields where the header has 3"]


def test_a_row_whose_first_field_alone_is_blank_is_a_row() -> None:
    assert sound(rows_of(HEADER + ",Fit,Goa\n ,Gym,Goa\n", CUSTOMERS), CUSTOMERS) == [("", "Fit", "Goa"), (" ", "Gym", "Goa")]


@given(
    st.sampled_from(ALL_FEEDS),
    st.lists(st.sampled_from(["row", "blank", "marked"]), max_size=12),
    st.text(EDGE_SPACE.replace("\r", "").replace("\n", ""), max_size=3),
    st.sampled_from([",", ";", "|"]),
)
def test_blank_rows_count_as_nothing_wherever_they_stand(feed: Feed, kinds: list[str], space: str, separator: str) -> None:
    width = len(feed.columns)
    lines, kept = [separator.join(feed.columns)], []
    for number, kind in enumerate(kinds):
        fields = [space] * width if kind == "blank" else [f"v{number}x{place}" for place in range(width)]
        if kind == "marked":
            fields[-1] += "\u0022"  # makes the exact reader read the file
        kept += [tuple(fields)] if kind != "blank" else []
        lines.append(separator.join(fields))
    rows = rows_of("\n".join([*lines, ""]), feed)
    assert sound(rows, feed) == kept


@given(st.sampled_from(ALL_FEEDS), st.data())
def test_a_column_is_found_under_any_spelling_of_its_name(feed: Feed, data: st.DataObject) -> None:
    beside = st.text(INVISIBLE + " _-.'\u00a0\u202f", max_size=2)
    names = []
    for column in feed.columns:
        change = data.draw(st.sampled_from([str.upper, str.title, str.lower, lambda name: name.replace("_", " ")]))
        names.append(data.draw(beside) + change(column) + data.draw(beside))
    values = tuple(f"v{place}" for place in range(len(names)))
    rows = rows_of("\t".join(names) + "\n" + "\t".join(values) + "\n", feed)
    assert sound(rows, feed) == [values]
    assert rows[0]["_extra"] is None


@given(st.sampled_from(ALL_FEEDS), st.data(), st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_surplus_empty_fields_and_the_line_of_the_separator_count_as_nothing(
    feed: Feed, data: st.DataObject, separator: str, named: bool
) -> None:
    width = len(feed.columns)
    rows = [tuple(f"v{number}x{place}" for place in range(width)) for number in range(data.draw(st.integers(1, 6)))]
    surplus = st.lists(st.sampled_from(["", " ", "\u200b"]), max_size=3)
    lines = [separator.join([*row, *data.draw(surplus)]) for row in [feed.columns, *rows]]
    text = "\n".join([*([f"sep={separator}"] if named else []), *lines, ""])
    assert sound(rows_of(text, feed), feed) == rows
