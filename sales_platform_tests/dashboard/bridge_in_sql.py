"""The figures of two periods in SQL of another engine, written from ``docs/glossary.md`` without the platform's own."""

from datetime import date
from typing import Any, NamedTuple

import duckdb

from sales_platform.storage.lake import Lake

_PAIRS = """
WITH has_sales AS (SELECT DISTINCT company, month FROM sales),
pairs AS (
    SELECT later.company, later.month AS later, earlier.month AS earlier
    FROM has_sales AS later JOIN has_sales AS earlier
        ON earlier.company = later.company AND earlier.month + INTERVAL (CAST($back AS INTEGER)) MONTH = later.month
    WHERE later.month BETWEEN $first AND $last AND later.month <= $complete
),
"""
_BRIDGES = """
chosen AS (
    SELECT company, product_code, month, sold_quantity AS pieces, revenue_inr AS inr FROM sales
    WHERE revenue_inr IS NOT NULL
),
late AS (
    SELECT chosen.company, product_code, sum(pieces) AS pieces, sum(inr) AS inr
    FROM chosen JOIN pairs ON pairs.company = chosen.company AND pairs.later = chosen.month GROUP BY ALL
),
prior AS (
    SELECT chosen.company, product_code, sum(pieces) AS pieces, sum(inr) AS inr
    FROM chosen JOIN pairs ON pairs.company = chosen.company AND pairs.earlier = chosen.month GROUP BY ALL
),
kept AS (
    SELECT late.company, late.pieces AS q1, late.inr AS r1, prior.pieces AS q0, prior.inr AS r0,
        CAST(late.inr AS DOUBLE) / late.pieces AS p1, CAST(prior.inr AS DOUBLE) / prior.pieces AS p0
    FROM late JOIN prior USING (company, product_code)
),
of_kept AS (
    SELECT company, sum(q1 * (p1 - p0)) AS price, sum(q1 - q0) * (CAST(sum(r0) AS DOUBLE) / sum(q0)) AS volume,
        sum((q1 - q0) * p0) - sum(q1 - q0) * (CAST(sum(r0) AS DOUBLE) / sum(q0)) AS mix
    FROM kept GROUP BY company
),
totals AS (
    SELECT company, (SELECT sum(inr) FROM late WHERE late.company = pairs.company) AS after,
        (SELECT sum(inr) FROM prior WHERE prior.company = pairs.company) AS before,
        (SELECT sum(inr) FROM late ANTI JOIN prior USING (company, product_code) WHERE late.company = pairs.company) AS new,
        (SELECT -sum(inr) FROM prior ANTI JOIN late USING (company, product_code) WHERE prior.company = pairs.company) AS dropped
    FROM (SELECT DISTINCT company FROM pairs) AS pairs
)
SELECT totals.company, coalesce(before, 0) AS before, coalesce(price, 0) AS price, coalesce(volume, 0) AS volume,
    coalesce(mix, 0) AS mix, coalesce(new, 0) AS new, coalesce(dropped, 0) AS dropped, coalesce(after, 0) AS after
FROM totals LEFT JOIN of_kept USING (company) ORDER BY company"""


_SOLD = """
matched AS (
    SELECT sales.*, 1 AS late FROM sales JOIN pairs ON pairs.company = sales.company AND pairs.later = sales.month
    UNION ALL
    SELECT sales.*, 0 AS late FROM sales JOIN pairs ON pairs.company = sales.company AND pairs.earlier = sales.month
)
SELECT company, {code} AS code, coalesce(sum(revenue_inr) FILTER (late = 0), 0) AS before,
    coalesce(sum(revenue_inr) FILTER (late = 1), 0) AS after
FROM matched WHERE revenue_inr IS NOT NULL GROUP BY ALL ORDER BY 1, 2"""
_FIGURES = """
chosen AS (SELECT sales.* FROM sales JOIN pairs ON pairs.company = sales.company AND pairs.{period} = sales.month)
SELECT sum(revenue_inr) AS total_revenue_inr, sum(sold_quantity) AS total_quantity,
    count(DISTINCT customer_code) AS unique_customers, avg(price_inr) AS average_selling_price,
    sum(revenue_inr) / sum(sold_quantity) AS revenue_per_unit
FROM chosen"""


class Periods(NamedTuple):
    """The months from first to last up to complete, against those so many months before."""

    first: date
    last: date
    back: int
    complete: date


def bridges_in_sql(lake: Lake, periods: Periods) -> dict[str, dict[str, Any]]:
    """Company -> the amounts of its bridge, in INR."""
    return {row.pop("company"): row for row in _answer(lake, _BRIDGES, periods)}


def sold_in_sql(lake: Lake, periods: Periods, code: str) -> list[tuple[str, str, Any, Any]]:
    """Company, code of the product or customer, revenue before and after (INR)."""
    return [(row["company"], row["code"], row["before"], row["after"]) for row in _answer(lake, _SOLD.format(code=code), periods)]


def figures_in_sql(lake: Lake, periods: Periods, period: str) -> dict[str, Any]:
    """The figures of the cards, of the period later or earlier."""
    return _answer(lake, _FIGURES.format(period=period), periods)[0]


def _answer(lake: Lake, sql: str, periods: Periods) -> list[dict[str, Any]]:
    answer = lake.query("SELECT * FROM t", t=("gold", "sales_enriched"))
    assert answer is not None
    with duckdb.connect() as connection:
        connection.register("sales", answer)
        found = connection.execute(_PAIRS + sql, periods._asdict())
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
