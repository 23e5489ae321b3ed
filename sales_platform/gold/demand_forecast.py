"""demand_forecast: the pieces of each product in the next three months, for inventory planning."""

from collections.abc import Mapping
from datetime import date

from sales_platform.gold import fact_sales as fact
from sales_platform.gold.forecast_choice import MONTHS_AHEAD
from sales_platform.gold.forecast_history import Product
from sales_platform.gold.forecast_models import MODELS, Forecaster
from sales_platform.gold.forecast_table import SCHEMA, forecast_table
from sales_platform.months import MonthRange, add_months
from sales_platform.quality.check import Check
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import every_row, unique_key
from sales_platform.storage.plain_rows import plain_columns
from sales_platform.table import Made, Months, Reads, Table
from sales_platform.values.spark import DataFrame, F

KEY = ("company", "product_code")
_DESCRIPTION = """\
The pieces of each product in the three months after the last complete one, whatever months are run.

A month is complete when it has ended and every company that still sells has sales in it. Each product has the model that erred
least on the last three months, each forecast from the months before it, or a baseline when none erred less than it: the same
month of the year before, or the last month where there is less than a year. Products without sales in twelve months are left
out; of the others, the last three years count. The interval comes from the chosen model's errors one month ahead in the last
twelve months."""


def demand_forecast(fact_sales: DataFrame, calendar: MonthRange) -> Made:
    """Forecast each product that is still sold, and report the error of the forecasts of the held-back months.

    Args:
        fact_sales: of all months.
        calendar: all months, the last of them the running one.
    """
    return forecast_by(MODELS, fact_sales, calendar.last)


def forecast_by(models: Mapping[str, Forecaster], fact_sales: DataFrame, running: date) -> Made:
    """The same with some models, by name, which the baseline is compared with, in the running month."""
    pieces = fact_sales.groupBy(*KEY, "month").agg(F.try_sum("sold_quantity").cast("bigint").alias("pieces"))
    units: dict[Product, dict[date, int]] = {}
    for company, product, month, sold in zip(*plain_columns(pieces.toArrow()).values(), strict=True):
        units.setdefault((company, product), {})[month] = sold or 0
    made = forecast_table(units, running, models)
    held_back = {f"held_back_wape_{name}": value for name, value in made.error_by_model.items()}
    counts = {"products": made.products, "products_on_baseline": made.on_baseline}
    chosen = {} if made.error is None else {"held_back_wape_chosen": made.error}
    return Made(made.rows, {**counts, **chosen, **held_back})


def forecast_is_sound(scope: Scope) -> Finding:
    """A product is forecast once for a month; the forecast is inside its interval, and nothing is below zero.

    All forecasts are checked, whatever the months of the run.
    """
    months = MonthRange(scope.calendar.start, add_months(scope.calendar.end, MONTHS_AHEAD))
    unique = unique_key(scope.lake, TABLE.path, KEY, months)
    promises = {"interval": "0 <= low_quantity AND low_quantity <= forecast_quantity AND forecast_quantity <= high_quantity"}
    return unique if not unique.passed else every_row(scope.lake, TABLE.path, promises, months, KEY)


TABLE = Table(
    "gold",
    "demand_forecast",
    _DESCRIPTION,
    columns=tuple(SCHEMA.names),
    reads=(Reads(fact.TABLE, Months.EVERY),),
    months=Months.AHEAD,
    months_ahead=MONTHS_AHEAD,
    build=demand_forecast,
    made_from={
        **dict.fromkeys(SCHEMA.names[3:-1], ("fact_sales.sold_quantity", "fact_sales.month")),
        "history_until": ("fact_sales.month",),
    },
    checks=[
        Check(
            "forecast_is_sound",
            "One row per month, company, product_code; 0 <= low <= forecast <= high.",
            forecast_is_sound,
            blocking=True,
        )
    ],
    page="inventory",
    kinds=("python", "deltalake"),
)
