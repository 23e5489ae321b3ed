"""What quarantined sales would add to the numbers, as DataFusion SQL that the reconciliation and the dashboard share."""

import json
import re
from collections.abc import Callable

from sales_platform.companies.company import Source
from sales_platform.companies.registry import COMPANY_BY_NAME, sources_of
from sales_platform.entities import PRICES, SALES
from sales_platform.feeds import bronze_column
from sales_platform.rules.common import DUPLICATE, SUPERSEDED, UNKNOWN_PRODUCT
from sales_platform.rules.landed_values import AMBIGUOUS_QUANTITY
from sales_platform.storage.sql_text import quoted
from sales_platform.values.alternatives import any_of
from sales_platform.values.invisible import EDGE_SPACE

NOT_LOST = (DUPLICATE, SUPERSEDED)
"""Reasons of rows whose record is in the figures by another row."""
LOST = " AND ".join(f"NOT array_has(reasons, {quoted(reason)})" for reason in NOT_LOST)
"""Predicate: the record of a quarantined row is nowhere else."""
_CONTROL = [json.dumps(sign)[1:-1] for sign in EDGE_SPACE if sign < " "]
_SPACE = f"(?:[{''.join(sign for sign in EDGE_SPACE if sign >= ' ')}]|(?i:{any_of(_CONTROL)}))*"
"""What does not count at the ends of a value, as JSON writes it, its hexadecimal digits in either case."""
_TEXT = '((?:[^"\\\\]|\\\\")*?)'
"""A value as JSON writes it, in which a quotation mark has a backslash before it."""
_DISGUISE = r"""^=? ?\\?["']|\\?"$"""
"""What programs put around a number or a code; see ``values.disguises``."""
_CURRENCY = "₹|[Rr][Ss][.]?|[Ii][Nn][Rr]|/-"
_READ = {
    "[0-9]{1,15}(?:[.][0-9]*)?": ("", ""),
    "[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:[.][0-9]+)?": (",", ""),
    "[0-9]{1,3}(?:[.][0-9]{3})*[.][0-9]{3},[0-9]+": (",.", "."),
    "[0-9]{1,15},[0-9]{1,2}": (",", "."),
}
"""The spellings of ``values.numbers`` as far as they are worth an estimate, with what is translated into the plain spelling."""
TABLES = {"sales": ("quarantine", SALES), "prices": ("gold", "dim_prices"), "listed": ("quarantine", PRICES)}
"""Name in the SQL of ``at_stake`` -> layer and table."""


def at_stake(where: str) -> str:
    """A SELECT of month, company, feed, reasons, quantity and price_inr: one row for each quarantined row of sales.

    quantity is in pieces, null where none can be read; price_inr is null where the product has no price. A product that is not in
    the master has none in gold; what the price list says of it is in quarantine with it.

    Args:
        where: predicate on the quarantined rows.
    """
    product, quantity = _of_feed(SALES, landed_product), _of_feed(SALES, landed_quantity)
    listed, price = _of_feed(PRICES, landed_product), _of_feed(PRICES, landed_price)
    return f"""
    SELECT s.month AS month, s.company AS company, feed, reasons, quantity, coalesce(p.price_inr, l.price_inr) AS price_inr
    FROM (SELECT month, company, feed, reasons, {product} AS product_code, {quantity} AS quantity FROM sales WHERE {where}) AS s
    LEFT JOIN prices AS p ON p.month = s.month AND p.company = s.company AND p.product_code = s.product_code
    LEFT JOIN (
        SELECT month, company, {listed} AS product_code, max({price}) AS price_inr FROM listed
        WHERE cardinality(reasons) = 1 AND array_has(reasons, {quoted(UNKNOWN_PRODUCT)}) GROUP BY 1, 2, 3
    ) AS l ON l.month = s.month AND l.company = s.company AND l.product_code = s.product_code"""


