"""The gold asset for inventory planning: the forecast, made afresh from all months by every run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from threading import Thread

import pyarrow as pa
from dagster import AllPartitionMapping, AssetDep, ConfigurableResource, InitResourceContext, Output, asset

from sales_platform.assets import MONTHS, ONE_RUN
from sales_platform.errors import UserError
from sales_platform.gold import demand_forecast as forecast
from sales_platform.gold.assets import fact_sales, gold_options
from sales_platform.gold.forecast_history import Product
from sales_platform.gold.forecast_models import LIBRARY_MODELS, MONTHS_AHEAD, Forecaster, load_library
from sales_platform.resources import Platform
from sales_platform.storage.lake import Lake, month_predicate

_UNITS = "SELECT company, product_code, month, sum(sold_quantity) AS pieces FROM fact WHERE {where} GROUP BY 1, 2, 3"


class ForecastLibrary(ConfigurableResource["ForecastLibrary"]):
    """The forecasting library, loaded beside the run's other steps: they wait for the engine and the disk most of the time."""

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator["ForecastLibrary"]:  # noqa: ARG002 - Dagster's signature
        """Load it in a thread, which ends before the run does."""
        loading = Thread(target=load_library)
        loading.start()
        try:
            yield self
        finally:
            loading.join()

    @property
    def models(self) -> Mapping[str, Forecaster]:
        """Its models."""
        return LIBRARY_MODELS


@asset(
    **gold_options({"python"}, forecast.SCHEMA.names, months_ahead=MONTHS_AHEAD),
    deps=[AssetDep(fact_sales, partition_mapping=AllPartitionMapping())],
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
)
def demand_forecast(platform: Platform, forecast_library: ForecastLibrary) -> Output[pa.Table]:
    """The pieces of each product in the three months after the last complete one, whatever months are run.

    A month is complete when it has ended and every company that still sells has sales in it. Each product has the model that
    erred least on the last three months, each forecast from the months before it, or a baseline when none erred less than it:
    the same month of the year before, or the last month where there is less than a year. Products without sales in twelve
    months are left out; of the others, the last three years count. The interval comes from the chosen model's errors one month
    ahead in the last twelve months.
    """
    calendar = platform.calendar()
    units = _units(platform.lake(), month_predicate(calendar))
    made = forecast.demand_forecast(units, calendar.last, forecast_library.models)
    held_back = {f"held_back_wape_{name}": value for name, value in made.error_by_model.items()}
    counts = {"products": made.products, "products_on_baseline": made.on_baseline}
    chosen = {} if made.error is None else {"held_back_wape_chosen": made.error}
    return Output(made.rows, metadata={**counts, **chosen, **held_back})


def _units(lake: Lake, where: str) -> dict[Product, dict[date, int]]:
    """Pieces by product and month; the sums are made in the lake, so few rows come here."""
    answer = lake.query(_UNITS.format(where=where), fact=("gold", "fact_sales"))
    if answer is None:
        raise UserError("The table gold/fact_sales does not exist yet: materialize the asset gold/fact_sales first.")
    units: dict[Product, dict[date, int]] = {}
    for row in answer.to_pylist():
        units.setdefault((row["company"], row["product_code"]), {})[row["month"]] = row["pieces"] or 0
    return units
