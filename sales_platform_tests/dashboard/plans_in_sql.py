"""Sales against the plan, and stock, in SQL of another engine over silver and the fact, from ``docs/business-rules.md``."""

from datetime import date
from typing import Any

import duckdb

from sales_platform.storage.lake import Lake

_PLAN = """
WITH sold AS (SELECT company, month, product_code, sum(sold_quantity) AS pieces FROM fact GROUP BY ALL),
planned AS (SELECT DISTINCT company, month, category FROM targets WHERE product_code IS NULL AND target_quantity IS NOT NULL),
of_categories AS (
    SELECT t.company, t.month, t.target_quantity AS target,
        (SELECT coalesce(sum(pieces), 0) FROM sold JOIN products USING (company, month, product_code)
            WHERE company = t.company AND month = t.month AND category = t.category) AS pieces
    FROM targets AS t WHERE product_code IS NULL AND target_quantity IS NOT NULL
),
of_products AS (
    SELECT t.company, t.month, t.target_quantity AS target,
        (SELECT coalesce(sum(pieces), 0) FROM sold
            WHERE company = t.company AND month = t.month AND product_code = t.product_code) AS pieces
    FROM targets AS t JOIN products AS p USING (company, month, product_code)
    WHERE target_quantity IS NOT NULL AND NOT EXISTS (
        FROM planned WHERE company = t.company AND month = t.month AND category = p.category
    )
)
SELECT company, month, sum(pieces)::BIGINT AS quantity, sum(target)::BIGINT AS target_quantity
FROM (FROM of_categories UNION ALL FROM of_products) WHERE month BETWEEN $first AND $last
    AND EXISTS (FROM sold WHERE sold.company = company AND sold.month = month) GROUP BY ALL ORDER BY month, company"""
_STOCK = """
WITH latest AS (
    SELECT company, product_code, max(date) AS date, arg_max(at_hand, date) AS at_hand, arg_max(on_order, date) AS on_order
    FROM stock GROUP BY ALL
),
demand AS (
    SELECT company, product_code, sum(forecast_quantity) / sum(day(last_day(month))) AS daily, max(monthly_error) AS error,
        arg_min(forecast_quantity, month) AS first_month
    FROM forecast AS f WHERE history_until = (SELECT max(history_until) FROM forecast WHERE company = f.company) GROUP BY ALL
)
SELECT company, product_code, strftime(date, '%Y-%m-%d') AS date, at_hand, on_order,
    CASE WHEN daily > 0 THEN floor(at_hand / daily + 1e-9)::BIGINT END AS cover_days,
    CASE WHEN first_month IS NOT NULL
        THEN greatest(first_month + ceil(1.6448536269514722 * error::DOUBLE)::BIGINT - at_hand - on_order, 0)::BIGINT
    END AS reorder_quantity
FROM latest LEFT JOIN demand USING (company, product_code) ORDER BY 1, 2"""


def plan_in_sql(lake: Lake, first: date, last: date) -> list[dict[str, Any]]:
    """company, month, quantity and target_quantity of what has a target in pieces."""
    tables = {"fact": ("gold", "fact_sales"), "targets": ("silver", "targets"), "products": ("silver", "products")}
    return _answer(lake, _PLAN, tables, first=first, last=last)


def stock_in_sql(lake: Lake) -> dict[tuple[str, str], dict[str, Any]]:
    """By company and code: date, at_hand, on_order, cover_days, reorder_quantity for 95 % and a month."""
    rows = _answer(lake, _STOCK, {"stock": ("silver", "stock"), "forecast": ("gold", "demand_forecast")})
    return {(row.pop("company"), row.pop("product_code")): row for row in rows}


def _answer(lake: Lake, sql: str, tables: dict[str, tuple[str, str]], **values: Any) -> list[dict[str, Any]]:
    with duckdb.connect() as engine:
        for name, table in tables.items():
            rows = lake.query("SELECT * FROM t", t=table)
            assert rows is not None
            engine.register(name, rows)
        answer = engine.execute(sql, values) if values else engine.execute(sql)
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
