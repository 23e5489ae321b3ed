"""Files of a company whose columns have capitals, spaces or names of the platform, and whose numbers have signs beside them."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from sales_platform.bronze.bronze_checks import checks_of
from sales_platform.companies.company import Landed, Record, Source
from sales_platform.entities import SALES
from sales_platform.feeds import CORRECTIONS, Feed, Months, bronze_column, bronze_name
from sales_platform.landing.contract_change import under_contract
from sales_platform.landing.csv_files import read_rows
from sales_platform.landing.refusal import FileRefusedError
from sales_platform.landing.rows import bronze_schema
from sales_platform.quality.at_stake import landed_price, landed_product
from sales_platform.storage.table_queries import query_tables
from sales_platform.values.columns import text, without
from sales_platform_tests.companies.test_registry import elsewhere
from sales_platform_tests.frames import frame, rows_of

CONTRACT = ("Sold On", "Company", "Price (INR)", "2nd Size", "Größe", "order")
FEED = Feed("north_sales", "north", SALES, "north/sales", CONTRACT, Months.BY_FILE_NAME, "-")
NAMES = ("sold_on", "company_as_landed", "price_inr", "column_2nd_size", "gr_e", "order")


def test_a_column_has_a_plain_name_in_bronze() -> None:
    assert tuple(bronze_name(FEED, column) for column in CONTRACT) == NAMES
    assert [bronze_column(name) for name in ("product_code", "Month", "  raw ", "₹")] == [
        "product_code", "month_as_landed", "raw_as_landed", "column_",
    ]  # fmt: skip
    assert bronze_name(CORRECTIONS, "company") == "company"


@pytest.mark.parametrize("header", [",".join(CONTRACT), " sold on ,COMPANY,Price (inr),2ND SIZE,größe,Order"])
def test_columns_are_found_whatever_capitals_the_declaration_and_the_file_have(header: str) -> None:
    data = f"{header}\na,b,c,d,e,f\n".encode()
    [batch] = read_rows(lambda: io.BytesIO(data), FEED)
    assert batch.to_pylist() == [{**dict(zip(CONTRACT, "abcdef", strict=True)), "_extra": None, "_separator": ","}]


def test_a_column_that_stands_twice_is_refused_whatever_its_capitals() -> None:
    with pytest.raises(FileRefusedError, match="column Company stands more than once"):
        next(iter(read_rows(lambda: io.BytesIO(b"Company,COMPANY\na,b\n"), FEED)))


def test_a_column_that_the_contract_gains_is_filled_from_what_was_kept_whatever_its_capitals() -> None:
    names = [name for name in bronze_schema(FEED).names if name != "gr_e"]
    row: dict[str, Any] = dict.fromkeys(names) | {"_extra": '{"GRÖSSE": "x", "Grösse ": "9"}'}
    held = pa.Table.from_pylist([row], pa.schema([bronze_schema(FEED).field(name) for name in names]))
    gained = replace(FEED, contract=(*CONTRACT[:4], "GRÖSSE", "order"))
    assert bronze_name(gained, "GRÖSSE") == "gr_sse"
    assert under_contract(held, gained).column("gr_sse").to_pylist() == ["9"]


def test_only_a_feed_that_says_so_has_a_file_a_day() -> None:
    weekly, daily = ({check.name for check in checks_of(replace(FEED, daily=said))} for said in (False, True))
    assert daily - weekly == {"no_day_missing"}


SIGNS: dict[str, tuple[Sequence[str], str | None]] = {
    "₹ 1,234.50": ("₹, ", "1234.50"),
    "Rs. 425.50": (("Rs.", "Rs", " "), "425.50"),
    "Rs 425": (("Rs", "Rs.", " "), "425"),
    "$1.50": (("$",), "1.50"),
    "(1.50)": ("()", "1.50"),
    "1|5*": ("|*+?[{", "15"),
    "₹\u00a07": ("₹\u00a0", "7"),
    "1.50": ("", "1.50"),
    "unknown": ("₹, ", "unknown"),
}


def test_signs_beside_digits_are_dropped_alike_by_the_engine_and_in_what_is_at_stake(spark: SparkSession, tmp_path: Path) -> None:
    for landed, (signs, plain) in SIGNS.items():
        one = frame(spark, "price string", [(landed,)]).select(without(text("price"), signs).alias("plain"))
        assert rows_of(one, "plain") == [(plain,)], landed
        source = Source(FEED, dict, Record(("order",), {}), Landed(product="order", price="Price (INR)", not_digits=signs))
        raw = one.select(F.to_json(F.struct(F.lit(landed).alias("price_inr"), F.lit("\t P1\u00a0").alias("order"))).alias("raw"))
        sql = f"SELECT {landed_product(source)} AS product, CAST({landed_price(source)} AS VARCHAR) AS price FROM t"
        price = None if plain in (None, "unknown") else f"{float(plain):.2f}"
        write_deltalake(str(tmp_path), raw.toArrow(), mode="overwrite")
        assert query_tables(sql, {"t": DeltaTable(str(tmp_path))}).to_pylist() == [{"product": "P1", "price": price}], landed


COMPANY = """
from sales_platform.companies.company import Company, Landed, Record, Source
from sales_platform.feeds import Feed, Months
from sales_platform.values.columns import text
def align():
    return {{"product_code": text("code"), "product": text("{name}")}}
FEED = Feed("north_products", "north", "products", "north/products", ("code", "name", "other"), Months.SNAPSHOT, "-")
COMPANY = Company("north", "North", "#123456", (Source(FEED, align, Record(("code",), {{}})),))
"""


def test_the_code_of_a_company_elsewhere_is_part_of_the_logic_of_its_tables(tmp_path: Path) -> None:
    plans = []
    for name in ("name", "other"):
        (tmp_path / "north_shop.py").write_text(COMPANY.format(name=name))
        (tmp_path / "landing/north/products").mkdir(parents=True, exist_ok=True)
        (tmp_path / "landing/north/products/p.csv").write_text("code,name,other\n1,a,b\n")
        more = {"SALES_LANDING": str(tmp_path / "landing"), "SALES_FIRST_MONTH": "2025-07"}
        plans.append(elsewhere(tmp_path, "north_shop", "plan", **more).stdout)
        assert elsewhere(tmp_path, "north_shop", "run", "--from", "2025-07", "--to", "2025-07", **more).returncode == 0
    assert "north_products" in plans[1]
    assert "silver/products" in plans[1]
