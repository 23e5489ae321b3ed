"""The plain scripts find the figures of the platform, and those of the real data."""

import json
from pathlib import Path

import duckdb
import pytest
import spark_figures
from contenders import Outcome, agreed, figures_of
from duckdb_figures import figures
from measure import BenchError, Measurement
from pyspark.sql import SparkSession

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
def test_the_apache_spark_script_finds_the_figures_of_the_platform_on_a_sample(
    tiny: Workplace, of_the_platform: Outcome, apache: SparkSession, tmp_path: Path
) -> None:
    script = Outcome(NOTHING, figures_of(spark_figures.figures(apache, tiny.landing, tmp_path)))
    assert agreed("a sample", {"ours": of_the_platform, "script": script})["total_quantity"] > 0


def test_figures_that_differ_end_the_benchmark(of_the_platform: Outcome) -> None:
    other = Outcome(NOTHING, {**of_the_platform.figures, "total_quantity": of_the_platform.figures["total_quantity"] + 1})
    with pytest.raises(BenchError, match="The figures on a sample differ"):
        agreed("a sample", {"ours": of_the_platform, "other": other})


def test_one_that_was_stopped_has_no_figures_to_agree_on(of_the_platform: Outcome) -> None:
    assert agreed("a sample", {"ours": of_the_platform, "stopped": Outcome(NOTHING)}) == of_the_platform.figures
