"""A made-up table is written, checked and shown as those of the platform are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from dagster import AssetSelection, ExecuteInProcessResult, materialize

from sales_platform.assets.bronze import bronze_assets
from sales_platform.assets.checks import all_checks, checks_of
from sales_platform.assets.common import key_of
from sales_platform.assets.gold import gold_asset, gold_assets
from sales_platform.assets.silver import silver_assets
from sales_platform.automation.requests import range_tags
from sales_platform.errors import UserError
from sales_platform.quality.check import Check
from sales_platform.quality.finding import Finding, Scope
from sales_platform.quality.table_checks import every_row
from sales_platform.resources import platform_of_the_environment
from sales_platform.storage.io_manager import lake_io_manager
from sales_platform.table import Table
from sales_platform.values.spark import DataFrame, F
from sales_platform_tests.instances import new_instance
from sales_platform_tests.small_lake import MONTHS, SmallLake
from sales_platform_tests.tables.made_up.product_range import KEY, TABLE, product_range

JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
RESOURCES = {"platform": platform_of_the_environment, "io_manager": lake_io_manager}


@pytest.fixture
def lake(broken: SmallLake, monkeypatch: pytest.MonkeyPatch) -> SmallLake:
    monkeypatch.setenv("SALES_LANDING", str(broken.place.landing))
    monkeypatch.setenv("SALES_LAKE", str(broken.place.folder / "lake"))
    return broken


def run(table: Table) -> ExecuteInProcessResult:
    with new_instance() as instance:
        return materialize(
            [*bronze_assets, *silver_assets, *gold_assets, gold_asset(table), *all_checks([table])],
            selection=AssetSelection.assets(key_of(table)),
            resources=RESOURCES,
            tags=range_tags(MONTHS, "test"),
            instance=instance,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )


@pytest.mark.usefixtures("sail")
def test_a_run_writes_its_rows_and_checks_its_key(lake: SmallLake) -> None:
    done = run(TABLE)
    [check] = done.get_asset_check_evaluations()
    assert (check.asset_key, check.check_name, check.passed) == (key_of(TABLE), "key_unique", True)
    rows = lake.rows(TABLE.text).select(TABLE.column_names).to_pylist()
    assert sorted(tuple(row.values()) for row in rows) == [
        (JULY, "atlon", "7001", 1, Decimal("0.83")),
        (JULY, "sports_bar", "789001", 1, Decimal("12.92")),
        (JULY, "sports_bar", "789002", 1, Decimal("18.08")),
        (AUGUST, "atlon", "7001", 1, Decimal("1.00")),
        (AUGUST, "sports_bar", "789001", 1, Decimal("12.92")),
        (AUGUST, "sports_bar", "789002", 1, Decimal("18.08")),
    ]
    lake.double(TABLE.text, "company = 'atlon' AND month = '2025-08-01'")
    [of_the_key] = checks_of(TABLE)
    finding = of_the_key.find(lake.scope)
    assert (finding.sentence, finding.by_month) == ("1 row repeats a key.", {AUGUST: 1})
    assert finding.examples[0]["customer_code"] == "7001"


def test_its_logic_version_is_that_of_its_code() -> None:
    assert TABLE.logic_version == TABLE.logic_version
    assert gold_asset(TABLE).code_versions_by_key[key_of(TABLE)] == TABLE.logic_version[:16]
    assert "how it is made" in TABLE.decided_by


def _without_dozens(fact_sales: DataFrame) -> DataFrame:
    return product_range(fact_sales).drop("dozens")


def _with_more(fact_sales: DataFrame) -> DataFrame:
    return product_range(fact_sales).withColumn("pieces", F.lit(1))


def _in_floats(fact_sales: DataFrame) -> DataFrame:
    return product_range(fact_sales).withColumn("dozens", F.col("dozens").cast("double"))


def _as_arrow(fact_sales: DataFrame) -> pa.Table:
    return product_range(fact_sales).drop("dozens").toArrow()


@pytest.mark.usefixtures("sail")
@pytest.mark.parametrize("merge", [False, True], ids=["replaced", "merged"])
@pytest.mark.parametrize(
    ("build", "said"),
    [
        (
            _without_dozens,
            "^The table gold/product_range declares the column 'dozens', which its build function does not give: a",
        ),
        (_as_arrow, "^The table gold/product_range declares the column 'dozens', which its build function does not give: a"),
        (
            _with_more,
            "^The build function of the table gold/product_range gives the column 'pieces', which is not declared: d",
        ),
        (_in_floats, r"gives the column 'dozens' as double, and decimal\(18, 2\) is declared: cast it there, or correct the"),
    ],
)
def test_rows_of_other_columns_than_are_declared_are_not_written(
    lake: SmallLake, build: Callable[[DataFrame], object], said: str, merge: bool
) -> None:
    run(TABLE)
    before = lake.table(TABLE.text).version()
    with pytest.raises(UserError, match=said):
        run(replace(TABLE, build=build, merge=merge))
    assert lake.table(TABLE.text).version() == before


def _asks_amiss(scope: Scope) -> Finding:
    return every_row(scope.lake, TABLE.path, {"products": "prodcts > 0"}, scope.months, KEY[1:])


@pytest.mark.usefixtures("sail", "lake")
def test_a_check_whose_question_cannot_be_answered_is_named() -> None:
    with pytest.raises(UserError, match=r"^The check 'some' of gold/product_range asks what the tables do not answer \(.*prod"):
        run(replace(TABLE, checks=[Check("some", "Made up.", _asks_amiss, blocking=True)]))
