"""Every landed row comes out once: sound, or with reasons and the row as it landed; no sound record comes out twice."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from sales_platform.companies.registry import sources_of
from sales_platform.entities import CUSTOMERS, ENTITY, Entity
from sales_platform.feeds import Feed
from sales_platform.rules.common import of_action
from sales_platform.rules.rule import Action
from sales_platform.silver.entity import MANY_ROWS
from sales_platform_tests.frames import JULY, JUNE, File, judge_many, master, rows_of

TEXTS: dict[str, Sequence[str | None]] = {
    "code": ("25", " 25", "26", "XYZ123", "", None, "25.0", "'25", "2.5E+01", "#N/A", "product_id", "\x00\u200b\u2028"),
    "customer": ("789", "790", "buyer", " ", None, '="789"', "7,89", "NULL", "Total customers: 35"),
    "day": ("2025-07-15", "15/07/2025", "2025-07-01", "2019-07-01", "3025-07-01", "soon", None),
    "year": ("2025", " 2025", "2019", "FY25", None),
    "number": ("5", "5.0", "-5", "6", "1e3", "0", "", None, "(5)", "1.000", "1,23,456.00", "Rs. 5", "x" * 300, "NaN"),
    "word": ("a", " A ", "Hyderbad", "Protien Bar", None, "", "#REF!", "\u202e\ufeff", "pRotien\n\n"),
}
"""What the cells of the random files are drawn from, by kind."""
KINDS = {
    "customer_code": "customer", "customer_id": "customer", "product_code": "code", "product_id": "code", "order_id": "code",
    "date": "day", "order_placement_date": "day", "month": "day", "year": "year",
    "sold_quantity": "number", "order_qty": "number", "price_inr": "number", "gross_price": "number",
}  # fmt: skip
FILE_NAMES = ("a.csv", "b_2025_07_15.csv", "c_2025-07-16.csv", "d_2019_01.csv")
PROBLEM = '{"_row_problem": "too few fields"}'


_SALE = ("date", "product_code", "customer_code")
ONCE: dict[tuple[str, str], tuple[str, ...]] = {
    **{(company, "customers"): ("customer_code",) for company in ("atlon", "sports_bar")},
    **{(company, entity): ("product_code",) for company in ("atlon", "sports_bar") for entity in ("products", "prices")},
    ("atlon", "sales"): _SALE,
    ("sports_bar", "sales"): ("order_id", *_SALE),
}
"""What may stand only once in a month, by company and entity."""


def random_files(feed: Feed) -> st.SearchStrategy[list[File]]:
    cells = [st.sampled_from(TEXTS[KINDS.get(column, "word")]) for column in feed.columns]
    month, rows = st.sampled_from((JUNE, JULY)), st.lists(st.tuples(*cells), max_size=6)
    extra = st.dictionaries(st.integers(1, 6), st.just(PROBLEM), max_size=1)
    file = st.builds(File, st.sampled_from(FILE_NAMES), rows, month, extra=extra)
    return st.lists(file, max_size=4, unique_by=lambda file: (file.name, file.month))


@pytest.mark.parametrize("entity", ENTITY.values(), ids=lambda entity: entity.name)
@settings(max_examples=5, derandomize=True, database=None)
@given(data=st.data())
def test_every_landed_row_is_accounted_for_once(sail: SparkSession, entity: Entity, data: st.DataObject) -> None:
    sources = sources_of(entity.name)
    files = {source.feed.name: data.draw(random_files(source.feed), label=source.feed.name) for source in sources}
    masters = {name: master(sail, code, *_known("789" if name == CUSTOMERS else "25")) for name, code in entity.masters.items()}
    names = ("month", "feed", "company", *entity.columns, "_file", "_row", "reasons", "raw")
    many_rows = data.draw(st.sampled_from([0, MANY_ROWS]), label="many rows")
    judged = rows_of(judge_many(sail, entity.name, files, masters, many_rows), " ".join(names))
    rows = [dict(zip(names, row, strict=True)) for row in judged]

    assert Counter((row["feed"], row["month"], row["_file"], row["_row"]) for row in rows) == Counter(
        (feed, file.month, file.name, number)
        for feed, some in files.items()
        for file in some
        for number in range(1, len(file.rows) + 1)
    )
    declared = {source.company: {rule.name for rule in of_action(source.rules, Action.REJECT)} for source in sources}
    records: Counter[Any] = Counter()
    for row in rows:
        assert (row["raw"] is None) == (row["reasons"] == [])
        assert set(row["reasons"]) <= declared[row["company"]]
        assert len(row["reasons"]) == 1 or not {"duplicate", "superseded", "contradiction"} & set(row["reasons"])
        if not row["reasons"]:
            records[row["month"], row["company"], *(row[column] for column in ONCE[row["company"], entity.name])] += 1
    assert set(records.values()) <= {1}


def _known(code: str) -> list[tuple[date, str, str]]:
    return [(month, company, code) for month in (JUNE, JULY) for company in ("atlon", "sports_bar")]
