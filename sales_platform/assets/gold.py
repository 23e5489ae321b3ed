"""The gold assets, one for each table that the catalog has."""

import inspect
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition, Output, asset

from sales_platform.assets.common import MONTHS, ONE_RUN, key_of, month_range, options_of, table_in
from sales_platform.catalog import GOLD
from sales_platform.problems.edge import told
from sales_platform.problems.found import A_RUN
from sales_platform.table import Made, Table


def gold_asset(table: Table) -> AssetsDefinition:
    """The asset of a table: its ``build`` function with the arguments that it names."""
    build = table.build
    if build is None:
        raise ValueError(f"{table.text} has no build function")  # the catalog has no such table
    wanted = set(inspect.signature(build).parameters)
    ins = {read.table.argument: table_in(read, table) for read in table.reads if read.table.argument in wanted}

    @asset(
        key_prefix=table.layer,
        name=table.name,
        ins=ins,
        deps=[key_of(read.table) for read in table.reads if read.table.argument not in wanted],
        required_resource_keys={"platform"},
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
        **options_of(table),
    )
    @told(A_RUN)
    def gold(context: AssetExecutionContext, **frames: Any) -> Output[Any]:  # noqa: ANN401 - tables as DataFrames
        given = {
            "months": month_range(*context.partition_key_range),
            "calendar": context.resources.platform.view.calendar,
            **frames,
        }
        made = build(**{name: given[name] for name in wanted})
        return Output(made.rows, metadata=dict(made.metadata)) if isinstance(made, Made) else Output(made)

    made: AssetsDefinition = gold
    return made


gold_assets = [gold_asset(table) for table in GOLD]
