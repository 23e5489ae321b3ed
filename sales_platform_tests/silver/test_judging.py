"""What all entities share: the raw row, the verdicts, the order of files, and that every landed row is accounted for."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from sales_platform.quality import ENTITIES, RULES, SALES, Action, rules_of
from sales_platform.quality.rules import DUPLICATE, SUPERSEDED
from sales_platform.silver.judging import from_bronze, judge, precedence, verdicts, with_file_order, without_repeats
from sales_platform.silver.sales import COLUMNS, judge_sales
from sales_platform_tests.frames import AUGUST, JULY, JUNE, File, Values, assert_rows, frame, landed, master, rows_of


def test_raw_is_the_row_as_it_landed_in_json(spark: SparkSession) -> None:
    texts = ("plain", " spaced ", 'quo"ted', "back\\slash", "tab\tnew\nline", "é ₹ 日本 \u00a0", "a/b", "", "\u0001\u2028", "1e3")
    rows = [("25", text, "290") for text in texts] + [("25", None, None)]
    prices = File("p.csv", rows, extra={1: '{"note": "x", "_row_problem": null}'})
    read = from_bronze(landed(spark, "sports_bar_gross_price", prices), "sports_bar_gross_price")
    raw = [json.loads(value) for (value,) in rows_of(read.withColumn("raw", F.to_json("landed")), "raw")]
    expected: list[dict[str, Any]] = [{"product_id": "25", "month_as_landed": text, "gross_price": "290"} for text in texts]
    expected[0]["_extra"] = '{"note": "x", "_row_problem": null}'
    assert sorted(map(repr, raw)) == sorted(map(repr, [*expected, {"product_id": "25"}]))


def test_bronze_rows_bear_where_they_came_from_and_what_is_wrong_with_their_shape(spark: SparkSession) -> None:
    problem = json.dumps({"colour": "red", "_row_problem": "2 fields where the header has 3", "_row_fields": ["1", "a,b"]})
    customers = File("a/c.csv", [("1", "a", "b"), ("2", "a", None), ("3", "a", "b")], extra={2: problem, 3: '{"colour": "red"}'})
    expected = [
        (JULY, "sports_bar", "sports_bar_customers", "a/c.csv", 1, None),
        (JULY, "sports_bar", "sports_bar_customers", "a/c.csv", 2, "2 fields where the header has 3"),
        (JULY, "sports_bar", "sports_bar_customers", "a/c.csv", 3, None),
    ]
    read = from_bronze(landed(spark, "sports_bar_customers", customers), "sports_bar_customers")
    assert_rows(read, "month company feed _file _row row_problem", expected)


def test_rows_are_ordered_by_the_date_in_the_file_name_then_by_time_then_by_name_then_by_row(spark: SparkSession) -> None:
    early, late = datetime(2025, 9, 1, tzinfo=UTC), datetime(2025, 9, 2, tzinfo=UTC)
    names_in_order = [
        ("z.csv", early),
        ("a.csv", late),
        ("b.csv", late),
        ("c_2024_12.csv", late),
        ("x_2025-07.csv", early),
        ("a_2025_07_01.csv", early),
        ("9/a_20250701.csv", late),
        ("0_2025_07_02.csv", early),
    ]
    files = [File(name, [(None,) * 3] * 2, written=written) for name, written in reversed(names_in_order)]
    other_month = File("0.csv", [(None,) * 3], month=AUGUST)
    ordered = with_file_order(landed(spark, "sports_bar_customers", *files, other_month))
    rows: list[Values] = rows_of(ordered.withColumn("precedence", precedence()), "month precedence _file _row _file_order")
    expected = [(JULY, name, row, place) for place, (name, _) in enumerate(names_in_order, start=1) for row in (1, 2)]
    assert [(month, name, row, place) for month, _, name, row, place in sorted(rows)] == [*expected, (AUGUST, "0.csv", 1, 1)]


def test_only_rejected_rows_keep_raw_in_their_verdict(spark: SparkSession) -> None:
    customers = File("c.csv", [("1", "A", "Pune"), ("1", "B", "Pune"), ("", "C", "Pune")])
    prepared = from_bronze(landed(spark, "sports_bar_customers", customers), "sports_bar_customers").selectExpr(
        "*",
        "nullif(customer_id, '') AS customer_code",
        "customer_name = 'A' AS corrected",
        "'' AS customer_name_as_landed",
        "'city_unknown' AS city_repair",
    )
    sound = judge(prepared, "customers", ["customer_code"])
    expected = [
        (
            1,
            ["correction", "customer_name", "city_unknown"],
            ["duplicate"],
            '{"customer_id":"1","customer_name":"A","city":"Pune"}',
        ),
        (2, ["customer_name", "city_unknown"], [], None),
        (3, ["customer_name", "city_unknown"], ["missing_customer"], '{"customer_id":"","customer_name":"C","city":"Pune"}'),
    ]
    assert_rows(verdicts(sound, ["customer_code"]), "_row repairs reasons raw", expected)


def test_null_counts_as_a_value_of_a_key_and_parts_of_a_key_do_not_run_together(spark: SparkSession) -> None:
    rows = [
        ("a", None, 1),
        ("a", None, 2),
        ("a", "", 3),
        (None, "a", 4),
        ("ab", "c", 5),
        ("a", "bc", 6),
        (None, None, 7),
        (None, None, 8),
    ]
    keyed = frame(spark, "left string, right string, precedence bigint", rows).selectExpr(
        "*", "DATE'2025-07-01' AS month", "'x' AS company", "cast(array() AS array<string>) AS reasons"
    )
    expected = [(n, ["duplicate"] if n in (1, 7) else []) for n in range(1, 9)]
    assert_rows(without_repeats(keyed, ["left", "right"]), "precedence reasons", expected)


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_names_of_the_rules_of_an_entity_are_its_own(entity: str) -> None:
    names = [rule.name for rule in RULES if rule.entity == entity]
    assert len(names) == len(set(names))
    assert {DUPLICATE, SUPERSEDED} == {rule.name for rule in rules_of(entity, Action.REJECT) if rule.condition is None}


_ORDERS = st.tuples(
    st.sampled_from(("1", "2", None)),
    st.sampled_from(("2025-07-15", "15/07/2025", "2025-07-16", "soon")),
    st.sampled_from(("789", "cust", "790")),
    st.sampled_from(("25", " 25", "26")),
    st.sampled_from(("5", "5.0", "6", "", "-1")),
)
_ATLON = st.tuples(
    st.sampled_from(("2025-07-01", "01/07/2025", "2019-01-01", "")),
    st.sampled_from(("25", "26")),
    st.sampled_from(("789", None)),
    st.sampled_from(("5", "6", "x")),
)


@settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    orders=st.dictionaries(
        st.sampled_from(("orders_2025_07_15.csv", "orders_2025_07_16.csv", "orders.csv")), st.lists(_ORDERS, max_size=6)
    ),
    atlon=st.dictionaries(st.sampled_from(("a.csv", "b.csv")), st.lists(_ATLON, max_size=5)),
    months=st.sampled_from(((JULY,), (JUNE, JULY))),
)
def test_every_landed_row_is_accounted_for_once(
    sail: SparkSession, orders: dict[str, list[Values]], atlon: dict[str, list[Values]], months: tuple[Any, ...]
) -> None:
    files = [File(name, rows, month=month) for name, rows in orders.items() for month in months]
    sales = [File(name, rows, month=month) for name, rows in atlon.items() for month in months]
    known = [(JULY, "sports_bar", "25"), (JULY, "atlon", "25")]
    frames = landed(sail, "atlon_sales", *sales), landed(sail, "sports_bar_orders", *files), landed(sail, "corrections")
    customers = [(JULY, "sports_bar", "789"), (JULY, "atlon", "789")]
    found = judge_sales(*frames, master(sail, "product_code", *known), master(sail, "customer_code", *customers))
    names = ("month", "company", *COLUMNS, "_file", "_row", "reasons", "raw")
    rows = [dict(zip(names, row, strict=True)) for row in rows_of(verdicts(found, COLUMNS), " ".join(names))]
    landed_rows = Counter((file.month, file.name, row) for file in (*files, *sales) for row in range(1, len(file.rows) + 1))
    assert Counter((row["month"], row["_file"], row["_row"]) for row in rows) == landed_rows

    declared = {rule.name for rule in rules_of(SALES, Action.REJECT)}
    records: Counter[Any] = Counter()
    for row in rows:
        assert (row["raw"] is None) == (row["reasons"] == [])
        assert set(row["reasons"]) <= declared
        assert row["reasons"] in (["duplicate"], ["superseded"]) or not {"duplicate", "superseded"} & set(row["reasons"])
        key = ("order_id", "date", "product_code", "customer_code", *(["quantity"] if row["company"] == "sports_bar" else []))
        if row["reasons"] == []:
            records[row["month"], row["company"], *(row[name] for name in key)] += 1
    assert set(records.values()) <= {1}
