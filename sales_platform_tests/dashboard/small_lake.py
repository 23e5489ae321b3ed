"""A lake of a few visible rows, written by hand, for tests of the questions that the dashboard asks."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from deltalake import write_deltalake

from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection, parse_selection
from sales_platform.storage.lake import Lake

_TEXT = pa.string()
SALES = pa.schema(
    [
        ("month", pa.date32()), ("company", _TEXT), ("product_code", _TEXT), ("division", _TEXT), ("category", _TEXT),
        ("product", _TEXT), ("variant", _TEXT), ("customer_code", _TEXT), ("customer", _TEXT), ("city", _TEXT), ("market", _TEXT),
        ("platform", _TEXT), ("channel", _TEXT), ("sold_quantity", pa.int64()), ("price_inr", pa.decimal128(18, 2)),
        ("revenue_inr", pa.decimal128(38, 2)),
    ]
)  # fmt: skip
FORECAST = pa.schema(
    [
        ("month", pa.date32()), ("company", _TEXT), ("product_code", _TEXT), ("forecast_quantity", pa.int64()),
        ("low_quantity", pa.int64()), ("high_quantity", pa.int64()), ("monthly_error", pa.decimal128(18, 2)), ("model", _TEXT),
        ("baseline_used", pa.bool_()), ("history_until", pa.date32()),
    ]
)  # fmt: skip
QUARANTINE = pa.schema(
    [
        ("month", pa.date32()), ("company", _TEXT), ("feed", _TEXT), ("_file", _TEXT), ("_row", pa.int64()),
        ("reasons", pa.list_(_TEXT)), ("raw", _TEXT),
    ]
)  # fmt: skip


def sale(month: str, product: str, customer: str, quantity: int, price: str, **attributes: str | None) -> dict[str, Any]:
    """A row of sales_enriched; company atlon unless said otherwise."""
    row: dict[str, Any] = {
        "company": "atlon", "division": "Cricket", "category": "Bats", "variant": "M", "city": None, "market": "India",
        "platform": "E-Commerce", "channel": "Retailer", "product": f"Product {product}", "customer": f"Customer {customer}",
    }  # fmt: skip
    revenue = quantity * Decimal(price)
    return {
        **row, **attributes, "month": date.fromisoformat(f"{month}-01"), "product_code": product, "customer_code": customer,
        "sold_quantity": quantity, "price_inr": Decimal(price), "revenue_inr": revenue,
    }  # fmt: skip


def write(lake: Lake, layer: str, table: str, rows: list[dict[str, Any]], schema: pa.Schema, mode: str = "overwrite") -> None:
    """Write the rows as a table of the lake."""
    arrow = pa.Table.from_pylist(rows, schema)
    write_deltalake(lake.uri(layer, table), arrow, partition_by=["month"], mode=mode)  # type: ignore[call-overload]


def write_sales(lake: Lake, rows: list[dict[str, Any]]) -> None:
    """Write sales_enriched, and the two dimensions that go with it."""
    write(lake, "gold", "sales_enriched", rows, SALES)
    for name, code, columns in (
        ("dim_products", "product_code", ("division", "category", "product", "variant")),
        ("dim_customers", "customer_code", ("customer", "city", "market", "platform", "channel")),
    ):
        names = ["month", "company", code, *columns]
        distinct = {(row["month"], row["company"], row[code]): {key: row[key] for key in names} for row in rows}
        write(lake, "gold", name, list(distinct.values()), pa.schema([SALES.field(key) for key in names]))


def forecast(month: str, product: str, pieces: int, error: str, *, until: str, baseline: bool = False) -> dict[str, Any]:
    """A row of demand_forecast."""
    return {
        "month": date.fromisoformat(f"{month}-01"), "company": "atlon", "product_code": product, "forecast_quantity": pieces,
        "low_quantity": pieces - 10, "high_quantity": pieces + 10, "monthly_error": Decimal(error),
        "model": "seasonal_naive" if baseline else "theta",
        "baseline_used": baseline, "history_until": date.fromisoformat(f"{until}-01"),
    }  # fmt: skip


ROWS = [
    sale("2024-07", "A", "1", 10, "100.00"),
    sale("2024-08", "A", "1", 10, "100.00"),
    sale("2025-07", "A", "1", 15, "100.00"),
    sale("2025-07", "B", "2", 5, "300.00", category="Balls", channel="Direct"),
    sale("2025-08", "A", "2", 4, "100.00", channel="Direct", city="Pune"),
    sale("2025-08", "S", "9", 7, "50.50", company="sports_bar", division="Nutrition", category="Bars", channel="O'Neill"),
]


def chosen(reader: LakeReader, **controls: object) -> Selection:
    """A selection by control values, of what the lake has."""
    available = sales.choices(reader)
    assert available is not None
    return parse_selection(controls, available)
