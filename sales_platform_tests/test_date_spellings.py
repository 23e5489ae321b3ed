"""Spellings of dates that a feed declares for itself: read alike by Python and by Spark, and by no feed that does not."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from pyspark.sql import Column, SparkSession

from sales_platform.values import columns
from sales_platform.values.dates import (
    AGREED,
    DAY_FIRST,
    DAY_FIRST_DOTS,
    MONTH_NAME_FIRST,
    YEAR_FIRST,
    DateSpelling,
    parse_date,
)
from sales_platform_tests.frames import assert_column

MONTH_FIRST = DateSpelling("MM/dd/yyyy", "^([0-9]{2})/([0-9]{2})/([0-9]{4})$", (3, 1, 2))
YEAR_THEN_DAY = DateSpelling("yyyy-dd-MM", "^([0-9]{4})-([0-9]{2})-([0-9]{2})$", (1, 3, 2))
"""Spellings of companies to come, which contradict agreed ones."""
DAY = date(2025, 7, 15)
DOTS: Mapping[str, date | None] = {
    "15.07.2025": DAY,
    " \u00a015.07.2025\t": DAY,
    "Tuesday, 15.07.2025": DAY,
    "29.02.2024": date(2024, 2, 29),
    "31.12.9999": date(9999, 12, 31),
    "29.02.2025": None,
    "07.15.2025": None,
    "15.7.2025": None,
    "15.07.25": None,
    "2025.07.15": None,
    "15.07-2025": None,
    "15x07x2025": None,
    "15.07.2025 x": None,
    "00.07.2025": None,
    "01.01.0000": None,
    "=15.07.2025": None,
    "Tuesday, \t15.07.2025": None,
    "Tuesday, \u00a015.07.2025": None,
    "Tuesday, =2025-07-15": None,
    "=2025-07-15": None,
    "": None,
}
NOT_DOTS: Mapping[str, date | None] = {"2025-07-15": DAY, "15/07/2025": DAY, "15-07-2025": DAY, "July 15, 2025": DAY}
MONTHS_FIRST: Mapping[str, date | None] = {"07/15/2025": DAY, "07/08/2025": date(2025, 7, 8), "15/07/2025": None}

CASES: list[tuple[Sequence[DateSpelling], Mapping[str, date | None]]] = [
    ((DAY_FIRST_DOTS,), {**DOTS, **dict.fromkeys(NOT_DOTS)}),
    ((*AGREED, DAY_FIRST_DOTS), {**DOTS, **NOT_DOTS}),
    (AGREED, {**dict.fromkeys(DOTS), **NOT_DOTS}),
    ((MONTH_FIRST,), {**MONTHS_FIRST, "2025-07-15": None}),
    ((YEAR_FIRST,), {"2025/07/15": DAY, "15/07/2025": None, "July 15, 2025": None}),
    ((MONTH_FIRST, DAY_FIRST), {**MONTHS_FIRST, "15-07-2025": DAY}),
    ((DAY_FIRST, YEAR_THEN_DAY), {"15/07/2025": DAY, "2025-15-07": DAY, "2025-07-15": None}),
    ((MONTH_NAME_FIRST,), {"July 15, 2025": DAY, "2025-07-15": None}),
    ((DAY_FIRST, MONTH_NAME_FIRST), {"15/07/2025": DAY, "2025/07/15": None, "July 15, 2025": DAY}),
]
IDS = [", ".join(spelling.name for spelling in spellings) for spellings, _ in CASES]


@pytest.mark.parametrize(("spellings", "texts"), CASES, ids=IDS)
def test_python_reads_the_spellings_that_are_declared_and_no_others(
    spellings: Sequence[DateSpelling], texts: Mapping[str, date | None]
) -> None:
    assert {text: parse_date(text, spellings) for text in texts} == texts


@pytest.mark.parametrize(("spellings", "texts"), CASES, ids=IDS)
def test_spark_reads_the_same_as_python(
    spark: SparkSession, spellings: Sequence[DateSpelling], texts: Mapping[str, date | None]
) -> None:
    def read(column: Column) -> Column:
        return columns.day(column, spellings)

    assert_column(spark, read, {**texts, None: None})
