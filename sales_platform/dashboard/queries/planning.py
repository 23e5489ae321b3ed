"""Questions about demand: a product's history and forecast, and how much stock of each product to have.

The formulas are the usual ones for a normally distributed demand and a fixed lead time:

    safety stock     = z(service level) x monthly error x sqrt(lead time in months)
    stock target     = forecast demand over the lead time + safety stock
"""

import pyarrow as pa

from sales_platform.dashboard.deeper import SEPARATOR
from sales_platform.dashboard.formats import UNKNOWN
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError
from sales_platform.gold.stock_policy import Policy
from sales_platform.storage.sql_text import quoted

FORECAST: Table = ("gold", "demand_forecast")
_PRODUCTS: Table = ("gold", "dim_products")
NO_FORECAST = (
    "There is no demand forecast yet. It is the table gold.demand_forecast, which 'sales-platform run' makes: run it, and reload"
    " this page."
)
LARGEST = "largest"
"""The value of the control for the product with the largest stock target."""
# The latest forecasts of each company: the table keeps earlier ones as well. Names are those of a product's last month.
_LATEST = f"""
    latest AS (SELECT company, max(history_until) AS history_until FROM forecast GROUP BY company),
    steps AS (
        SELECT forecast.*,
            row_number() OVER (PARTITION BY forecast.company, forecast.product_code ORDER BY forecast.month) AS step
        FROM forecast JOIN latest ON latest.company = forecast.company AND latest.history_until = forecast.history_until
    ),
    numbered AS (
        SELECT *, row_number() OVER (PARTITION BY company, product_code ORDER BY month DESC) AS age FROM names
    ),
    named AS (
        SELECT company, product_code, coalesce(division, {quoted(UNKNOWN)}) AS division,
            coalesce(category, {quoted(UNKNOWN)}) AS category, coalesce(product, {quoted(UNKNOWN)}) AS product,
            coalesce(variant, {quoted(UNKNOWN)}) AS variant
        FROM numbered WHERE age = 1
    )"""


def plan(reader: LakeReader, selection: Selection, policy: Policy) -> pa.Table | None:
    """The stock target of each product of the selection's companies, divisions and categories.

    Returns:
        company, division, category, product, variant, product_code, model, baseline_used, history_until, next_month, horizon
        (months forecast), forecast, low and high (pieces in the next month), monthly_error, lead_demand, safety_stock and
        stock_target (pieces; null when the forecast does not cover the lead time), largest stock target first.

    Raises:
        UserError: there is no forecast.
    """
    _check_forecast(reader)
    lead = policy.lead_months
    reaches = f"max(step) >= {lead}"
    demand = f"CASE WHEN {reaches} THEN sum(CASE WHEN step <= {lead} THEN forecast_quantity ELSE 0 END) END"
    where = selection.where_attributes(("company", "division", "category"), "named.")
    sql = f"""
    WITH {_LATEST},
    planned AS (
        SELECT company, product_code, max(model) AS model, bool_or(baseline_used) AS baseline_used,
            max(history_until) AS history_until, min(month) AS next_month, max(step) AS horizon,
            max(CASE WHEN step = 1 THEN forecast_quantity END) AS forecast,
            max(CASE WHEN step = 1 THEN low_quantity END) AS low, max(CASE WHEN step = 1 THEN high_quantity END) AS high,
            CAST(max(monthly_error) AS DOUBLE) AS monthly_error, {demand} AS lead_demand,
            CASE WHEN {reaches} THEN CAST(ceil({policy.factor!r} * CAST(max(monthly_error) AS DOUBLE)) AS BIGINT) END
                AS safety_stock
        FROM steps GROUP BY company, product_code
    )
    SELECT planned.company, division, category, product, variant, planned.product_code, model, baseline_used, history_until,
        next_month, horizon, forecast, low, high, monthly_error, lead_demand, safety_stock,
        lead_demand + safety_stock AS stock_target
    FROM planned JOIN named ON named.company = planned.company AND named.product_code = planned.product_code
    WHERE {where} ORDER BY stock_target DESC NULLS LAST, planned.company, planned.product_code"""
    return reader.ask(sql, forecast=FORECAST, names=_PRODUCTS)


def products(reader: LakeReader) -> list[dict[str, str]]:
    """The products with a forecast: company, product_code, product, variant; none when there is no forecast."""
    sql = f"""WITH {_LATEST}
    SELECT DISTINCT steps.company, steps.product_code, product, variant FROM steps
    JOIN named ON named.company = steps.company AND named.product_code = steps.product_code
    ORDER BY product, variant, product_code"""
    return reader.rows(sql, forecast=FORECAST, names=_PRODUCTS)


def demand(reader: LakeReader, selection: Selection, product: object, policy: Policy) -> pa.Table | None:
    """The monthly pieces of a product: history in the selection's months, and the latest forecast.

    Args:
        product: company and code with SEPARATOR between them; LARGEST or None for the first of the ``plan``.

    Returns:
        company, product_code, product, variant, month, quantity (sold; null when forecast), forecast, low, high (null when
        sold), model, baseline_used.

    Raises:
        UserError: there is no forecast, or none of this product.
    """
    company, code = _company_and_code(reader, selection, product, policy)
    chosen = f"company = {quoted(company)} AND product_code = {quoted(code)}"
    sql = f"""
    WITH {_LATEST},
    points AS (
        SELECT month, sum(sold_quantity) AS quantity, NULL AS forecast, NULL AS low, NULL AS high, NULL AS model,
            NULL AS baseline_used
        FROM sales WHERE {chosen} AND {selection.where(only=())} GROUP BY month
        UNION ALL
        SELECT month, NULL, forecast_quantity, low_quantity, high_quantity, model, baseline_used FROM steps WHERE {chosen}
    )
    SELECT {quoted(company)} AS company, {quoted(code)} AS product_code, product, variant, points.*
    FROM points CROSS JOIN (SELECT product, variant FROM named WHERE {chosen}) AS name ORDER BY month"""
    return reader.ask(sql, forecast=FORECAST, names=_PRODUCTS, sales=SALES)


def _company_and_code(reader: LakeReader, selection: Selection, product: object, policy: Policy) -> tuple[str, str]:
    _check_forecast(reader)
    if (chosen := check_product(reader, product)) is not None:
        return chosen
    planned = plan(reader, selection, policy)
    if planned is None or not planned.num_rows:
        raise UserError("No product of this selection has a forecast: widen the filters of company, division and category.")
    first = planned.slice(0, 1).to_pylist()[0]
    return first["company"], first["product_code"]


def check_product(reader: LakeReader, product: object) -> tuple[str, str] | None:
    """The company and code of a product as it is named in the URL; None for LARGEST.

    Raises:
        UserError: there is no forecast of it.
    """
    if product is None or product == LARGEST:
        return None
    company, _, code = str(product).partition(SEPARATOR)
    if not has_forecast(reader, company, code):
        raise UserError("There is no forecast of the product in the address: choose another in the control 'Product'.")
    return company, code


def has_forecast(reader: LakeReader, company: str, code: str) -> bool:
    """Whether there is a forecast of a product."""
    return any((row["company"], row["product_code"]) == (company, code) for row in products(reader))


def _check_forecast(reader: LakeReader) -> None:
    version = reader.version(FORECAST)
    if version is None or not version.months:
        raise UserError(NO_FORECAST)
