"""The gold asset for inventory planning: the forecast, made afresh from all months by every run."""

from collections.abc import Iterator, Mapping
from datetime import date
from threading import Thread

import pyarrow as pa
from dagster import InitResourceContext, Output, ResourceParam, asset, resource

from sales_platform.assets import MONTHS, ONE_RUN
from sales_platform.errors import UserError
from sales_platform.gold import demand_forecast as forecast
from sales_platform.gold.assets import fact_sales, gold_options
from sales_platform.gold.forecast_history import Product
from sales_platform.gold.forecast_models import LIBRARY_MODELS, MONTHS_AHEAD, Forecaster, load_library
from sales_platform.months import MonthRange
from sales_platform.resources import Platform
from sales_platform.storage.lake import Lake

_UNITS = "SELECT company, product_code, month, sum(sold_quantity) AS pieces FROM fact GROUP BY 1, 2, 3"


@resource
def forecast_models(_: InitResourceContext) -> Iterator[Mapping[str, Forecaster]]:
    """The models of the forecasting library, which is loaded beside the run's other steps: they wait for engine and disk."""
    loading = Thread(target=load_library)
    loading.start()
    try:
        yield LIBRARY_MODELS
    finally:
        loading.join()  # not left behind by a run that ends before


@asset(
    **gold_options({"python"}, forecast.SCHEMA.names, months_ahead=MONTHS_AHEAD),
    deps=[fact_sales],
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
)
def demand_forecast(platform: Platform, forecast_models: ResourceParam[Mapping[str, Forecaster]]) -> Output[pa.Table]:
    """The pieces of each product in the three months after the last complete one, whatever months are run.

    A month is complete when it has ended and every company that still sells has sales in it. Each product has the model that
    erred least on the last three months, each forecast from the months before it, or a baseline when none erred less than it:
    the same month of the year before, or the last month where there is less than a year. Products without sales in twelve
    months are left out; of the others, the last three years count. The interval comes from the chosen model's errors one month
    ahead in the last twelve months.
    """
    calendar = platform.view.calendar
    units = _units(platform.view.lake, calendar)
    made = forecast.demand_forecast(units, calendar.last, forecast_models)
    held_back = {f"held_back_wape_{name}": value for name, value in made.error_by_model.items()}
    counts = {"products": made.products, "products_on_baseline": made.on_baseline}
    chosen = {} if made.error is None else {"held_back_wape_chosen": made.error}
    return Output(made.rows, metadata={**counts, **chosen, **held_back})


def _units(lake: Lake, months: MonthRange) -> dict[Product, dict[date, int]]:
    """Pieces by product and month; the sums are made in the lake, so few rows come here."""
    answer = lake.query(_UNITS, months, fact=("gold", "fact_sales"))
    if answer is None:
        raise UserError("The table gold/fact_sales does not exist yet: materialize the asset gold/fact_sales first.")
    units: dict[Product, dict[date, int]] = {}
    for row in answer.to_pylist():
        units.setdefault((row["company"], row["product_code"]), {})[row["month"]] = row["pieces"] or 0
    return units
