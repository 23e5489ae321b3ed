"""How many products a customer buys: in the selection, and month by month."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from sales_platform.dashboard.queries.sales import SALES, YEAR, comparable_months, is_comparable
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection

CUSTOMERS, PRODUCTS = "unique_customers", "products_bought"


def with_products(reader: LakeReader, selection: Selection, figures: pa.Table | None) -> pa.Table | None:
    """The figures of the cards of one customer, with the products it buys in the place of the customers, who are one.

    Args:
        figures: the rows of ``pages.overview.kpis.kpis``.
    """
    if figures is None:
        return None
    rows = [_of_products(reader, selection, row) if row["figure"] == CUSTOMERS else row for row in figures.to_pylist()]
    return pa.Table.from_pylist(rows, figures.schema)


def _of_products(reader: LakeReader, selection: Selection, customers: Mapping[str, Any]) -> dict[str, Any]:
    months = comparable_months(reader, selection)
    compared = customers["now"] is not None
    return {
        **customers,
        "figure": PRODUCTS,
        "value": _count(reader, selection.where()),
        "now": _count(reader, _compared(selection, months, 0)) if compared else None,
        "before": _count(reader, _compared(selection, months, YEAR)) if compared else None,
        "course": _by_month(reader, selection, customers["months"]),
    }


def _compared(selection: Selection, months: Mapping[str, Sequence[date]], back: int) -> str:
    return f"({is_comparable(months, back)}) AND {selection.where_attributes()}"


def _count(reader: LakeReader, where: str) -> float:
    rows = reader.rows(f"SELECT count(DISTINCT product_code) AS products FROM sales WHERE {where}", sales=SALES)
    return float(rows[0]["products"])


def _by_month(reader: LakeReader, selection: Selection, months: Sequence[date]) -> list[float | None]:
    where = selection.where_attributes()
    sql = f"SELECT month, count(DISTINCT product_code) AS products FROM sales WHERE {where} GROUP BY month ORDER BY month"
    found = {row["month"]: float(row["products"]) for row in reader.rows(sql, sales=SALES)}
    return [found.get(month) for month in months]
