"""The checks of the fact."""

from sales_platform.gold.fact_findings import (
    LARGEST_DRIFT,
    TRAILING_MONTHS,
    every_sale_is_priced,
    keys_in_dimensions,
    prices_of_their_month,
    quantities_reconcile,
    revenue_reconciles,
    volume_in_line,
)
from sales_platform.gold.kpi_findings import WITHIN_LIMITS, figures_within_limits
from sales_platform.quality.check import Check, Severity

FACT_CHECKS = [
    Check("quantities_reconcile", "Units = those of silver, per month and company.", quantities_reconcile, blocking=True),
    Check("revenue_reconciles", "Revenue = quantity x price in every row.", revenue_reconciles, blocking=True),
    Check("keys_in_dimensions", "Every key is in its dimension.", keys_in_dimensions, blocking=True),
    Check("every_sale_is_priced", "Every row has a price.", every_sale_is_priced, Severity.WARN),
    Check(
        "prices_of_their_month",
        "Every product that was sold has a valid price of the month itself.",
        prices_of_their_month,
        Severity.WARN,
    ),
    Check(
        "volume_in_line",
        f"Units of a month and company are within {LARGEST_DRIFT:.0%} of the mean of the {TRAILING_MONTHS} months before.",
        volume_in_line,
        Severity.WARN,
    ),
    Check(
        WITHIN_LIMITS,
        "The figures of the last complete month changed by no more than the limits that the file of limits declares.",
        figures_within_limits,
        Severity.WARN,
    ),
]
