"""Where the columns of silver and gold come from, as Dagster shows it; made from what tables and companies declare."""

from collections.abc import Mapping
from typing import Any

from dagster import AssetKey, TableColumnDep, TableColumnLineage

from sales_platform.entities import ENTITY
from sales_platform.silver.columns_read import silver_origins
from sales_platform.storage.report import LINEAGE
from sales_platform.table import Table

Origins = Mapping[str, list[tuple[tuple[str, str], str]]]
"""Column -> tables (layer and name) with their columns."""


def lineage_metadata(table: Table) -> dict[str, Any]:
    """The metadata of a table's columns; none of bronze, whose columns are those of the files."""
    deps = {
        name: [TableColumnDep(AssetKey(list(path)), column) for path, column in found]
        for name, found in origins_of(table).items()
        if found
    }
    return {LINEAGE: TableColumnLineage(deps)} if deps else {}


def origins_of(table: Table) -> Origins:
    """Where each column of a table of silver or gold comes from; of a constant nowhere."""
    if table.layer == "silver":
        return _of_silver(table)
    return {name: _of_gold(table, name) for name in table.column_names} if table.layer == "gold" else {}


def _of_silver(table: Table) -> Origins:
    origins = silver_origins(ENTITY[table.name])
    feeds = {name: [(("bronze", feed), column) for feed, column in found] for name, found in origins.items()}
    every = dict.fromkeys(one for found in feeds.values() for one in found)
    return {name: list(every) if name == "repairs" else feeds.get(name, []) for name in table.column_names}


def _of_gold(table: Table, name: str) -> list[tuple[tuple[str, str], str]]:
    """What the table says, else the column of that name in the first table that it reads and that has it."""
    read = {one.table.argument: one.table for one in table.reads}
    if name in table.made_from:
        return [(read[origin.partition(".")[0]].path, origin.partition(".")[2]) for origin in table.made_from[name]]
    first = next((one for one in read.values() if name in one.column_names), None)
    return [(first.path, name)] if first is not None else []
