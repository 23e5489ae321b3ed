"""The rows of demand_forecast, from the monthly history of each product."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, sqrt

import pyarrow as pa

from sales_platform.gold.forecast_choice import BASELINE, MONTHS_AHEAD, ProductForecast, forecast_products
from sales_platform.gold.forecast_history import Product, Units, histories, last_complete_month
from sales_platform.gold.forecast_models import Forecaster
from sales_platform.months import add_months

_NORMAL_80 = 1.2815515594
"""80 % of a normal distribution are within this many standard deviations."""

SCHEMA = pa.schema(
    [
        ("month", pa.date32()),
        ("company", pa.string()),
        ("product_code", pa.string()),
        ("forecast_quantity", pa.int64()),
        ("low_quantity", pa.int64()),
        ("high_quantity", pa.int64()),
        ("monthly_error", pa.decimal128(18, 2)),
        ("model", pa.string()),
        ("baseline_used", pa.bool_()),
        ("history_until", pa.date32()),
    ]
)


@dataclass(frozen=True)
class DemandForecast:
    """The forecasts of all products, and the error of those of the held-back months.

    Attributes:
        rows: one a month and product, as in SCHEMA.
        products: how many are forecast.
        on_baseline: how many of them by the baseline.
        error: absolute error of the held-back months over their pieces (WAPE), of the chosen models; they were chosen on the
            same months, so it is slightly too low. None when nothing was sold in them.
        error_by_model: the same if every product had been forecast by the one model; products too young for it count with their
            baseline, and a model for which all are too young is not there.
    """

    rows: pa.Table
    products: int
    on_baseline: int
    error: float | None
    error_by_model: Mapping[str, float]


def forecast_table(units: Units, running: date, models: Mapping[str, Forecaster]) -> DemandForecast:
    """Forecast each product that is still sold for the three months after the last complete month.

    Args:
        units: pieces sold by product and month; all months.
        running: the running month, which is incomplete.
        models: what the baseline is compared with.
    """
    until = last_complete_month(units, running)
    forecasts = forecast_products(histories(units, until), models) if until is not None else {}
    rows = [row for product, forecast in forecasts.items() for row in _rows(product, forecast, until or running)]
    actual = sum(forecast.held_back for forecast in forecasts.values())
    return DemandForecast(
        pa.Table.from_pylist(rows, SCHEMA),
        products=len(forecasts),
        on_baseline=sum(forecast.baseline_used for forecast in forecasts.values()),
        error=sum(f.chosen_absolute_error for f in forecasts.values()) / actual if actual else None,
        error_by_model={
            name: sum(f.absolute_error.get(name, f.absolute_error[BASELINE]) for f in forecasts.values()) / actual
            for name in (BASELINE, *models)
            if actual and any(name in f.absolute_error for f in forecasts.values())
        },
    )


def _rows(product: Product, forecast: ProductForecast, until: date) -> Iterator[dict[str, object]]:
    for ahead, quantity in enumerate(forecast.quantities[:MONTHS_AHEAD], start=1):
        margin = _NORMAL_80 * forecast.error * sqrt(ahead)  # errors of consecutive months add up
        yield {
            "month": add_months(until, ahead),
            "company": product[0],
            "product_code": product[1],
            "forecast_quantity": _pieces(quantity),
            "low_quantity": _pieces(quantity - margin),
            "high_quantity": _pieces(quantity + margin),
            "monthly_error": Decimal(f"{forecast.error:.2f}"),
            "model": forecast.model,
            "baseline_used": forecast.baseline_used,
            "history_until": until,
        }


def _pieces(quantity: float) -> int:
    """Whole pieces, half up, never below zero."""
    return max(floor(quantity + 0.5), 0)
