"""Values as people send them, in the columns of every feed of three companies, at any place: themselves, or in quarantine."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from sales_platform.companies.company import Source
from sales_platform.entities import CUSTOMERS, PRODUCTS, SALES, STOCK, TARGETS
from sales_platform.months import MonthRange
from sales_platform.quality.at_stake import landed_quantity
from sales_platform.quality.table_checks import ask
from sales_platform.storage.lake import Lake
from sales_platform.values.empty import EMPTY_VALUES
from sales_platform_tests.dashboard.small_lake import QUARANTINE, write
from sales_platform_tests.frames import JULY
from sales_platform_tests.sound_rows import ALL, Row, customer_of, judged, product_of, sound_row

Write = Callable[[str], str]
LONG_ENOUGH = 4
"""Behind fewer signs, many decimals may be thousands: 789.000 is no code 789."""
OF_SHAPE: Mapping[str, Write] = {
    "as it is": str,
    "as a formula": '="{}"'.format,
    "with an apostrophe": "'{}".format,
    "in quotation marks": '"{}"'.format,
    "with a zero-width space inside": lambda code: f"{code[:2]}\u200b{code[2:]}",
    "with a byte order mark": "\ufeff{}".format,
    "between narrow spaces": "\u202f{}\u00a0".format,
    "in wide digits": lambda code: re.sub("[0-9]", lambda digit: chr(ord(digit[0]) - 48 + 0xFF10), code),
    "with a decimal that is zero": "{}.0".format,
    "with many decimals that are zero": lambda code: f"{code}.000000" if len(code) >= LONG_ENOUGH else code,
}
"""How a code is written that has a shape: it is always itself."""
DAMAGED = ("7.8932E+05", "789,320", "789-320", "1e5", "789320.5", "789 320 1", "\u0967,\u0968")
"""Digits and signs that were a code once."""
NO_CODES = (
    "Grand Total",
    "Total: 35",
    "(35 rows affected)",
    "-",
    "Summe",
    "n/a",
    "---",
    "Total customers: 35",
    "End of file",
    "*",
)
SIGNED: Mapping[str, Write] = {
    "minus": "-{}".format,
    "minus behind": "{}-".format,
    "brackets": "({})".format,
    "another minus": "\u2212{}".format,
    "minus and a space": "- {}".format,
    "decimals": "-{}.0".format,
    "brackets and spaces": " ( {}) ".format,
    "an apostrophe": "'-{}".format,
    "a formula": '="-{}"'.format,
}
SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
QUANTITY = {SALES: "quantity", TARGETS: "target_quantity", STOCK: "at_hand"}
few = settings(max_examples=2, derandomize=True, database=None, phases=[Phase.generate])
"""Each example asks the engine; to look for a smaller one would take minutes."""


def of_entities(*names: str) -> list[Source]:
    return [source for source in ALL if source.entity.name in names]


def id_of(source: Source) -> str:
    return source.feed.name


def coded() -> list[tuple[Source, str]]:
    """Each feed with each of its columns of codes that have a shape, but those of orders."""
    return [
        (source, column)
        for source in ALL
        for column, pattern in source.codes.items()
        if pattern is not None and column != source.landed.order
    ]


def silver_column(source: Source, column: str) -> str:
    return "product_code" if column == source.landed.product else "customer_code"


@dataclass(frozen=True)
class Spelled:
    """What stands in a cell.

    Attributes:
        write: makes its text of the number of a row.
        value: that it stands for, if that is not the one of the row.
    """

    write: Callable[[int], str]
    value: int = 0


def _instead(text: str) -> Spelled:
    return Spelled(lambda _number: text)


def _of_row(form: Write, value: Callable[[Source, int], str], source: Source) -> Spelled:
    return Spelled(lambda number: form(value(source, number)))


def _written(form: Callable[[int], str], value: int) -> Spelled:
    return Spelled(lambda _number: form(value), value)


def _quantity(_source: Source, number: int) -> str:
    return str(100 + number)


def file_of(
    data: st.DataObject, source: Source, column: str, spelled: st.SearchStrategy[Spelled]
) -> tuple[list[Row], list[tuple[int, Spelled | None]]]:
    """Rows in any order of which each has a drawn spelling in a column, or None for a row that is left as it is."""
    numbers = data.draw(st.permutations(range(1, 25)))
    spellings = [data.draw(st.none() | spelled) for _ in numbers]
    rows = [
        sound_row(source, number, **({} if spelling is None else {column: spelling.write(number)}))
        for number, spelling in zip(numbers, spellings, strict=True)
    ]
    return rows, list(zip(numbers, spellings, strict=True))


@pytest.mark.parametrize(("source", "column"), coded(), ids=lambda one: one if isinstance(one, str) else id_of(one))
@few
@given(data=st.data())
def test_a_code_in_any_disguise_is_itself(sail: SparkSession, source: Source, column: str, data: st.DataObject) -> None:
    code_of = product_of if column == source.landed.product else customer_of
    spelled = st.sampled_from([_of_row(form, code_of, source) for form in OF_SHAPE.values()])
    rows, numbers = file_of(data, source, column, spelled)
    for verdict, (number, _) in zip(judged(sail, source, rows, data.draw(SEPARATORS)), numbers, strict=True):
        assert (verdict["reasons"], verdict[silver_column(source, column)]) == ([], code_of(source, number))


@pytest.mark.parametrize(("source", "column"), coded(), ids=lambda one: one if isinstance(one, str) else id_of(one))
@few
@given(data=st.data())
def test_a_damaged_code_is_in_quarantine_and_never_another_one(
    sail: SparkSession, source: Source, column: str, data: st.DataObject
) -> None:
    pattern = source.codes[column]
    damaged_texts = [text for text in DAMAGED if pattern and not re.search(pattern, text)]
    assert len(damaged_texts) > len(DAMAGED) // 2
    spelled = st.sampled_from([_instead(text) for text in damaged_texts])
    rows, numbers = file_of(data, source, column, spelled)
    for verdict, (_, damaged) in zip(judged(sail, source, rows), numbers, strict=True):
        assert bool(verdict["reasons"]) == (damaged is not None)


@pytest.mark.parametrize("source", of_entities(CUSTOMERS, PRODUCTS), ids=id_of)
@few
@given(data=st.data())
def test_a_master_takes_no_header_no_total_and_no_error_for_a_code(
    sail: SparkSession, source: Source, data: st.DataObject
) -> None:
    [(column, pattern)] = source.codes.items()
    headers = [column, column.upper(), column.replace("_", " "), f" {column} "]
    texts = [*headers, *EMPTY_VALUES, *(NO_CODES if pattern else ())]
    spelled = st.sampled_from([_instead(text) for text in texts])
    rows, numbers = file_of(data, source, column, spelled)
    for verdict, (_, no_code) in zip(judged(sail, source, rows), numbers, strict=True):
        assert bool(verdict["reasons"]) == (no_code is not None)


@pytest.mark.parametrize("source", [source for source in of_entities("sales") if source.landed.quantity], ids=id_of)
@few
@given(data=st.data())
def test_a_negative_quantity_in_any_spelling_is_a_return_and_nothing_else(
    sail: SparkSession, source: Source, data: st.DataObject
) -> None:
    spelled = st.sampled_from([_of_row(form, _quantity, source) for form in SIGNED.values()])
    rows, numbers = file_of(data, source, str(source.landed.quantity), spelled)
    found = judged(sail, source, rows)
    for verdict, (_, sign) in zip(found, numbers, strict=True):
        assert verdict["reasons"] == ([] if sign is None else ["return"])
    rejected = [row for row in found if row["reasons"]]
    with TemporaryDirectory() as folder:
        lake = Lake(folder)
        quarantined = [{name: row[name] for name in QUARANTINE.names} for row in rejected]
        write(lake, "quarantine", "sales", quarantined, QUARANTINE)
        sql = f"SELECT _row, {landed_quantity(source)} AS pieces FROM q"
        pieces = {row["_row"]: row["pieces"] for row in ask(lake, sql, MonthRange.of(JULY, JULY), q=("quarantine", "sales"))}
    assert pieces == {place: -100 - number for place, (number, sign) in enumerate(numbers, start=1) if sign is not None}


@pytest.mark.parametrize("source", [source for source in ALL if source.landed.number], ids=id_of)
@few
@given(data=st.data())
def test_a_number_in_any_spelling_is_itself_or_in_quarantine_as_ambiguous(
    sail: SparkSession, source: Source, data: st.DataObject
) -> None:
    money, separator = source.landed.price is not None, data.draw(SEPARATORS)
    forms = [*_SPELLED, *(_OF_MONEY if money else ())]
    values = st.integers(1, 9_999_999) | st.sampled_from([1000, 12_000, 999_999])
    spelled = st.builds(_written, st.sampled_from(forms), values)
    column = str(source.landed.number)
    rows, numbers = file_of(data, source, column, spelled)
    name, reason = ("price_inr", "ambiguous_price") if money else (QUANTITY[source.entity.name], "ambiguous_quantity")
    for verdict, (number, written) in zip(judged(sail, source, rows, separator), numbers, strict=True):
        value = (200 if money else 100) + number if written is None else written.value
        if verdict["reasons"] == []:
            assert verdict[name] == Decimal(value)
        else:
            assert (verdict["reasons"], separator != ",") == ([reason], True)


_SPELLED: tuple[Callable[[int], str], ...] = (
    str,
    "{:,}".format,
    "{}.0".format,
    '="{}"'.format,
    "'{}".format,
    "+{}".format,
    lambda value: f"{value:,}".replace(",", " "),
    lambda value: f"{value:,}".replace(",", "\u202f"),
    lambda value: f"{value:,}".replace(",", "'"),
)
_OF_MONEY: tuple[Callable[[int], str], ...] = ("₹{:,}.00".format, "Rs. {}".format, "INR {:,}".format, "{}/-".format)
