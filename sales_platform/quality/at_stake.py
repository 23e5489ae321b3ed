"""What quarantined sales would add to the numbers, as SQL that the reconciliation and the dashboard share."""

from sales_platform.quality.domains import PRICES, SALES
from sales_platform.quality.rules import DUPLICATE, SUPERSEDED, UNKNOWN_PRODUCT
from sales_platform.storage.lake import quoted

NOT_LOST = (DUPLICATE, SUPERSEDED)
"""Reasons of rows whose record stands in the numbers all the same."""
LOST = " AND ".join(f"NOT array_has(reasons, {quoted(reason)})" for reason in NOT_LOST)
"""Predicate: the record of a quarantined row is nowhere else."""
TABLES = {"sales": ("quarantine", SALES), "prices": ("gold", "dim_prices"), "listed": ("quarantine", PRICES)}
"""Name in the SQL of ``at_stake`` -> layer and table."""


def at_stake(where: str) -> str:
    """A SELECT of month, company, feed, reasons, quantity and price_inr: one row for each quarantined row of sales.

    quantity is in pieces, null where none can be read; price_inr is null where the product has no price. A product that is not in
    the master has none in gold; what the price list says of it is in quarantine with it.

    Args:
        where: predicate on the quarantined rows.
    """
    return f"""
    SELECT s.month AS month, s.company AS company, feed, reasons, quantity, coalesce(p.price_inr, l.price_inr) AS price_inr
    FROM (SELECT month, company, feed, reasons, {_PRODUCT} AS product_code, {_QUANTITY} AS quantity FROM sales WHERE {where}) AS s
    LEFT JOIN prices AS p ON p.month = s.month AND p.company = s.company AND p.product_code = s.product_code
    LEFT JOIN (
        SELECT month, company, {_PRODUCT} AS product_code, max({_PRICE}) AS price_inr FROM listed
        WHERE cardinality(reasons) = 1 AND array_has(reasons, {quoted(UNKNOWN_PRODUCT)}) GROUP BY 1, 2, 3
    ) AS l ON l.month = s.month AND l.company = s.company AND l.product_code = s.product_code"""


def _landed(columns: str, value: str) -> str:
    """A value of the landed row: JSON text whose values are texts; within one, a quote has a backslash before it."""
    return f'regexp_match(raw, \'"(?:{columns})":"[ ]*{value}[ ]*"\')[1]'


_PRODUCT = _landed("product_id|product_code", '([^"\\\\]*?)')
_QUANTITY = f"TRY_CAST({_landed('order_qty|sold_quantity', '[+]?([0-9]{1,15})(?:[.]0*)?')} AS BIGINT)"
_PRICE = f"TRY_CAST({_landed('gross_price|price_inr', '[+-]?([0-9]{1,15}(?:[.][0-9]+)?)')} AS DECIMAL(18,2))"
