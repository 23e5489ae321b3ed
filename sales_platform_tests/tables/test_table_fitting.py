"""What a table of gold declares must fit; each mistake is one sentence, before anything is planned or computed."""

from dataclasses import replace
from typing import Any

import pytest

from sales_platform.catalog import TABLES
from sales_platform.errors import UserError
from sales_platform.quality.check import Check
from sales_platform.quality.finding import Finding, Scope
from sales_platform.table import Meaning, Months, Reads, Table
from sales_platform.table_fitting import declared_by, misfits
from sales_platform_tests.tables.made_up.product_range import KEY, TABLE


def _finds(_: Scope) -> Finding:
    raise NotImplementedError


def a_check(name: str) -> Check:
    return Check(name, "Made up.", _finds)


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"columns": (*KEY, "prodcts")}, "The glossary does not have the column 'prodcts' of the table gold/product_range: correct"),
    ({"columns": (*KEY, "customer")}, ""),
    ({"columns": (*KEY, "customer", "customer")}, "gold/product_range has the column 'customer' twice: leave one out."),
    ({"columns": KEY[1:], "key": ()}, "The first column of the table gold/product_range is not 'month', by which"),
    ({"columns": (KEY[1], KEY[0], KEY[2])}, "The first column of the table gold/product_range is not 'month', by which"),
    (
        {"columns": (*KEY, Meaning("dozens", "long", "D."))},
        "'dozens' of the table gold/product_range is of the type 'long': take",
    ),
    ({"columns": "month, company"}, "'columns' of the table gold/product_range is one text, 'month, company', where a tuple"),
    ({"columns": list(KEY)}, "'columns' of the table gold/product_range is a list, where a tuple of texts or Meaning belongs."),
    (
        {"key": (*KEY, "town")},
        "'key' of the table gold/product_range names 'town', which is none of month, company, customer_code,",
    ),
    ({"key": (), "merge": True}, "gold/product_range is written by MERGE and has no key: name the columns that identify a row."),
    (
        {"reads": TABLE.reads[0]},
        "'reads' of the table gold/product_range is a Reads, where a tuple of Reads belongs: a tuple of one",
    ),
    ({"reads": (TABLE.reads[0].table,)}, "'reads' of the table gold/product_range has a Table in it, where a Reads belongs."),
    (
        {"reads": ()},
        "is built from what it does not say that it reads: fact_sales. What its build function may ask for is months,",
    ),
    ({"build": None}, "The table gold/product_range does not say how it is made: give it a build function."),
    (
        {"build": lambda fact_sale: fact_sale},
        "it does not say that it reads: fact_sale. What its build function may ask for is fact",
    ),
    (
        {"made_from": {"pieces": ("fact_sales.sold_quantity",)}},
        "'made_from' of the table gold/product_range names 'pieces', which",
    ),
    (
        {"made_from": {"dozens": ("fact_sales.pieces",)}},
        "'made_from' of the table gold/product_range names 'fact_sales.pieces', wh",
    ),
    (
        {"weighed_by": ("orders",)},
        "'weighed_by' of the table gold/product_range names 'orders', which is none of atlon_customers,",
    ),
    ({"weighed_by": "atlon_sales"}, "'weighed_by' of the table gold/product_range is one text, 'atlon_sales', where a tuple"),
    ({"needs": "plans"}, "'needs' of the table gold/product_range names 'plans', which is none of customers, products, prices,"),
    ({"months_ahead": 2}, "has 'months_ahead', which only one with months=Months.AHEAD has: give it both, or none."),
    ({"months_ahead": 2, "months": Months.AHEAD}, ""),
    ({"checks": [a_check("sound"), a_check("sound")]}, "has two checks that are called 'sound': give each a name of its own."),
    ({"checks": [a_check("key_unique")]}, "has two checks that are called 'key_unique': give each a name of its own."),
    ({"checks": [a_check("is sound")]}, "The check 'is sound' of the table gold/product_range needs a name of small letters"),
    ({"checks": [Check("sound", "Made up.", "sound")]}, "'find' of the table gold/product_range is 'sound', where a function"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(
    ("change", "said"), MISTAKES, ids=[f"{number}-{next(iter(one))}" for number, (one, _) in enumerate(MISTAKES)]
)
def test_a_mistake_in_a_declaration_is_said_in_a_sentence(change: dict[str, Any], said: str) -> None:
    found = next(misfits(replace(TABLE, **change)), "")
    assert (said in found) if said else not found


@pytest.mark.parametrize(("layer", "name"), [("gold", "dim_prices"), ("Gold", "product_range"), ("silver", "product_range")])
def test_a_table_has_the_name_of_its_module_so_that_no_two_are_one(layer: str, name: str) -> None:
    with pytest.raises(
        UserError, match=f"^The TABLE of sales_platform/gold/product_range.py is called {layer}/{name}: give it the"
    ):
        declared_by("product_range", replace(TABLE, layer=layer, name=name))


def test_a_name_that_is_none_in_sql_is_refused() -> None:
    with pytest.raises(UserError, match=r"^The table gold/Product_Range needs a name of small letters, digits and '_'.$"):
        declared_by("Product_Range", replace(TABLE, name="Product_Range"))


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(
        UserError, match=r"^The TABLE of sales_platform/gold/idea.py is a tuple, where a Table belongs: see docs/addi"
    ):
        declared_by("idea", (TABLE,))


@pytest.mark.parametrize("table", [table for table in TABLES if table.layer == "gold"], ids=lambda table: table.name)
def test_the_tables_of_the_platform_fit(table: Table) -> None:
    assert not list(misfits(table))
    assert declared_by(table.name, table) is table
    assert all(isinstance(read, Reads) for read in table.reads)
