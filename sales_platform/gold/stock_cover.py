"""stock_cover: how long the stock of each product lasts, and how much of it to order."""

from sales_platform.entities import STOCK
from sales_platform.gold import demand_forecast as forecast
from sales_platform.gold import dim_prices as prices
from sales_platform.gold import dim_products as products
from sales_platform.gold.stock_policy import USUAL
from sales_platform.months import MonthRange
from sales_platform.quality.check import Check
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import every_row, unique_key
from sales_platform.silver.silver_tables import SILVER
from sales_platform.table import Meaning, Months, Reads, Table
from sales_platform.values.spark import DataFrame

KEY = ("company", "product_code")
DAYS, UNLIMITED, NO_FORECAST = "days", "unlimited", "no forecast"
"""What is known of the cover of a product."""
_ORDERED = (
    "silver_stock.at_hand",
    "silver_stock.on_order",
    "demand_forecast.forecast_quantity",
    "demand_forecast.monthly_error",
)
_DESCRIPTION = f"""\
The latest stock day of each product: for how many days it lasts, and how much to order.

What to order is meant for a service level of {USUAL.service_level * 100:g} % and a lead time of {USUAL.lead_months} month. A
product that is not listed on the latest day of its company has the last day that lists it; one that is never listed is not
here: that nobody counted it does not mean that there is none. Cover is what is at hand over the mean daily demand of the months
that are forecast; without any demand it is unlimited, and without a forecast neither cover nor reorder quantity is known."""
_SQL = """
WITH aged AS (
    SELECT *, row_number() OVER (PARTITION BY company, product_code ORDER BY date DESC, month DESC) AS age FROM {stock}
),
latest AS (SELECT month, company, product_code, date, at_hand, on_order FROM aged WHERE age = 1),
until AS (SELECT company, max(history_until) AS history_until FROM {forecast} GROUP BY company),
steps AS (
    SELECT forecast.company, forecast.product_code, forecast.forecast_quantity, forecast.monthly_error,
        row_number() OVER (PARTITION BY forecast.company, forecast.product_code ORDER BY forecast.month) AS step,
        dayofmonth(last_day(forecast.month)) AS days
    FROM {forecast} AS forecast
    JOIN until ON until.company = forecast.company AND until.history_until = forecast.history_until
),
demand AS (
    SELECT company, product_code, sum(forecast_quantity) AS pieces, sum(days) AS days, max(step) AS horizon,
        sum(CASE WHEN step <= {lead} THEN forecast_quantity ELSE 0 END) AS lead_demand,
        CAST(ceil({factor} * CAST(max(monthly_error) AS DOUBLE)) AS BIGINT) AS safety_stock
    FROM steps GROUP BY company, product_code
),
named_age AS (
    SELECT company, product_code, division, category, product, variant,
        row_number() OVER (PARTITION BY company, product_code ORDER BY month DESC) AS age FROM {products}
),
named AS (SELECT company, product_code, division, category, product, variant FROM named_age WHERE age = 1),
priced_age AS (
    SELECT company, product_code, price_inr,
        row_number() OVER (PARTITION BY company, product_code ORDER BY month DESC) AS age FROM {prices}
),
priced AS (SELECT company, product_code, price_inr FROM priced_age WHERE age = 1),
planned AS (
    SELECT latest.*, demand.pieces, demand.days, demand.horizon >= {lead} AS reaches, demand.lead_demand, demand.safety_stock
    FROM latest LEFT JOIN demand ON demand.company = latest.company AND demand.product_code = latest.product_code
),
ordered AS (
    SELECT planned.*, CASE WHEN reaches THEN greatest(lead_demand + safety_stock - at_hand - on_order, 0) END AS reorder_quantity
    FROM planned
)
SELECT ordered.month, ordered.company, ordered.product_code, named.division, named.category, named.product, named.variant,
    ordered.date, ordered.at_hand, ordered.on_order,
    CASE WHEN ordered.pieces IS NULL THEN '{no_forecast}' WHEN ordered.pieces > 0 THEN '{known}' ELSE '{unlimited}' END AS cover,
    CASE WHEN ordered.pieces > 0
        THEN CAST(floor(CAST(ordered.at_hand AS DOUBLE) * ordered.days / ordered.pieces) AS BIGINT) END AS cover_days,
    CASE WHEN ordered.reaches THEN CAST(ordered.lead_demand AS BIGINT) END AS lead_demand,
    CASE WHEN ordered.reaches THEN ordered.safety_stock END AS safety_stock,
    CAST(ordered.reorder_quantity AS BIGINT) AS reorder_quantity,
    priced.price_inr,
    CAST(CAST(ordered.reorder_quantity AS DECIMAL(18, 0)) * priced.price_inr AS DECIMAL(38, 2)) AS reorder_inr
FROM ordered
LEFT JOIN named ON named.company = ordered.company AND named.product_code = ordered.product_code
LEFT JOIN priced ON priced.company = ordered.company AND priced.product_code = ordered.product_code
"""


