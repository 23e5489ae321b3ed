"""A tiny lake, and answers over it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from pyspark.sql import SparkSession

from sales_platform.sql.answers import Answers
from sales_platform.storage.lake import Lake

JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
FACT = pa.Table.from_pylist(
    [
        {"month": JULY, "company": "atlon", "product_code": "A", "sold_quantity": 2, "revenue_inr": Decimal("20.50")},
        {"month": JULY, "company": "atlon", "product_code": "B", "sold_quantity": 3, "revenue_inr": Decimal("30.00")},
        {"month": AUGUST, "company": "sports_bar", "product_code": "A", "sold_quantity": 5, "revenue_inr": None},
    ],
    pa.schema(
        [
            ("month", pa.date32()),
            ("company", pa.string()),
            ("product_code", pa.string()),
            ("sold_quantity", pa.int64()),
            ("revenue_inr", pa.decimal128(38, 2)),
        ]
    ),
)
REFUSED_ROWS = pa.Table.from_pylist(
    [{"month": JULY, "_row": 7, "reasons": ["duplicate"], "raw": '{"a":"[red]x\\u001b"}'}],
    pa.schema([("month", pa.date32()), ("_row", pa.int64()), ("reasons", pa.list_(pa.string())), ("raw", pa.string())]),
)


def make_tiny_lake(folder: Path) -> Lake:
    """gold.fact_sales and quarantine.sales of a few rows, and a folder that is no table where gold.dim_dates would be."""
    lake = Lake(str(folder / "lake"))
    for table, rows in ((("gold", "fact_sales"), FACT), (("quarantine", "sales"), REFUSED_ROWS)):
        Path(lake.uri(*table)).mkdir(parents=True)
        write_deltalake(lake.uri(*table), rows, partition_by=["month"])
    broken = Path(lake.uri("gold", "dim_dates"), "_delta_log")
    broken.mkdir(parents=True)
    (broken / "00000000000000000000.json").write_text("not json")
    return lake


def all_files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake of the test's own."""
    return make_tiny_lake(tmp_path)


@pytest.fixture
def answers(lake: Lake, sail: SparkSession) -> Answers:
    """Answers over it by the embedded engine."""
    return Answers(lake, lambda: sail)
