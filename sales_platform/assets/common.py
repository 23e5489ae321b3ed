"""What all assets have in common: monthly partitions, single-run backfills, owners and kinds; and what follows from a table."""

import warnings
from datetime import timedelta
from typing import Any

from dagster import (
    AssetIn,
    AssetKey,
    AssetOut,
    BackfillPolicy,
    BetaWarning,
    FreshnessPolicy,
    MetadataValue,
    MonthlyPartitionsDefinition,
    TableColumn,
    TableSchema,
)

from sales_platform.assets.lineage import lineage_metadata
from sales_platform.glossary import meanings
from sales_platform.months import MonthRange, parse_month, partition_key
from sales_platform.settings import DefinitionSettings
from sales_platform.storage.chunks import WEIGHED_BY
from sales_platform.storage.frame_handlers import COMPARED, MERGE_KEYS
from sales_platform.storage.slices import IN_WHOLE_YEARS, MONTHS_AHEAD
from sales_platform.table import Months, Reads, Table
from sales_platform.values.digest import SHORT

# single-run backfills and kinds have been in beta for years; the warning says nothing to the people who run this
warnings.filterwarnings("ignore", category=BetaWarning)

OWNERS = ["team:data-platform"]
ONE_RUN = BackfillPolicy.single_run()
MONTHS = MonthlyPartitionsDefinition(start_date=partition_key(DefinitionSettings.from_environment().first_month), end_offset=1)
"""The partitions of every asset: one a month, the running month included."""
FRESHNESS = FreshnessPolicy.time_window(fail_window=timedelta(days=3), warn_window=timedelta(days=1, hours=12))
"""Of gold. Sales land daily: the UI warns when gold is a day and a half old, and calls it stale after three (a weekend)."""


def month_range(first_key: str, last_key: str) -> MonthRange:
    """The months from one partition key to another."""
    return MonthRange.of(parse_month(first_key), parse_month(last_key))


def table_schema(table: Table) -> TableSchema:
    """The columns of a table as the UI shows them."""
    return TableSchema(columns=[TableColumn(one.name, one.kind.replace(",", ", "), one.text) for one in meanings(table)])


def metadata_of(table: Table) -> dict[str, Any]:
    """The metadata of a table: for the UI, and what the IO manager needs to know of it."""
    metadata: dict[str, Any] = {"partition_expr": "month", "dagster/column_schema": table_schema(table)}
    if table.merge:
        metadata[MERGE_KEYS] = list(table.key)
    if table.weighed_by:
        metadata[WEIGHED_BY] = list(table.weighed_by)
    metadata |= lineage_metadata(table)
    if more := table.description.partition("\n\n")[2]:
        metadata["details"] = MetadataValue.md(more)
    return metadata | _written(table.months, table.months_ahead)


def _written(months: Months, ahead: int) -> dict[str, Any]:
    """Which months a run writes.

    This is no partition mapping, because Dagster's backfills follow those: a range of three months became several runs over
    ever wider ranges.
    """
    if months is Months.WHOLE_YEARS:
        return {IN_WHOLE_YEARS: True}
    return {MONTHS_AHEAD: ahead} if months in (Months.EVERY, Months.AHEAD) else {}


def options_of(table: Table) -> dict[str, Any]:
    """The options that an asset and an output of one have in common."""
    return {
        "group_name": table.layer,
        "kinds": set(table.kinds),
        "owners": OWNERS,
        "description": table.description.partition("\n\n")[0],  # the catalogue shows it as it is, without Markdown
        "metadata": metadata_of(table),
        "code_version": table.logic_version[:SHORT],
        **({"freshness_policy": FRESHNESS} if table.layer == "gold" else {}),
    }


def table_out(table: Table) -> AssetOut:
    """One table of an asset that makes several."""
    return AssetOut(key=list(table.path), **options_of(table))


def table_in(read: Reads, writer: Table) -> AssetIn:
    """A table as the input of the asset that makes another one; one of months ahead is read as a whole."""
    if read.table.months is Months.AHEAD:
        return AssetIn(key=list(read.table.path), metadata={MONTHS_AHEAD: read.table.months_ahead})
    wide = Months.WHOLE_YEARS in (read.months, writer.months)
    every = Months.EVERY in (read.months, writer.months)
    metadata: dict[str, Any] = {MONTHS_AHEAD: 0} if every else {IN_WHOLE_YEARS: True} if wide else {}
    if read.beside:
        metadata[COMPARED] = list(read.beside)
    return AssetIn(key=list(read.table.path), metadata=metadata or None)


def key_of(table: Table) -> AssetKey:
    """The key of a table's asset."""
    return AssetKey(list(table.path))
