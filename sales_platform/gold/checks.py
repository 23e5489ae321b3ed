"""The checks of gold."""

from functools import partial

from sales_platform.checks import WARN, Check, checks_together
from sales_platform.gold.fact_sales import KEY
from sales_platform.gold.findings import (
    LARGEST_DRIFT,
    TRAILING_MONTHS,
    every_sale_is_priced,
    forecast_is_sound,
    key_is_unique,
    keys_in_dimensions,
    prices_of_their_month,
    quantities_reconcile,
    revenue_reconciles,
    same_rows_as_fact,
    volume_in_line,
)

KEYS = {
    "dim_customers": KEY[:2] + KEY[3:],
    "dim_products": KEY[:3],
    "dim_prices": KEY[:3],
    "dim_dates": KEY[:1],
    "fact_sales": KEY,
    "sales_enriched": KEY,
}
"""What identifies a row of each table."""

_MORE: dict[str, list[Check]] = {
    "fact_sales": [
        Check("quantities_reconcile", "Units = those of silver, per month and company.", quantities_reconcile, blocking=True),
        Check("revenue_reconciles", "Revenue = quantity x price in every row.", revenue_reconciles, blocking=True),
        Check("keys_in_dimensions", "Every key is in its dimension.", keys_in_dimensions, blocking=True),
        Check("every_sale_is_priced", "Every row has a price.", every_sale_is_priced, WARN),
        Check(
            "prices_of_their_month",
            "Every product that was sold has a valid price of the month itself.",
            prices_of_their_month,
            WARN,
        ),
        Check(
            "volume_in_line",
            f"Units of a month and company are within {LARGEST_DRIFT:.0%} of the mean of the {TRAILING_MONTHS} months before.",
            volume_in_line,
            WARN,
        ),
    ],
    "sales_enriched": [
        Check("same_rows_as_fact", "The rows, units and revenue are exactly the fact's.", same_rows_as_fact, blocking=True)
    ],
}


def checks_of(table: str) -> list[Check]:
    """The checks of a gold table."""
    unique = Check(
        "key_unique", f"One row per {', '.join(KEYS[table])}.", partial(key_is_unique, table, KEYS[table]), blocking=True
    )
    return [unique, *_MORE.get(table, [])]


def forecast_checks() -> list[Check]:
    """The checks of ``demand_forecast``, whose months are those ahead."""
    text = "One row per month, company, product_code; 0 <= low <= forecast <= high."
    return [Check("forecast_is_sound", text, forecast_is_sound, blocking=True)]


gold_checks = [
    checks_together("gold_dimensions", {("gold", table): checks_of(table) for table in KEYS if table.startswith("dim_")}),
    checks_together("gold_fact_sales", {("gold", "fact_sales"): checks_of("fact_sales")}),
    checks_together("gold_sales_enriched", {("gold", "sales_enriched"): checks_of("sales_enriched")}),
    checks_together("gold_demand_forecast", {("gold", "demand_forecast"): forecast_checks()}),
]
