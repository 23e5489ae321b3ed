"""Where columns come from: what is declared exists, and is what the transforms read, for each of them is tried."""

import inspect
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from dagster import AssetKey, TableColumnLineage
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from sales_platform.assets.lineage import origins_of
from sales_platform.catalog import BY_TEXT, GOLD, TABLES
from sales_platform.companies.company import Source
from sales_platform.companies.registry import SOURCES
from sales_platform.definitions import defs
from sales_platform.entities import TARGETS
from sales_platform.glossary import meanings
from sales_platform.landing.shaped_rows import SEPARATOR
from sales_platform.months import MonthRange
from sales_platform.silver.columns_read import landed_columns, names_in
from sales_platform.silver.silver_tables import SILVER
from sales_platform.storage.report import LINEAGE
from sales_platform.table import Made, Table

DECLARED = [*SILVER.values(), *GOLD]
CONSTANT = {"company", "market", "platform", "channel", "city", "order_id", "variant", "division", "category"}
"""Columns of silver that may be the same for all rows of a company, or that it need not give."""
ROWS: Mapping[str, tuple[str, str]] = {
    "customer_id": ("789001", "789002"), "customer_name": ("fit foods", "sound health"), "city": ("Bengaluru", "Hyderabad"),
    "product_id": ("25891101", "25891102"), "product_name": ("Energy Bar (60g)", "Protein Bar (40g)"),
    "category": ("energy bars", "recovery dairy"), "order_id": ("O1", "O2"), "order_qty": ("3", "4"),
    "gross_price": ("80", "-90"), "order_placement_date": ("2025-07-01", "2025-07-02"), "date": ("2025-07-01", "2025-08-01"),
    "month": ("2025-07-01", "2025-08-01"),
    "product_code": ("ABCD0000a1", "ABCD0000a2"), "customer_code": ("70001", "70002"), "sold_quantity": ("3", "4"),
    "price_inr": ("80", "90"), "year": ("2024", "2025"),
    "target_quantity": ("3", "4"), "target_inr": ("80", "90"), "target_qty": ("3", "4"), "target_value": ("80", "90"),
    "stock_quantity": ("3", "4"), "on_order_quantity": ("3", "4"), "qty_in_hand": ("3", "4"), "qty_on_order": ("3", "4"),
}  # fmt: skip
"""Two values of landed columns that are good and differ; of others any text."""
KEYS = {"month", "company", "product_code", "customer_code"}
"""A change of these changes which rows are joined, so columns beside them change as well."""


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.text)
def test_every_column_names_columns_that_the_tables_it_is_made_from_have(table: Table) -> None:
    origins = origins_of(table)
    assert tuple(origins) == table.column_names
    read = {one.table.path: {meaning.name for meaning in meanings(one.table)} for one in table.reads}
    missing = [(name, path, column) for name, found in origins.items() for path, column in found if column not in read[path]]
    assert missing == []
    of_nothing = {name for name, found in origins.items() if not found}
    if table.reads:
        assert of_nothing <= (CONSTANT if table.layer == "silver" else set())


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.text)
def test_what_is_declared_to_be_computed_is_a_column(table: Table) -> None:
    assert set(table.made_from) <= set(table.column_names)


@pytest.mark.parametrize("table", [table for table in TABLES if origins_of(table)], ids=lambda table: table.text)
def test_dagster_is_told_of_every_column_that_comes_from_somewhere(table: Table) -> None:
    metadata = defs.resolve_asset_graph().get(AssetKey(list(table.path))).metadata
    told = {name for name, found in origins_of(table).items() if found}
    if not told:
        assert LINEAGE not in metadata
        return
    lineage = metadata[LINEAGE]
    assert isinstance(lineage, TableColumnLineage)
    assert set(lineage.deps_by_column) == told


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.feed.name)
def test_the_landed_columns_of_an_aligned_one_are_those_that_change_it(source: Source, sail: SparkSession) -> None:
    changed = dict(_changed_by_landed(source, sail))
    declared = landed_columns(source)
    declared.pop("date", None)  # read by the feed's days, not by its expressions
    assert changed == declared


