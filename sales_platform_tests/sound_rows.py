"""Rows of any feed, of the companies that are registered and of the tests' third one, with which nothing is wrong."""

from collections.abc import Sequence
from typing import Any

from pyspark.sql import SparkSession

from sales_platform.companies.company import Source
from sales_platform.companies.registry import SOURCES
from sales_platform.silver.entity import entity_verdicts, look_at
from sales_platform_tests.frames import JULY, File, landed, master, rows_of
from sales_platform_tests.third_company import COMPANY

ALL = (*SOURCES, *COMPANY.sources)
ALL_FEEDS = tuple(source.feed for source in ALL)
FILE = "file_2025_07_15.csv"
KNOWN = 60
"""So many products and customers are in the masters, from number 0 on."""
Row = tuple[str | None, ...]
_PRODUCT = {"atlon": "A{:07}", "sports_bar": "{:08}", COMPANY.name: "KV-{:04}"}
_CUSTOMER = {"atlon": "{:08}", "sports_bar": "{:08}", COMPANY.name: "S{:02}"}


def product_of(source: Source, number: int) -> str:
    """A code of a product."""
    return _PRODUCT[source.company].format(number)


def customer_of(source: Source, number: int) -> str:
    """A code of a customer."""
    return _CUSTOMER[source.company].format(number)


def sound_row(source: Source, number: int, **others: str | None) -> Row:
    """A row of a record of its own.

    Args:
        number: of its codes; a quantity is 100 above it, a price 200.
        others: what stands in some columns instead.
    """
    columns, day = source.landed, "2025-07-01" if source.feed.dated_first else "2025-07-15"
    known: dict[str | None, str] = {
        columns.product: product_of(source, number),
        columns.customer: customer_of(source, number),
        columns.quantity: str(100 + number),
        columns.price: str(200 + number),
        source.feed.bears_day: day if source.company != COMPANY.name else "15.07.2025",
        "year": "2025",
        **dict.fromkeys(("target_inr", "target_value", "Worth"), str(300 + number)),
        **dict.fromkeys(("on_order_quantity", "qty_on_order", "Under Way"), "3"),
    }
    return tuple(others.get(column, known.get(column, f"{column} {number}")) for column in source.feed.columns)


def judged(spark: SparkSession, source: Source, rows: Sequence[Row], separator: str = ",") -> list[dict[str, Any]]:
    """What becomes of the rows of one file, in their order."""
    codes = {"products": product_of, "customers": customer_of, "categories": lambda *_: "Bats"}
    masters = {
        name: master(spark, code, *((JULY, source.company, codes[name](source, number)) for number in range(KNOWN)))
        for name, code in source.entity.masters.items()
    }
    names = ("month", "feed", "company", *source.entity.columns, "repairs", "reasons", "raw", "record", "_file", "_row")
    bronze = {source.feed.name: landed(spark, source.feed, File(FILE, rows, separator=separator))}
    found = entity_verdicts([source], bronze, look_at([source], bronze, landed(spark, "corrections")), masters)
    return sorted((dict(zip(names, row, strict=True)) for row in rows_of(found, " ".join(names))), key=lambda row: row["_row"])
