"""One product, or one customer: which one is chosen, what it is, its price by month, and its rows in quarantine."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from sales_platform.companies.company import Source
from sales_platform.companies.registry import SOURCES
from sales_platform.dashboard.deeper import SEPARATOR
from sales_platform.dashboard.formats import UNKNOWN
from sales_platform.dashboard.queries import details
from sales_platform.dashboard.queries.changes import PRODUCTS, Kind
from sales_platform.dashboard.queries.sales import SALES
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError
from sales_platform.quality.at_stake import landed_customer, landed_product
from sales_platform.storage.sql_text import quoted

LARGEST = "largest"
"""The value of the control for the one with most revenue in the selection."""
One = tuple[str, str]
"""Company and code."""


def noun(kind: Kind) -> str:
    """product, or customer."""
    return kind.names[0]


def listed(reader: LakeReader, kind: Kind) -> list[dict[str, str]]:
    """All there are, with the names of their last month: company, code, name, detail; by name."""
    name, detail = kind.names
    sql = f"""
    WITH aged AS (
        SELECT *, row_number() OVER (PARTITION BY company, {kind.code} ORDER BY month DESC) AS age FROM names
    )
    SELECT company, {kind.code} AS code, coalesce({name}, {quoted(UNKNOWN)}) AS name,
        coalesce({detail}, {quoted(UNKNOWN)}) AS detail
    FROM aged WHERE age = 1 ORDER BY 3, 4, 1, 2"""
    return reader.rows(sql, names=kind.dimension)


def check_one(reader: LakeReader, kind: Kind, value: object) -> One | None:
    """The company and code of a value in an address; None for LARGEST.

    Raises:
        UserError: there is none.
    """
    if value is None or value == LARGEST:
        return None
    company, _, code = str(value).partition(SEPARATOR)
    if not any((row["company"], row["code"]) == (company, code) for row in listed(reader, kind)):
        called = noun(kind)
        raise UserError(
            f"There is no {called} with the code in the address: choose one in the control '{called.capitalize()}'. Rows with an"
            " unknown code are in quarantine: look for it under Data quality."
        )
    return company, code


def chosen_one(reader: LakeReader, selection: Selection, kind: Kind, value: object) -> One:
    """The one chosen, else the one with most revenue in the selection.

    Raises:
        UserError: there is no such one, or nothing was sold.
    """
    if (known := check_one(reader, kind, value)) is not None:
        return known
    rows = ranked(reader, selection, kind)
    if rows is None or not rows.num_rows:
        raise UserError(f"No {noun(kind)} has sales in this selection: choose one in the control, or widen a filter.")
    first = rows.slice(0, 1).to_pylist()[0]
    return first["company"], first[kind.code]


def ranked(reader: LakeReader, selection: Selection, kind: Kind) -> pa.Table | None:
    """All of the selection, most revenue first: the columns of ``queries.details``."""
    return details.products(reader, selection) if kind is PRODUCTS else details.customers(reader, selection)


def attributes(reader: LakeReader, kind: Kind, chosen: One) -> dict[str, Any]:
    """The row of its dimension in its last month."""
    company, code = chosen
    where = f"company = {quoted(company)} AND {kind.code} = {quoted(code)}"
    return reader.rows(f"SELECT * FROM names WHERE {where} ORDER BY month DESC LIMIT 1", names=kind.dimension)[0]


def namesakes(reader: LakeReader, selection: Selection, kind: Kind, chosen: One) -> list[dict[str, Any]]:
    """Those of the selection that have the same name in the same company, itself included: the rows of ``ranked``."""
    rows = ranked(reader, selection, kind)
    name = attributes(reader, kind, chosen)[noun(kind)]
    every = rows.to_pylist() if rows is not None else []
    return [row for row in every if (row["company"], row[noun(kind)]) == (chosen[0], name)]


def prices(reader: LakeReader, selection: Selection) -> pa.Table | None:
    """The mean price of a piece by month: month, price (INR), quantity (pieces), of the rows with a price."""
    sql = f"""
    SELECT month, CAST(sum(revenue_inr) AS DOUBLE) / nullif(sum(sold_quantity), 0) AS price, sum(sold_quantity) AS quantity
    FROM sales WHERE revenue_inr IS NOT NULL AND {selection.where()} GROUP BY month ORDER BY month"""
    return reader.ask(sql, sales=SALES)


def quarantined(reader: LakeReader, selection: Selection, kind: Kind, chosen: One, limit: int) -> list[dict[str, Any]]:
    """The landed rows that name it and are in quarantine, the latest months first: month, feed, file, row, reasons, raw."""
    company, code = chosen
    sources = [source for source in reversed(SOURCES) if source.company == company]  # sales first
    found = [row for source in sources for row in _quarantined(reader, selection, kind, source, code)]
    return sorted(found, key=lambda row: row["month"], reverse=True)[:limit]


def _quarantined(reader: LakeReader, selection: Selection, kind: Kind, source: Source, code: str) -> Sequence[dict[str, Any]]:
    if (source.landed.product if kind is PRODUCTS else source.landed.customer) is None:
        return []
    named = landed_product(source) if kind is PRODUCTS else landed_customer(source)
    sql = f"""
    SELECT month, feed, _file AS file, _row AS row, array_to_string(reasons, ', ') AS reasons, raw FROM t
    WHERE feed = {quoted(source.feed.name)} AND {selection.where(only=())} AND {named} = {quoted(code)}
    ORDER BY month DESC, _file, _row"""
    return reader.rows(sql, t=("quarantine", source.entity.name))
