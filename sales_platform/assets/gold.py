"""The gold assets, one for each table that the catalog has."""

import inspect
from collections.abc import Iterator, Mapping
from threading import Thread
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition, InitResourceContext, Output, asset, resource

from sales_platform.assets.common import MONTHS, ONE_RUN, key_of, month_range, options_of, table_in
from sales_platform.catalog import GOLD
from sales_platform.gold.forecast_models import LIBRARY_MODELS, Forecaster, load_library
from sales_platform.table import Made, Table


@resource
def forecast_models(_: InitResourceContext) -> Iterator[Mapping[str, Forecaster]]:
    """The models of the forecasting library, which is loaded beside the run's other steps: they wait for engine and disk."""
    loading = Thread(target=load_library)
    loading.start()
    try:
        yield LIBRARY_MODELS
    finally:
        loading.join()  # so that a run that ends earlier leaves no thread behind


def gold_asset(table: Table) -> AssetsDefinition:
    """The asset of a table: its ``build`` function with the arguments that it names."""
    build = table.build
    if build is None:
        raise ValueError(f"{table.text} does not say how it is made: give it a build function")
    wanted = set(inspect.signature(build).parameters)
    ins = {read.table.argument: table_in(read, table) for read in table.reads if read.table.argument in wanted}
    resources = wanted - set(ins) - {"months", "calendar"}

    @asset(
        key_prefix=table.layer,
        name=table.name,
        ins=ins,
        deps=[key_of(read.table) for read in table.reads if read.table.argument not in wanted],
        required_resource_keys={"platform", *resources},
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
        **options_of(table),
    )
    def gold(context: AssetExecutionContext, **frames: Any) -> Output[Any]:  # noqa: ANN401 - tables as DataFrames
        given = {
            "months": month_range(*context.partition_key_range),
            "calendar": context.resources.platform.view.calendar,
            **{name: getattr(context.resources, name) for name in resources},
            **frames,
        }
        made = build(**{name: given[name] for name in wanted})
        return Output(made.rows, metadata=dict(made.metadata)) if isinstance(made, Made) else Output(made)

    made: AssetsDefinition = gold
    return made


gold_assets = [gold_asset(table) for table in GOLD]
