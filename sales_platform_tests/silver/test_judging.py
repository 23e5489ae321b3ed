"""What all entities share: the raw row, the verdicts, the order of files."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from sales_platform.companies.company import LATEST_COUNTS, Source
from sales_platform.companies.registry import RULES, SOURCES
from sales_platform.entities import ENTITIES
from sales_platform.rules.common import CONTRADICTION, DUPLICATE, SUPERSEDED, of_action
from sales_platform.rules.rule import Action
from sales_platform.silver.judging import judge, verdicts
from sales_platform.silver.repeats import ROW_BITS, without_repeats
from sales_platform_tests.frames import AUGUST, JULY, File, Values, assert_rows, declared, frame, landed, provenance, rows_of


def test_raw_is_the_row_as_it_landed_in_json(spark: SparkSession) -> None:
    texts = ("plain", " spaced ", 'quo"ted', "back\\slash", "tab\tnew\nline", "é ₹ 日本 \u00a0", "a/b", "", "\u0001\u2028", "1e3")
    rows = [("25", text, "290") for text in texts] + [("25", None, None)]
    prices = File("p.csv", rows, extra={1: '{"note": "x", "_row_problem": null}'})
    source = declared("sports_bar", "prices")
    read = provenance(landed(spark, source.feed, prices), source)
    raw = [json.loads(value) for (value,) in rows_of(read.withColumn("raw", F.to_json("_landed")), "raw")]
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
    source = declared("sports_bar", "customers")
    read = provenance(landed(spark, source.feed, customers), source)
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
    ordered = provenance(landed(spark, "sports_bar_customers", *files, other_month), declared("sports_bar", "customers"))
    rows: list[Values] = rows_of(ordered, "month _precedence _file _row")
    expected = [(JULY, name, row, place) for place, (name, _) in enumerate(names_in_order, start=1) for row in (1, 2)]
    found = [(month, name, row, before >> ROW_BITS) for month, before, name, row in sorted(rows)]
    assert found == [*expected, (AUGUST, "0.csv", 1, 1)]


def test_only_rejected_rows_keep_raw_in_their_verdict(spark: SparkSession) -> None:
    customers = File("c.csv", [("1", "A", "Pune"), ("1", "B", "Pune"), ("", "C", "Pune")])
    source = declared("sports_bar", "customers")
    aligned = provenance(landed(spark, source.feed, customers), source).selectExpr(
        "*",
        "nullif(customer_id, '') AS customer_code",
        "filter(array('correction: city, confirmed by x'), x -> customer_name = 'A') AS corrected",
        "'' AS customer_name_as_landed",
        "'city_unknown' AS city_repair",
        "0 AS completeness",
        "CAST(NULL AS string) AS _marks",
        "FALSE AS _unnamed",
        *[f"customer_name AS {name}" for name in source.entity.columns if name not in ("customer_code", *source.feed.columns)],
    )
    expected = [
        (
            1,
            ["correction: city, confirmed by x", "customer_name", "city_unknown"],
            ["duplicate"],
            '{"customer_id":"1","customer_name":"A","city":"Pune"}',
        ),
        (2, ["customer_name", "city_unknown"], [], None),
        (3, ["customer_name", "city_unknown"], ["missing_customer"], '{"customer_id":"","customer_name":"C","city":"Pune"}'),
    ]
    assert_rows(verdicts(judge(aligned, source, {}), source), "_row repairs reasons raw", expected)


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
    keyed = frame(spark, "left string, right string, _precedence bigint", rows).selectExpr(
        "*", "DATE'2025-07-01' AS month", "'x' AS company", "cast(array() AS array<string>) AS reasons"
    )
    expected = [(n, ["duplicate"] if n in (1, 7) else []) for n in range(1, 9)]
    assert_rows(without_repeats(keyed, ["left", "right"], LATEST_COUNTS), "_precedence reasons", expected)


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_names_of_the_rules_of_an_entity_are_its_own(entity: str) -> None:
    names = [rule.name for rule in RULES if rule.entity == entity]
    assert len(names) == len(set(names))
    declared_by_sources = {rule.name for source in SOURCES if source.entity.name == entity for rule in source.rules}
    assert declared_by_sources == set(names)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.feed.name)
def test_the_rules_that_rows_are_judged_by_are_of_their_entity_and_each_has_a_name_of_its_own(source: Source) -> None:
    assert {rule.entity for rule in source.rules} == {source.entity.name}
    names = [rule.name for rule in source.rules]
    assert len(names) == len(set(names))
    compared = {rule.name for rule in of_action(source.rules, Action.REJECT) if rule.condition_spark is None}
    assert compared == {DUPLICATE, SUPERSEDED, *([CONTRADICTION] if source.entity.values else [])}
