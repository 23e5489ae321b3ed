"""What a company declares: shapes of values, and what follows from a source."""

from dataclasses import replace

import pytest

from sales_platform.companies.company import ANY, DAY, NUMBER, PRICE, QUANTITY, Repeats, Shape, one_of_these
from sales_platform.companies.registry import SOURCES
from sales_platform_tests.frames import declared

CITY = one_of_these(("New Delhi", "St. Gallen (SG)"))
SHAPES: dict[Shape, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ANY: (("x", "", " ", "é ₹"), ()),
    NUMBER: (("0", "25891101"), ("", "XYZ123", "2589 1101", "-1", "1.0", "٥")),
    QUANTITY: (("1", "007", "5.0", "5.", "100.00"), ("", "0", "0.0", "-5", "+5", "5.5", "1e3", "٥")),
    PRICE: (("84", "84.5", "0.05", "0.10", "100.00"), ("", "0", "0.00", "-84", "84,50", "84.555", ".", ".5", "₹84")),
    DAY: (
        ("2025-07-15", "2024-02-29"),
        ("", "2025-02-29", "2025-13-01", "2025-7-15", "15-07-2025", "15.07.2025", "2025-07-15 x"),
    ),
    CITY: (("New Delhi", "St. Gallen (SG)"), ("", "new delhi", "New Delhi ", "New", "Sto Gallen (SG)", "St. Gallen SG")),
}
"""Values that are of a shape, and values that are not."""


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.words)
def test_a_value_is_of_a_shape_or_the_problem_names_both(shape: Shape) -> None:
    right, wrong = SHAPES[shape]
    assert {value: shape.problem(value) for value in right} == dict.fromkeys(right)
    assert {value: shape.problem(value) for value in wrong} == {value: f"'{value}' is not {shape.words}" for value in wrong}


def test_one_of_some_values_is_said_in_words() -> None:
    assert CITY.problem("Pune") == "'Pune' is not one of New Delhi, St. Gallen (SG)"


def test_a_sale_is_the_same_whatever_its_quantity_in_which_it_may_contradict_another_one() -> None:
    sale = ("order_id", "date", "product_code", "customer_code")
    assert declared("atlon", "sales").same_record == sale
    assert declared("sports_bar", "sales").same_record == sale
    assert declared("sports_bar", "sales").values == ("quantity",)
    assert replace(declared("sports_bar", "sales"), repeats=Repeats((*sale, "quantity"))).values == ()
    assert declared("sports_bar", "customers").same_record == ("customer_code",)


def test_corrections_and_readers_name_columns_that_the_files_have() -> None:
    for source in SOURCES:
        landed = source.landed
        read = {landed.product, landed.product_name, landed.customer, landed.quantity, landed.price, source.record.month}
        named = {*source.record.key, *source.record.fields, *read, source.feed.month_column} - {None}
        assert named <= set(source.feed.columns), source.feed.name
