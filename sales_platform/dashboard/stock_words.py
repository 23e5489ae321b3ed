"""The stock of one product in a sentence."""

from collections.abc import Mapping
from typing import Any

from sales_platform.dashboard.formats import day_name, money, whole
from sales_platform.dashboard.queries.stock import STOCK, runs_out
from sales_platform.dashboard.reading import LakeReader
from sales_platform.gold.stock_policy import USUAL
from sales_platform.storage.sql_text import quoted


def stock_words(reader: LakeReader, company: str, code: str) -> str | None:
    """What is at hand, how long it lasts and what to order for the usual policy; None where no list of stock has it."""
    sql = f"""
    SELECT CAST(date AS VARCHAR) AS date, at_hand, on_order, cover_days, reorder_quantity,
        CAST(reorder_inr AS DOUBLE) AS reorder_inr
    FROM stock WHERE company = {quoted(company)} AND product_code = {quoted(code)}"""
    return next((_said(row) for row in reader.rows(sql, stock=STOCK)), None)


def _said(row: Mapping[str, Any]) -> str:
    listed = f"Stock of {day_name(row['date'])}: {whole(row['at_hand'])} pieces at hand, {whole(row['on_order'])} on order"
    until = runs_out(row["date"], row["cover_days"])
    lasts = f", which lasts until {day_name(until)}" if until is not None else ""
    if row["reorder_quantity"] is None:
        return f"{listed}{lasts}."
    worth = f", {money(row['reorder_inr'])}" if row["reorder_inr"] else ""
    policy = f"for a service level of {USUAL.service_level * 100:g} % and a lead time of {USUAL.lead_months} month"
    return f"{listed}{lasts}; to order, {policy}: {whole(row['reorder_quantity'])} pieces{worth}."