def stock_cover(silver_stock: DataFrame, demand_forecast: DataFrame, dim_products: DataFrame, dim_prices: DataFrame) -> DataFrame:
    """One row per product that is ever listed in the stock of its company.

    Source: docs/business-rules.md, "Targets and stock".

    Args:
        silver_stock, dim_products, dim_prices: of all months.
        demand_forecast: all of it.

    Returns:
        The columns of the table; pieces, days and INR.
    """
    words = {"known": DAYS, "unlimited": UNLIMITED, "no_forecast": NO_FORECAST}
    written = {"lead": str(USUAL.lead_months), "factor": f"CAST({USUAL.factor!r} AS DOUBLE)", **words}
    sql = _SQL
    for name, value in written.items():
        sql = sql.replace(f"{{{name}}}", value)
    spark = silver_stock.sparkSession
    return spark.sql(sql, stock=silver_stock, forecast=demand_forecast, products=dim_products, prices=dim_prices)


def stock_is_sound(scope: Scope) -> Finding:
    """A product stands once; nothing is below zero. All of the table is checked, whatever the months of the run."""
    months = MonthRange(scope.calendar.start, scope.calendar.end)
    unique = unique_key(scope.lake, TABLE.path, KEY, months)
    every = ("at_hand", "on_order", "cover_days", "lead_demand", "safety_stock", "reorder_quantity", "reorder_inr")
    promises = {name: f"coalesce({name}, 0) >= 0" for name in every}
    return unique if not unique.passed else every_row(scope.lake, TABLE.path, promises, months, KEY)


TABLE = Table(
    "gold",
    "stock_cover",
    _DESCRIPTION,
    columns=(
        "month", "company", "product_code", "division", "category", "product", "variant",
        Meaning("date", "date", "The latest day that lists the product in the stock."),
        "at_hand", "on_order",
        Meaning("cover", "string", f"'{DAYS}': see cover_days; '{UNLIMITED}': no demand is forecast; '{NO_FORECAST}': unknown."),
        Meaning("cover_days", "bigint", "For how many whole days the pieces at hand last at the mean demand that is forecast."),
        Meaning("lead_demand", "bigint", "Pieces expected to be sold over the lead time; null where no forecast covers it."),
        Meaning("safety_stock", "bigint", "Pieces that cover the error of the forecast at the service level."),
        Meaning("reorder_quantity", "bigint", "lead_demand + safety_stock - at_hand - on_order, in pieces; never below zero."),
        Meaning("price_inr", "decimal(18,2)", "Gross price of one piece in the last month that has one, in INR."),
        Meaning("reorder_inr", "decimal(38,2)", "reorder_quantity x price_inr; null where the product has no price."),
    ),
    reads=(
        Reads(SILVER[STOCK], Months.EVERY),
        Reads(forecast.TABLE),
        Reads(products.TABLE, Months.EVERY),
        Reads(prices.TABLE, Months.EVERY),
    ),
    months=Months.AHEAD,
    build=stock_cover,
    made_from={
        "cover": ("demand_forecast.forecast_quantity",),
        "cover_days": ("silver_stock.at_hand", "demand_forecast.forecast_quantity", "demand_forecast.month"),
        "lead_demand": ("demand_forecast.forecast_quantity",),
        "safety_stock": ("demand_forecast.monthly_error",),
        "reorder_quantity": _ORDERED,
        "reorder_inr": (*_ORDERED, "dim_prices.price_inr"),
    },
    checks=[Check("stock_is_sound", "One row per company, product_code; nothing is below zero.", stock_is_sound, blocking=True)],
    page="inventory",
    needs=STOCK,
)  # fmt: skip
