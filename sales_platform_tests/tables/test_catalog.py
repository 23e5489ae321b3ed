"""The catalog: it finds what declares a table, and puts each table after what it is made from."""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sales_platform import gold
from sales_platform.catalog import BY_TEXT, GOLD, TABLES, found_tables, in_order
from sales_platform.errors import UserError
from sales_platform.table import Reads, Table
from sales_platform.table_fitting import GIVEN


def table(name: str, *reads: Table) -> Table:
    return Table("gold", name, "Made up.", ("month",), reads=tuple(map(Reads, reads)))


def test_every_module_of_gold_with_a_table_is_found_and_a_helper_is_not() -> None:
    modules = {path.stem: path.read_text() for path in Path(gold.__path__[0]).glob("*.py")}
    declaring = {name for name, text in modules.items() if "\nTABLE = " in text}
    assert {found.name for found in found_tables()} == declaring
    assert {"forecast_models", "fact_findings", "__init__"} <= modules.keys() - declaring
    assert found_tables() == GOLD


def test_every_table_is_in_the_catalog_once() -> None:
    assert list(BY_TEXT.values()) == TABLES
    assert set(GOLD) == {known for known in TABLES if known.layer == "gold"}
    assert {read.table for known in TABLES for read in known.reads} <= set(TABLES)


@pytest.mark.parametrize("tables", [TABLES, TABLES[::-1]], ids=["as they are", "from the end"])
def test_each_table_comes_after_what_it_is_made_from(tables: list[Table]) -> None:
    ordered = in_order(tables)
    assert sorted(known.text for known in ordered) == sorted(BY_TEXT)
    place = {known: number for number, known in enumerate(ordered)}
    assert all(place[read.table] < place[known] for known in ordered for read in known.reads)


def test_a_table_that_is_made_from_one_elsewhere_does_not_wait_for_it() -> None:
    first = table("first", table("elsewhere"))
    last = table("last", first)
    assert in_order([last, first]) == [first, last]


def test_tables_that_are_made_from_each_other_are_refused_by_name() -> None:
    first, apart = table("first"), table("apart")
    second = table("second", first, apart)
    object.__setattr__(first, "reads", (Reads(second),))
    with pytest.raises(UserError, match=r"^Tables are made from each other: gold/second, gold/first: take one of 'reads' away.$"):
        in_order([second, apart, first])
    alone = table("alone")
    object.__setattr__(alone, "reads", (Reads(alone),))
    with pytest.raises(UserError, match=r"^Tables are made from each other: gold/alone: "):
        in_order([alone])


@pytest.mark.parametrize("known", GOLD, ids=lambda known: known.name)
def test_a_table_of_gold_is_built_from_what_it_says_it_reads(known: Table) -> None:
    assert known.build is not None
    assert set(inspect.signature(known.build).parameters) - {*GIVEN} == {read.table.argument for read in known.reads}


def test_reading_the_catalog_loads_neither_dagster_nor_pyspark() -> None:
    code = "import sys, sales_platform.catalog; print({name.partition('.')[0] for name in sys.modules} & {'dagster', 'pyspark'})"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], env=dict(os.environ), capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout == "set()\n"
