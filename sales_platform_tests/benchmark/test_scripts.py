"""The plain scripts find the figures of the platform, and those of the real data."""

import json

import duckdb
import pytest
from apache_spark import active_months
from contenders import Outcome, agreed, figures_of
from duckdb_figures import figures
from measure import BenchError, Measurement
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from samples import FIRST_MONTH
from spark_landing import bronze_rows

from sales_platform.companies.registry import FEEDS
from sales_platform.landing.rows import bronze_schema
from sales_platform.months import calendar
from sales_platform.storage.lake import rows_by_month
from sales_platform_tests.platform_runs import REAL_LANDING, Workplace, needs_real_landing

NOTHING = Measurement(1, 1, 1, "")


@needs_real_landing
def test_the_duckdb_script_finds_the_acceptance_figures_of_the_real_data() -> None:
    found = figures(REAL_LANDING, duckdb.connect())
    assert round(float(str(found.pop("average_selling_price"))), 10) == 4043.1649788462
    assert found == {
        "total_revenue_inr": "105340264771.00",
        "total_quantity": 34130483,
        "unique_customers": 54,
        "fact_rows": 96673,
    }


@pytest.fixture(scope="module")
def of_the_platform(tiny: Workplace) -> Outcome:
    done = tiny.command("kpis", "--json")
    return Outcome(NOTHING, figures_of(json.loads(done.stdout)))


def test_the_duckdb_script_finds_the_figures_of_the_platform_on_a_sample(tiny: Workplace, of_the_platform: Outcome) -> None:
    script = Outcome(NOTHING, figures_of(figures(tiny.landing, duckdb.connect())))
    assert agreed("a sample", {"ours": of_the_platform, "script": script})["total_quantity"] > 0


@pytest.mark.spark
def test_the_apache_spark_script_reads_the_rows_that_the_platform_takes_in(tiny: Workplace, apache: SparkSession) -> None:
    """Its transforms are the platform's own, which have tests on Apache Spark."""
    every_month = calendar(FIRST_MONTH)
    months = list(active_months(tiny.landing, every_month))
    for feed in FEEDS:
        frame = bronze_rows(apache, tiny.landing, feed, months, every_month)
        assert frame.columns == bronze_schema(feed).names
        read = {row["month"]: row["rows"] for row in frame.groupBy("month").agg(F.count("*").alias("rows")).collect()}
        taken_in = rows_by_month(tiny.lake.open("bronze", feed.name))
        assert {month: rows for month, rows in read.items() if month in months} == {
            month: rows for month, rows in taken_in.items() if month in months
        }, feed.name


def test_figures_that_differ_end_the_benchmark(of_the_platform: Outcome) -> None:
    other = Outcome(NOTHING, {**of_the_platform.figures, "total_quantity": of_the_platform.figures["total_quantity"] + 1})
    with pytest.raises(BenchError, match="The figures on a sample differ"):
        agreed("a sample", {"ours": of_the_platform, "other": other})


def test_one_that_was_stopped_has_no_figures_to_agree_on(of_the_platform: Outcome) -> None:
    assert agreed("a sample", {"ours": of_the_platform, "stopped": Outcome(NOTHING)}) == of_the_platform.figures
