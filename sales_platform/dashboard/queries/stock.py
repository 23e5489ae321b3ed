"""The stock of each product beside its stock target: for how long it lasts, and how much to order."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from sales_platform.dashboard.queries import planning
from sales_platform.dashboard.reading import LakeReader, Table
from sales_platform.dashboard.selection import Selection
from sales_platform.gold.stock_policy import Policy

STOCK: Table = ("gold", "stock_cover")
FILTERS = ("company", "division", "category")
_NAMES = ("company", "division", "category", "product", "variant", "product_code")
NOT_LISTED = "not listed"
"""The cover of a product that no list of stock has."""
_MORE = (
    ("date", pa.string()),
    ("runs_out", pa.string()),
    ("at_hand", pa.int64()),
    ("on_order", pa.int64()),
    ("cover", pa.string()),
    ("cover_days", pa.int64()),
    ("reorder_quantity", pa.int64()),
    ("reorder_inr", pa.float64()),
)


def plan_with_stock(reader: LakeReader, selection: Selection, policy: Policy) -> pa.Table | None:
    """What ``planning.plan`` answers, and where the selection has stock also the stock, what runs out first on top.

    Returns:
        the columns of the plan, and with stock: date (of the list, as text), at_hand, on_order (pieces), cover (days, unlimited,
        no forecast, or NOT_LISTED), cover_days, runs_out (the day until which it lasts, as text), reorder_quantity (pieces; null
        where it is not known), reorder_inr. A product that has stock and no forecast is there as well. By runs_out: lists may be
        of different days, and what lasts for more days from an older one may be gone before. Then the others by their stock
        target, largest first.

    Raises:
        UserError: there is no forecast.
    """
    planned = planning.plan(reader, selection, policy)
    found = stock_rows(reader, selection)
    if planned is None or not found:
        return planned
    schema = pa.schema([*planned.schema, *_MORE])
    known = {(row["company"], row["product_code"]): row for row in planned.to_pylist()}
    others = {key: {name: row[name] for name in _NAMES} for key, row in found.items() if key not in known}
    rows = [{**row, **_stock_of(row, found.get(key))} for key, row in {**known, **others}.items()]
    rows.sort(
        key=lambda row: (row["runs_out"] is None, row["runs_out"] or "", -(row.get("stock_target") or 0), row["product_code"])
    )
    return pa.Table.from_pylist(rows, schema)


def stock_rows(reader: LakeReader, selection: Selection) -> dict[tuple[str, str], dict[str, Any]]:
    """The latest stock of each product of the selection, by company and code; none where there is no stock."""
    sql = f"""
    SELECT {", ".join(_NAMES)}, CAST(date AS VARCHAR) AS date, at_hand, on_order, cover, cover_days,
        CAST(price_inr AS DOUBLE) AS price FROM stock WHERE {selection.where_attributes(FILTERS)}
    ORDER BY company, product_code"""
    return {(row["company"], row["product_code"]): row for row in reader.rows(sql, stock=STOCK)}


def _stock_of(planned: Mapping[str, Any], stock: Mapping[str, Any] | None) -> dict[str, Any]:
    """The columns of the stock of one product; the same formula as ``gold.stock_cover`` has, for the policy that is chosen."""
    if stock is None:
        return {**{name: None for name, _ in _MORE}, "cover": NOT_LISTED}
    target, price = planned.get("stock_target"), stock["price"]
    reorder = None if target is None else max(target - stock["at_hand"] - stock["on_order"], 0)
    known = {name: stock[name] for name in ("date", "at_hand", "on_order", "cover", "cover_days")}
    worth = None if reorder is None or price is None else reorder * price
    lasts = runs_out(stock["date"], stock["cover_days"])
    return {**known, "runs_out": lasts, "reorder_quantity": reorder, "reorder_inr": worth}


def runs_out(listed: str, cover_days: int | None) -> str | None:
    """The day until which the stock of a day lasts, 2026-10-31; None where that is not known, or after the year 9999."""
    if cover_days is None:
        return None
    try:
        return (date.fromisoformat(listed) + timedelta(days=cover_days)).isoformat()
    except OverflowError:
        return None
