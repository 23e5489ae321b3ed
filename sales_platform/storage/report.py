"""What a write leaves for people to see: rows per month, columns, version, size, a preview."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from dagster import DataVersion, MetadataValue, OutputContext, TableColumn, TableSchema
from dagster._core.definitions.metadata import RawMetadataValue
from deltalake import DeltaTable

from sales_platform.months import MonthRange, partition_key
from sales_platform.storage.lake import MONTH_COLUMN, Lake
from sales_platform.storage.table_queries import rows_by_month
from sales_platform.values.digest import digest

Facts = Mapping[date, Mapping[str, RawMetadataValue]]
"""Metadata of months."""
PREVIEW_ROWS = 5
NO_ROWS = "no rows"
LINEAGE = "dagster/column_lineage"


def report_table(
    context: OutputContext, lake: Lake, table: tuple[str, str], months: MonthRange, by_month: Facts
) -> Mapping[str, RawMetadataValue]:
    """Add to the materialization of each month what is known of it, and its row count; return what holds for the table.

    Columns are those of the asset's definition, which the UI shows as well, and are left out where they are the same:
    repeated for each month and run, they would be a third of Dagster's history.

    Args:
        context: of the output.
        lake: has the table.
        table: layer and name.
        months: that were materialized.
        by_month: further metadata of single months.
    """
    delta = lake.open(*table)
    if delta is None:
        _report_months(context, by_month)
        return {}
    counts = rows_by_month(delta)
    declared = (context.definition_metadata or {}).get("dagster/column_schema")
    columns = _columns(delta, declared)
    facts = {month: {**by_month.get(month, {}), "dagster/partition_row_count": counts[month]} for month in months}
    if (lineage := (context.definition_metadata or {}).get(LINEAGE)) is not None:
        facts[months.last][LINEAGE] = lineage  # the UI asks the latest materialization only
    _report_months(context, facts)
    return {
        **({} if columns == declared else {"dagster/column_schema": columns}),
        "dagster/uri": lake.uri(*table),
        "delta_version": delta.version(),
        "table_size_bytes": pc.sum(pa.table(delta.get_add_actions())["size_bytes"]).as_py(),
        "preview": MetadataValue.md(_preview(lake, table, months) if any(counts[month] for month in months) else NO_ROWS),
    }


def _report_months(context: OutputContext, by_month: Facts) -> None:
    """Add metadata to single months, all of a month at once: Dagster lists the months of the run each time that it is called."""
    for month, facts in by_month.items():
        if facts:
            context.step_context.add_asset_metadata(facts, context.asset_key, partition_key(month))


def set_data_version(context: OutputContext, months: MonthRange, fingerprints: Mapping[date, str]) -> None:
    """Make the data version of a materialization of the fingerprints of its months, where all are known.

    Dagster takes one data version a table and run: of one month it is the month's fingerprint, of several the digest of theirs.
    """
    if all(month in fingerprints for month in months):
        every = [f"{month}\0{fingerprints[month]}" for month in months]
        version = fingerprints[months.start] if len(every) == 1 else digest(every)
        context.step_context.set_data_version(context.asset_key, DataVersion(version))


def _columns(delta: DeltaTable, declared: TableSchema | None) -> TableSchema:
    described = {column.name: column.description for column in declared.columns} if declared else {}
    fields = pa.schema(delta.schema().to_arrow())
    return TableSchema(
        columns=[TableColumn(field.name, type_in_words(field.type), described.get(field.name)) for field in fields]
    )


_WORDS = {pa.int64(): "bigint", pa.int32(): "int", pa.date32(): "date", pa.bool_(): "boolean", pa.float64(): "double"}


def type_in_words(kind: pa.DataType) -> str:
    """The type of a column as SQL has it, such as ``decimal(38, 2)``; one without such a name as Arrow has it."""
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"array<{type_in_words(kind.value_type)}>"
    if pa.types.is_timestamp(kind):
        return "timestamp"
    return _WORDS.get(kind) or str(kind).removesuffix("_view").removeprefix("large_")


def _preview(lake: Lake, table: tuple[str, str], months: MonthRange) -> str:
    rows = lake.query(f"SELECT * FROM rows LIMIT {PREVIEW_ROWS}", months, rows=table)
    if rows is None or rows.num_rows == 0:
        return NO_ROWS
    return markdown_table(rows)


def markdown_table(rows: pa.Table, longest_cell: int = 60) -> str:
    """A table as markdown; values are data, so nothing in them can break out of their cell."""
    names = sorted(rows.column_names, key=lambda name: name != MONTH_COLUMN)  # the month first
    lines = [names, ["---"] * len(names), *([_cell(row[name], longest_cell) for name in names] for row in rows.to_pylist())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object, longest: int) -> str:
    text = "" if value is None else str(value)
    text = text if len(text) <= longest else text[:longest] + "…"
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ").replace("\r", " ")