def _of_feed(entity: str, expression: Callable[[Source], str]) -> str:
    """The expression of each feed of an entity, for rows of that feed; null where no company has such a feed."""
    cases = " ".join(f"WHEN feed = {quoted(source.feed.name)} THEN {expression(source)}" for source in sources_of(entity))
    return f"CASE {cases or 'WHEN FALSE THEN NULL'} END"


def landed_product(source: Source) -> str:
    """The product code of a quarantined row as it is meant: without what programs put around a code."""
    return _landed_code(source, source.landed.product)


def landed_customer(source: Source) -> str:
    """The customer code of a quarantined row, in the same way; the unknown customer's where the row names none."""
    code = _landed_code(source, source.landed.customer)
    unknown = COMPANY_BY_NAME[source.company].unknown_customer if source.entity.name == SALES else None
    if unknown is None:
        return code
    named = f"regexp_like({code}, {quoted(unknown.unless)})"
    return f"CASE WHEN {named} THEN {code} ELSE {quoted(unknown.code)} END"


def _landed_code(source: Source, column: str | None) -> str:
    code = f"regexp_replace({_landed(column)}, {quoted(_DISGUISE)}, '', 'g')"
    pattern = source.codes.get(column) if column else None
    if pattern is None or re.search(pattern, "1.0"):
        return code
    return f"regexp_replace({code}, '[.,]0{{1,2}}$', '')"


def landed_quantity(source: Source) -> str:
    """The pieces of a quarantined row, below zero of a return; null where they cannot be read, or in two ways."""
    number = _number(_signed(source, source.landed.quantity))
    whole = f"TRY_CAST(regexp_match({number}, '^(-?[0-9]{{1,15}})(?:[.]0*)?$')[1] AS BIGINT)"
    return f"CASE WHEN NOT array_has(reasons, {quoted(AMBIGUOUS_QUANTITY)}) THEN {whole} END"


def landed_price(source: Source) -> str:
    """The price of a quarantined row of a price list, in INR without its sign; null where it cannot be read."""
    number = _number(_signed(source, source.landed.price, _CURRENCY))
    return f"TRY_CAST(regexp_match({number}, '^-?([0-9]{{1,15}}(?:[.][0-9]+)?)$')[1] AS DECIMAL(18,2))"


def _signed(source: Source, column: str | None, currency: str = "") -> str:
    """A landed number without what stands beside its digits and means nothing, its sign still where it stood."""
    value = f"regexp_replace({_landed(column)}, {quoted(_DISGUISE)}, '', 'g')"
    dropped = "|".join(part for part in (any_of(source.landed.not_digits), currency) if part)
    value = f"regexp_replace({value}, {quoted(dropped)}, '', 'g')" if dropped else value
    value = f"translate({value}, ',', '.')" if source.landed.decimal_comma else value
    return f"translate(btrim({value}), '\u2212', '-')"


def _number(signed: str) -> str:
    """A number in the plain spelling, a minus sign in front of one below zero; null where it is in no spelling."""
    digits = f"regexp_replace({signed}, '^[-+(] ?|[-)]$', '', 'g')"
    cases = [
        f"WHEN regexp_like({digits}, '^{pattern}$') THEN " + (f"translate({digits}, '{signs}', '{plain}')" if signs else digits)
        for pattern, (signs, plain) in _READ.items()
    ]
    below = f"regexp_like({signed}, '^(?:-[^-]*|[^-]*[^-+]-|[(].*[)])$')"
    return f"(CASE WHEN {below} THEN '-' ELSE '' END || CASE {' '.join(cases)} END)"


def _landed(column: str | None) -> str:
    """A value of the landed row: JSON text whose values are texts."""
    if column is None:
        return "CAST(NULL AS VARCHAR)"
    pattern = f'"{bronze_column(column)}":"{_SPACE}{_TEXT}{_SPACE}"'
    return f"regexp_match(raw, {quoted(pattern)})[1]"
