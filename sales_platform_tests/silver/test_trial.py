"""What the engine cannot make sense of in a company's declaration is one sentence with company, entity and place."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from sales_platform.companies.company import ANY, Landed, Record, Repeats, Source
from sales_platform.companies.registry import SOURCES
from sales_platform.engine import arrow_schema
from sales_platform.entities import PRODUCTS
from sales_platform.errors import UserError
from sales_platform.feeds import CORRECTIONS, Feed, Months
from sales_platform.landing.rows import bronze_schema
from sales_platform.months import MonthRange
from sales_platform.rules.rule import reject, repair
from sales_platform.silver.entity import entity_verdicts, look_at
from sales_platform.silver.judging import verdict_schema
from sales_platform.silver.trial import declarations_tried, problem_of, try_declared
from sales_platform.storage.judged import Accepted, Judged
from sales_platform.storage.lake import Lake
from sales_platform.storage.writes import replace_rows
from sales_platform.values.columns import text
from sales_platform.values.spark import Column, DataFrame, F
from sales_platform_tests import north, third_company

JULY = MonthRange.of(date(2025, 7, 1), date(2025, 7, 1))
FEED = Feed("north_items", "north", PRODUCTS, "north/items", ("Code", "Called"), Months.SNAPSHOT, "-")
WHERE = "The products of the company 'north' (feed 'north_items'): "
HERE = f"{__name__}.align_items"


def items(**more: Callable[[], Column]) -> Callable[[], Mapping[str, Column]]:
    def align_items() -> Mapping[str, Column]:
        return {"product_code": text("code"), "product": text("called"), **{name: column() for name, column in more.items()}}

    return align_items


def without_name() -> Mapping[str, Column]:
    return {"product_code": text("code")}


def fails() -> Mapping[str, Column]:
    named: dict[str, Column] = {}
    return {"product_code": named["code"]}


ITEMS = Source(FEED, items(), Record(("Code",), {"Called": ANY}), Landed(product="Code"))
ODD = reject("odd", PRODUCTS, "-", "variety = 'x'")
oddly = partial(reject, "odd", PRODUCTS, "-")

BROKEN: dict[str, tuple[Source, str]] = {
    "a missing column": (replace(ITEMS, align=without_name), "They need the column 'product': let 'align' give it"),
    "an error of its code": (replace(ITEMS, align=fails), f"{__name__}.fails fails: KeyError: 'code'."),
    "a landed name": (
        replace(ITEMS, align=items(category=lambda: text("Group No"))),
        f"the column 'category' that {HERE} gives cannot be computed: ",
    ),
    "a misspelled column": (
        replace(ITEMS, align=items(varient=lambda: text("called"))),
        f"{HERE} gives a column 'varient', which is none of category, division, product, product_code, ",
    ),
    "a column of no feed in a condition": (
        replace(ITEMS, own_rules=(ODD,)),
        "the condition of the rule 'odd' cannot be asked: ",
    ),
    "a condition that is no SQL": (
        replace(ITEMS, own_rules=(repair("odd", PRODUCTS, "-", "product = = 'x'"),)),
        "the condition of the rule 'odd' cannot be asked: ",
    ),
    "a condition that is no condition": (
        replace(ITEMS, own_rules=(repair("odd", PRODUCTS, "-", "(product = 'x'"),)),
        "the condition of the rule 'odd' cannot be asked: ",
    ),
    "a misspelled column in a condition": (
        replace(ITEMS, align=items(variety=lambda: text("called")), own_rules=(reject("odd", PRODUCTS, "-", "varety = 'x'"),)),
        "the condition of the rule 'odd' cannot be asked: ",
    ),
    "a number for a condition": (
        replace(ITEMS, own_rules=(oddly("length(product)"),)),
        "the condition of the rule 'odd' ",
    ),
    "a condition about all rows": (
        replace(ITEMS, own_rules=(oddly("length(product) > avg(length(product))"),)),
        "the condition of the rule 'odd' ",
    ),
    "a condition about the rows before": (
        replace(ITEMS, own_rules=(oddly("row_number() over (order by product) > 5"),)),
        "the condition of the rule 'odd' must be true or false, and look at no row but its own.",
    ),
    "a list where a text belongs": (
        replace(ITEMS, align=items(category=lambda: F.array(text("called")))),
        f"the column 'category' that {HERE} gives is array<string>, and string is needed: convert it",
    ),
    "a truth where a text belongs, as a promise": (
        replace(ITEMS, own_rules=(reject("odd", PRODUCTS, "-", "product = 'x'", "product"),)),
        "the promise of the rule 'odd' cannot be asked: ",
    ),
    "a promise that is no SQL": (
        replace(ITEMS, own_rules=(reject("odd", PRODUCTS, "-", "product = 'x'", "product IS NUL"),)),
        "the promise of the rule 'odd' cannot be asked: Expected: ",
    ),
    "a column that silver does not have in a promise": (
        replace(ITEMS, own_rules=(reject("odd", PRODUCTS, "-", "product = 'x'", "variety <> 'x'"),)),
        "the promise of the rule 'odd' cannot be asked: No field named variety.",
    ),
    "repeats by a column that is not there": (
        replace(ITEMS, repeats=Repeats(key=("nope",))),
        f"'repeats' names the column 'nope', which {HERE} does not give.",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_the_engine_cannot_make_sense_of_is_one_sentence(spark: SparkSession, what: str) -> None:
    source, said = BROKEN[what]
    problem = str(problem_of(spark, source)).replace("items.<locals>.", "")
    assert problem.startswith(WHERE + said), problem
    assert "\n" not in problem
    assert not [word for word in ("GRPC", "JVM", "{", "Traceback") if word in problem]
    with pytest.raises(UserError):
        try_declared(spark, [ITEMS, source])


def test_a_text_where_a_number_belongs_is_told_before_a_row_lands_that_is_none(spark: SparkSession) -> None:
    def align_prices() -> Mapping[str, Column]:
        return {**north.align_prices(), "price_inr": text("preis")}

    problem = str(problem_of(spark, replace(north.PRICE_SOURCE, align=align_prices)))
    assert "the column 'price_inr' that " in problem
    assert " gives is string, and decimal(18,2) is needed: convert it with a function of " in problem


WELL: list[Source] = [
    *SOURCES,
    *third_company.COMPANY.sources,
    north.SALES_SOURCE,
    north.PRICE_SOURCE,
    ITEMS,
    replace(ITEMS, align=items(variety=lambda: text("called")), own_rules=(ODD,)),
]


def test_what_is_declared_well_is_no_problem(spark: SparkSession) -> None:
    assert [problem_of(spark, source) for source in WELL] == [None] * len(WELL)


def verdicts_of_nothing(spark: SparkSession, source: Source) -> DataFrame:
    """What becomes of no rows of a feed."""
    landed = {feed.name: spark.createDataFrame([], from_arrow_schema(bronze_schema(feed))) for feed in (source.feed, CORRECTIONS)}
    kinds = {master: f"month date, company string, {code} string" for master, code in source.entity.masters.items()}
    masters = {master: spark.createDataFrame([], kind) for master, kind in kinds.items()}
    return entity_verdicts([source], landed, look_at([source], landed, landed[CORRECTIONS.name]), masters)


def test_the_columns_of_judged_rows_are_known_without_the_engine(spark: SparkSession) -> None:
    for source in WELL:
        assert verdict_schema(source.entity) == arrow_schema(verdicts_of_nothing(spark, source)), source.feed.name


def test_a_declaration_that_fails_while_rows_are_written_is_told(sail: SparkSession, tmp_path: Path) -> None:
    source = BROKEN["a misspelled column in a condition"][0]
    watched = partial(declarations_tried, sail, [source])
    judged = Judged(verdicts_of_nothing(sail, source), verdict_schema(source.entity), watched=watched)
    rows, lake = Accepted(judged), Lake(str(tmp_path))
    with pytest.raises(UserError, match="the condition of the rule 'odd' cannot be asked"), rows.writing():
        replace_rows(lake, ("silver", "products"), rows.schema, lambda: rows.stream(JULY), "TRUE")


def test_no_declaration_is_at_fault_where_the_engine_is_gone(sail: SparkSession) -> None:
    source = BROKEN["a misspelled column in a condition"][0]
    with pytest.raises(PySparkException, match="UNAVAILABLE"), declarations_tried(sail, [source]):
        raise PySparkException("UNAVAILABLE: failed to connect to all addresses")
