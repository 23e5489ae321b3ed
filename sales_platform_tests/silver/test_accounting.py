"""Every landed row comes out once: sound, or with reasons and the row as it landed; no sound record comes out twice."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession

from sales_platform.feeds import FEED_BY_NAME
from sales_platform.quality import CUSTOMERS, PRICES, PRODUCTS, SALES, Action, rules_of
from sales_platform.silver import customers, prices, products, sales
from sales_platform.silver.judging import verdicts
from sales_platform_tests.frames import JULY, JUNE, File, landed, master, rows_of

TEXTS: dict[str, Sequence[str | None]] = {
    "code": ("25", " 25", "26", "XYZ123", "", None),
    "customer": ("789", "790", "buyer", " ", None),
    "day": ("2025-07-15", "15/07/2025", "2025-07-01", "2019-07-01", "3025-07-01", "soon", None),
    "year": ("2025", " 2025", "2019", "FY25", None),
    "number": ("5", "5.0", "-5", "6", "1e3", "0", "", None),
    "word": ("a", " A ", "Hyderbad", "Protien Bar", None),
}
"""What the cells of the random files are drawn from, by kind."""
KINDS = {
    "customer_code": "customer", "customer_id": "customer", "product_code": "code", "product_id": "code", "order_id": "code",
    "date": "day", "order_placement_date": "day", "month": "day", "year": "year",
    "sold_quantity": "number", "order_qty": "number", "price_inr": "number", "gross_price": "number",
}  # fmt: skip
FILE_NAMES = ("a.csv", "b_2025_07_15.csv", "c_2025-07-16.csv", "d_2019_01.csv")
PROBLEM = '{"_row_problem": "too few fields"}'


@dataclass(frozen=True)
class Entity:
    """An entity's transform, the masters it looks rows up in, and what may stand only once in a month of a company."""

    judge: Callable[..., DataFrame]
    columns: tuple[str, ...]
    feeds: tuple[str, str]
    masters: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]]


_SALE = ("date", "product_code", "customer_code")
_CUSTOMER, _PRODUCT = (dict.fromkeys(("atlon", "sports_bar"), (code,)) for code in ("customer_code", "product_code"))
ENTITIES = {
    CUSTOMERS: Entity(customers.judge_customers, customers.COLUMNS, ("atlon_customers", "sports_bar_customers"), (), _CUSTOMER),
    PRODUCTS: Entity(products.judge_products, products.COLUMNS, ("atlon_products", "sports_bar_products"), (), _PRODUCT),
    PRICES: Entity(
        prices.judge_prices, prices.COLUMNS, ("atlon_gross_price", "sports_bar_gross_price"), ("product_code",), _PRODUCT
    ),
    SALES: Entity(
        sales.judge_sales,
        sales.COLUMNS,
        ("atlon_sales", "sports_bar_orders"),
        ("product_code", "customer_code"),
        {"atlon": _SALE, "sports_bar": ("order_id", *_SALE, "quantity")},
    ),
}


def random_files(feed: str) -> st.SearchStrategy[list[File]]:
    cells = [st.sampled_from(TEXTS[KINDS.get(column, "word")]) for column in FEED_BY_NAME[feed].columns]
    month, rows = st.sampled_from((JUNE, JULY)), st.lists(st.tuples(*cells), max_size=6)
    extra = st.dictionaries(st.integers(1, 6), st.just(PROBLEM), max_size=1)
    file = st.builds(File, st.sampled_from(FILE_NAMES), rows, month, extra=extra)
    return st.lists(file, max_size=4, unique_by=lambda file: (file.name, file.month))


@pytest.mark.parametrize("name", ENTITIES)
@settings(max_examples=5, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_every_landed_row_is_accounted_for_once(sail: SparkSession, name: str, data: st.DataObject) -> None:
    entity = ENTITIES[name]
    files = [data.draw(random_files(feed), label=feed) for feed in entity.feeds]
    frames = [landed(sail, feed, *some) for feed, some in zip(entity.feeds, files, strict=True)]
    masters = [master(sail, code, *_known("789" if code == "customer_code" else "25")) for code in entity.masters]
    judged = verdicts(entity.judge(*frames, landed(sail, "corrections"), *masters), entity.columns)
    names = ("month", "feed", "company", *entity.columns, "_file", "_row", "reasons", "raw")
    rows = [dict(zip(names, row, strict=True)) for row in rows_of(judged, " ".join(names))]

    assert Counter((row["feed"], row["month"], row["_file"], row["_row"]) for row in rows) == Counter(
        (feed, file.month, file.name, number)
        for feed, some in zip(entity.feeds, files, strict=True)
        for file in some
        for number in range(1, len(file.rows) + 1)
    )
    declared = {rule.name for rule in rules_of(name, Action.REJECT)}
    records: Counter[Any] = Counter()
    for row in rows:
        assert (row["raw"] is None) == (row["reasons"] == [])
        assert set(row["reasons"]) <= declared
        assert len(row["reasons"]) == 1 or not {"duplicate", "superseded"} & set(row["reasons"])
        if not row["reasons"]:
            records[row["month"], row["company"], *(row[column] for column in entity.keys[row["company"]])] += 1
    assert set(records.values()) <= {1}


def _known(code: str) -> list[tuple[date, str, str]]:
    return [(month, company, code) for month in (JUNE, JULY) for company in ("atlon", "sports_bar")]
