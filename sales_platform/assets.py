"""What all assets have in common: monthly partitions, single-run backfills, owners and kinds."""

import warnings
from collections.abc import Sequence
from typing import Any

from dagster import AssetIn, AssetOut, BackfillPolicy, BetaWarning, MonthlyPartitionsDefinition

from sales_platform.columns import table_schema
from sales_platform.months import MonthRange, parse_month, partition_key
from sales_platform.settings import DefinitionSettings
from sales_platform.storage.slices import IN_WHOLE_YEARS, MONTHS_AHEAD

# single-run backfills and kinds have been in beta for years; the warning says nothing to the people who run this
warnings.filterwarnings("ignore", category=BetaWarning)

OWNERS = ["team:data-platform"]
ONE_RUN = BackfillPolicy.single_run()
MONTHS = MonthlyPartitionsDefinition(start_date=partition_key(DefinitionSettings.from_environment().first_month), end_offset=1)
"""The partitions of every asset: one a month, the running month included."""


WHOLE_YEARS = {IN_WHOLE_YEARS: True}
"""Metadata of an asset: a run of some months writes the whole years they are in; of an input: it reads them.

The year's latest price holds for all its months. This is no partition mapping, for Dagster's backfills follow those: a range of
three months became several runs over wider and wider ranges.
"""

EVERY_MONTH = {MONTHS_AHEAD: 0}
"""Asset metadata: a run of some months writes all months there are."""


def month_range(first_key: str, last_key: str) -> MonthRange:
    """The months from one partition key to another."""
    return MonthRange.of(parse_month(first_key), parse_month(last_key))


def table_metadata(columns: Sequence[str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Dagster's own metadata values
    """The metadata of a monthly Delta table: its partition column and what its columns mean."""
    return {"partition_expr": "month", "dagster/column_schema": table_schema(*columns), **more}


def table_options(layer: str, kinds: set[str], columns: Sequence[str], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """The options of an asset that is one Delta table of a layer."""
    return {
        "key_prefix": layer,
        "group_name": layer,
        "kinds": {*kinds, "deltalake"},
        "owners": OWNERS,
        "metadata": table_metadata(columns, **more),
    }


def table_out(layer: str, name: str, description: str, columns: Sequence[str], **more: Any) -> AssetOut:  # noqa: ANN401
    """One table of an asset that makes two."""
    return AssetOut(
        key=[layer, name],
        group_name=layer,
        kinds={"pyspark", "deltalake"},
        owners=OWNERS,
        description=description,
        metadata=table_metadata(columns, **more),
    )


def from_table(layer: str, name: str, **options: Any) -> AssetIn:  # noqa: ANN401
    """A table as the input of an asset."""
    return AssetIn(key=[layer, name], **options)
