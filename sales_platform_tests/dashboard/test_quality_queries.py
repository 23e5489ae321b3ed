"""The questions of the page Data quality, over a few visible rows."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from sales_platform.dashboard.queries import quality
from sales_platform.dashboard.reading import LakeReader
from sales_platform.errors import UserError
from sales_platform_tests.dashboard.small_lake import (
    QUARANTINE,
    ROWS,
    SALES,
    chosen,
    write,
)


def quarantined(row: int, reasons: list[str], raw: str, feed: str = "sports_bar_orders") -> dict[str, object]:
    return {
        "month": date(2025, 7, 1), "company": "sports_bar", "feed": feed, "_file": "o.csv", "_row": row, "reasons": reasons,
        "raw": raw,
    }  # fmt: skip


def test_a_quarantine_that_is_gone_is_told_from_an_empty_one(reader: LakeReader) -> None:
    selection = chosen(reader)
    assert quality.accounts(reader, selection).num_rows == 0
    write(reader.lake, "silver", "sales", ROWS[:1], SALES)
    with pytest.raises(UserError, match=r"The table quarantine\.sales is missing in the lake"):
        quality.accounts(LakeReader(reader.lake), selection)


def test_at_stake_is_what_can_be_read_and_is_not_in_the_numbers_already(reader: LakeReader) -> None:
    rows = [
        quarantined(1, ["unreadable_date"], '{"product_id":"P","order_qty":"10.0"}'),
        quarantined(2, ["missing_quantity", "unreadable_date"], '{"product_id":"P","order_qty":""}'),
        quarantined(3, ["duplicate"], '{"product_id":"P","order_qty":"5"}'),
        quarantined(4, ["unknown_product"], '{"product_id":"Q","order_qty":"7"}'),
        quarantined(5, ["invalid_quantity"], r'{"order_id":"\"order_qty\":\"99\"","product_id":"P","order_qty":"many"}'),
        quarantined(6, ["unknown_product"], '{"product_id":"R","order_qty":"1"}'),
    ]
    write(reader.lake, "quarantine", "sales", rows, QUARANTINE)
    price = {"month": date(2025, 7, 1), "company": "sports_bar", "product_code": "P", "price_inr": Decimal("2.50")}
    fields = [
        ("month", pa.date32()),
        ("company", pa.string()),
        ("product_code", pa.string()),
        ("price_inr", pa.decimal128(18, 2)),
    ]
    write(reader.lake, "gold", "dim_prices", [price], pa.schema(fields))
    listed = [
        quarantined(1, ["unknown_product"], '{"product_id":"Q","gross_price":"-3.00"}', "sports_bar_gross_price"),
        quarantined(2, ["invalid_price", "unknown_product"], '{"product_id":"R","gross_price":"4"}', "sports_bar_gross_price"),
    ]
    write(reader.lake, "quarantine", "prices", listed, QUARANTINE)
    selection = chosen(reader, first="2025-07")
    assert quality.sales_at_stake(reader, selection) == {"rows": 5, "units": 18, "value": 46.0, "unreadable": 2, "unpriced": 1}
    counts = {row["reason"]: (row["rows"], row["units"], row["value"]) for row in quality.reasons(reader, selection).to_pylist()}
    assert counts["unreadable_date"] == (2, 10, 25.0)
    assert counts["duplicate"] == (1, 5, 12.5)
    assert counts["unknown_product"] == (2, 8, 21.0)
    shown = quality.examples(reader, selection, "sports_bar_orders", "duplicate", 10).to_pylist()
    assert [(row["file"], row["row"], row["reasons"]) for row in shown] == [("o.csv", 3, "duplicate")]
    accounts = quality.accounts(reader, selection).to_pylist()
    assert [(row["feed"], row["quarantined"]) for row in accounts] == [("sports_bar_gross_price", 2), ("sports_bar_orders", 6)]
    assert quality.accounts(reader, chosen(reader, first="2025-07", company=["atlon"])).num_rows == 0
