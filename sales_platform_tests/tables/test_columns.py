"""What a table says of its columns is what a run writes, and every column means something."""

import pyarrow as pa
import pytest
from pyspark.sql.pandas.types import from_arrow_schema

from sales_platform.assets.common import table_schema
from sales_platform.catalog import TABLES
from sales_platform.glossary import COLUMNS, meanings
from sales_platform.table import Meaning, Table
from sales_platform_tests.small_lake import SmallLake

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.text)


@each_table
def test_a_run_writes_exactly_the_columns_that_are_declared_with_their_types(sound: SmallLake, table: Table) -> None:
    written = from_arrow_schema(pa.schema(sound.table(table.text).schema().to_arrow()))
    found = [(field.name, field.dataType.simpleString()) for field in written]
    assert found == [(column.name, column.kind) for column in meanings(table)]
    assert sound.table(table.text).metadata().partition_columns == ["month"]


@each_table
def test_every_column_has_a_meaning_and_the_graph_shows_it(table: Table) -> None:
    assert tuple(column.name for column in meanings(table)) == table.column_names
    assert all(column.text.endswith(".") for column in meanings(table))
    shown = [(column.name, column.type, column.description) for column in table_schema(table).columns]
    assert shown == [(column.name, column.kind.replace(",", ", "), column.text) for column in meanings(table)]


@each_table
def test_a_key_is_of_columns_of_the_table_and_of_its_month(table: Table) -> None:
    assert set(table.key) <= set(table.column_names)
    assert not table.key or table.key[0] == "month"
    assert table.key or not table.merge


def test_a_column_of_a_table_of_its_own_stands_beside_those_of_the_glossary() -> None:
    own = Meaning("weight", "double", "In grams.")
    assert meanings(Table("gold", "made_up", "Made up.", ("month", own))) == [Meaning("month", *COLUMNS["month"]), own]


def test_a_column_that_nobody_has_given_a_meaning_is_refused() -> None:
    with pytest.raises(KeyError, match="weight"):
        meanings(Table("gold", "made_up", "Made up.", ("month", "weight")))