def _changed_by_landed(source: Source, spark: SparkSession) -> Iterator[tuple[str, set[str]]]:
    """Each aligned column with the landed ones whose other value gives it another value, also where one more is empty."""
    columns = source.feed.columns
    values = {name: ROWS.get(name, (f"{name} a", f"{name} b")) for name in columns}
    first: dict[str, str | None] = {SEPARATOR: ",", **{name: some[0] for name, some in values.items()}}
    bases = [first, *({**first, name: None} for name in columns)]
    landed = [(*base.values(), place, column) for place, base in enumerate(bases) for column in ("", *columns)]
    frame = spark.createDataFrame(landed, [*first, "place", "column"])
    other = {name: F.when(F.col("column") == name, F.lit(values[name][1])).otherwise(F.col(name)) for name in columns}
    aligned = source.align()
    names = [name for name in aligned if name in source.entity.columns]
    rows = frame.withColumns(other).select("place", "column", *[aligned[name].alias(name) for name in names]).collect()
    before = {row["place"]: row for row in rows if not row["column"]}
    for name in names:
        yield name, {row["column"] for row in rows if row["column"] and row[name] != before[row["place"]][name]}


def test_columns_in_sql_are_found_as_well(sail: SparkSession) -> None:
    del sail
    known = ("city", "city_code", "name")
    assert names_in(F.expr("upper(city_code) || `name`"), known) == {"city_code", "name"}
    assert names_in(F.when(F.col("city") == "x", F.lit("name")), known) == {"city"}


@pytest.mark.parametrize("table", [table for table in GOLD if table.reads], ids=lambda table: table.name)
def test_a_column_of_gold_changes_with_those_that_it_is_declared_to_be_made_from(table: Table, sail: SparkSession) -> None:
    read = {one.table.argument: one.table for one in table.reads}
    rows = {name: _rows(one) for name, one in read.items()}
    before, keys = _built(table, rows, sail), KEYS | {*table.key}
    for argument, one in read.items():
        for column in {name for found in origins_of(table).values() for path, name in found if path == one.path}:
            other = {**rows, argument: [{**row, column: _other(row[column])} for row in rows[argument]]}
            after = _built(table, other, sail)
            changed = {name for name in table.column_names if before[name] != after[name]}
            declared = {name for name, found in origins_of(table).items() if (one.path, column) in found}
            if column not in keys:
                assert changed <= declared, (argument, column)
            assert changed & declared, (argument, column)
        for column in {meaning.name for meaning in meanings(one)} - keys - {"repairs"}:
            if not any((one.path, column) in found for found in origins_of(table).values()):
                other = {**rows, argument: [{**row, column: _other(row[column])} for row in rows[argument]]}
                assert _built(table, other, sail) == before, (argument, column)


_OF_KIND: Mapping[str, Any] = {
    "date": date(2025, 7, 1), "bigint": 3, "int": 3, "boolean": True, "decimal(18,2)": Decimal("2.50"),
    "decimal(38,2)": Decimal("7.50"), "string": "a", "array<string>": None,
}  # fmt: skip


def _rows(table: Table) -> list[dict[str, Any]]:
    """One row of a table; the values of a name are the same in all tables, so that rows are joined. A target has two kinds."""
    row = {meaning.name: _OF_KIND[meaning.kind] for meaning in meanings(table)}
    return [{**row, "category": None}, {**row, "product_code": None}] if table.path == ("silver", TARGETS) else [row]


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return date(2024, 9, 1)
    if isinstance(value, str):
        return f"{value}b"
    return None if value is None else value + 1


def _built(table: Table, rows: Mapping[str, list[dict[str, Any]]], spark: SparkSession) -> dict[str, list[str]]:
    """The values of each column of a table that is made from these rows."""
    assert table.build is not None
    given: dict[str, Any] = {name: _frame(spark, BY_TEXT_OF[name], some) for name, some in rows.items()}
    given["calendar"] = given["months"] = MonthRange.of(date(2024, 1, 1), date(2025, 12, 1))
    made = table.build(**{name: given[name] for name in inspect.signature(table.build).parameters})
    arrow = made.rows if isinstance(made, Made) else made.toArrow() if isinstance(made, DataFrame) else made
    assert isinstance(arrow, pa.Table)
    return {name: sorted(map(str, arrow.column(name).to_pylist())) for name in table.column_names}


BY_TEXT_OF = {table.argument: table for table in BY_TEXT.values()}


def _frame(spark: SparkSession, table: Table, rows: list[dict[str, Any]]) -> DataFrame:
    schema = ", ".join(f"{meaning.name} {meaning.kind}" for meaning in meanings(table))
    return spark.createDataFrame([tuple(row[meaning.name] for meaning in meanings(table)) for row in rows], schema)
