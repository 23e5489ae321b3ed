"""The figures of ABC classes, of customers and of one product or customer in SQL of another engine, from ``docs/glossary.md``."""

from datetime import date
from typing import Any

import duckdb

from sales_platform.months import MonthRange, add_months
from sales_platform.storage.lake import Lake

_ABC = """
WITH sums AS (
    SELECT company, {code} AS code, coalesce(sum(revenue_inr), 0) AS revenue FROM sales
    WHERE month BETWEEN $first AND $last GROUP BY ALL
), placed AS (
    SELECT *, sum(revenue) OVER (ORDER BY revenue DESC, company, code) - revenue AS before, sum(revenue) OVER () AS total
    FROM sums
)
SELECT company, code, CASE WHEN before * 100 < total * 80 THEN 'A' WHEN before * 100 < total * 95 THEN 'B' ELSE 'C' END AS class
FROM placed ORDER BY 1, 2"""
_LOYALTY = """
WITH selling AS (
    SELECT company FROM sales GROUP BY company
    HAVING bool_or(month BETWEEN $first AND $last) AND bool_or(month < $first)
), mine AS (SELECT * FROM sales SEMI JOIN selling USING (company)),
during AS (
    SELECT company, customer_code AS code, sum(revenue_inr) AS revenue FROM mine WHERE month BETWEEN $first AND $last GROUP BY ALL
),
ever AS (SELECT DISTINCT company, customer_code AS code FROM mine WHERE month < $first),
lately AS (
    SELECT company, customer_code AS code, sum(revenue_inr) AS revenue FROM mine
    WHERE month < $first AND month >= $year_before GROUP BY ALL
)
SELECT company, code, 'new' AS status, revenue FROM during ANTI JOIN ever USING (company, code)
UNION ALL SELECT company, code, 'returning', revenue FROM during SEMI JOIN ever USING (company, code)
UNION ALL SELECT company, code, 'lost', revenue FROM lately ANTI JOIN during USING (company, code)
ORDER BY 1, 2"""
_ONE = """
SELECT month, sum(revenue_inr) AS revenue, sum(sold_quantity) AS quantity,
    sum(revenue_inr) / nullif(sum(sold_quantity) FILTER (revenue_inr IS NOT NULL), 0) AS price
FROM sales WHERE company = $company AND {code} = $code AND month BETWEEN $first AND $last GROUP BY month ORDER BY month"""
_PARTNERS = """
SELECT {name} AS name, sum(revenue_inr) AS revenue FROM sales
WHERE company = $company AND {code} = $code AND month BETWEEN $first AND $last GROUP BY ALL ORDER BY revenue DESC, name"""


def abc_in_sql(lake: Lake, months: MonthRange, code: str) -> dict[tuple[str, str], str]:
    """Company and code of a product or customer -> its class."""
    rows = _answer(lake, _ABC.format(code=code), first=months.start, last=months.last)
    return {(row["company"], row["code"]): row["class"] for row in rows}


def loyalty_in_sql(lake: Lake, months: MonthRange) -> dict[tuple[str, str], tuple[str, float]]:
    """Company and code of a customer -> new, returning or lost, and the revenue then; of lost ones in the year before."""
    rows = _answer(lake, _LOYALTY, first=months.start, last=months.last, year_before=add_months(months.start, -12))
    return {(row["company"], row["code"]): (row["status"], float(row["revenue"] or 0)) for row in rows}


def months_in_sql(lake: Lake, months: MonthRange, column: str, company: str, code: str) -> list[tuple[date, float, int, float]]:
    """The months of one product or customer: month, revenue, pieces, price of a piece."""
    rows = _answer(lake, _ONE.format(code=column), first=months.start, last=months.last, company=company, code=code)
    return [(row["month"], float(row["revenue"] or 0), row["quantity"], float(row["price"] or 0)) for row in rows]


def partners_in_sql(
    lake: Lake, months: MonthRange, column: str, company: str, code: str, name: str
) -> list[tuple[str, float]]:  # fmt: skip
    """The customers of a product, or the products of a customer, by name: revenue, most first."""
    sql = _PARTNERS.format(code=column, name=name)
    rows = _answer(lake, sql, first=months.start, last=months.last, company=company, code=code)
    return [(row["name"], float(row["revenue"] or 0)) for row in rows]


def _answer(lake: Lake, sql: str, **values: Any) -> list[dict[str, Any]]:
    answer = lake.query("SELECT * FROM t", t=("gold", "sales_enriched"))
    assert answer is not None
    with duckdb.connect() as connection:
        connection.register("sales", answer)
        found = connection.execute(sql, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
