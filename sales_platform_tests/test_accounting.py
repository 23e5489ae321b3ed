"""Whatever lands, every row of it is in silver or in quarantine, and none of them twice."""

import csv
import tempfile
from pathlib import Path

import pyarrow as pa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession

from sales_platform.companies.registry import FEEDS, sources_of
from sales_platform.entities import ENTITY
from sales_platform.landing.rows import bronze_schema
from sales_platform.silver.entity import entity_verdicts, look_at
from sales_platform.silver.judging import verdict_schema
from sales_platform.storage.judged import Accepted, Judged, Rejected
from sales_platform.storage.sql_text import month_predicate
from sales_platform_tests.bronze.test_ingest import CALENDAR, Bench

CODES = ["1", "2", "25891203", "XYZ123", " 2 ", "", "\u0663", "999999"]
DATES = ["2025-07-01", "01/08/2025", "Tuesday, July 01, 2025", "2025/13/01", "soon", "", "1999-01-01", "2025"]
NUMBERS = ["1", "150.0", "-3", "abc", "", "1e3", "9" * 30, "12.5", " 7 "]
OTHER = ["Bengalore", "  hydroBoost  foods ", "energy bars", "=1+1", 'a"b', "x\ny", ""]

values = st.one_of(*(st.sampled_from(choices) for choices in (CODES, DATES, NUMBERS, OTHER)))
NAMES = ["a_2025_07_01.csv", "b_2025_08.csv", "c.csv", "d_1999_01.csv"]


@st.composite
def landings(draw: st.DrawFn) -> dict[str, list[list[str]]]:
    """A few files for every feed, with rows of the right and of the wrong length."""
    files = {}
    for feed in FEEDS:
        for name in draw(st.sets(st.sampled_from(NAMES), max_size=2)):
            width = len(feed.columns)
            row = st.lists(values, min_size=width, max_size=width)
            ragged = st.lists(values, min_size=2, max_size=width + 1)
            rows = draw(st.lists(st.one_of(row, row, row, ragged), max_size=6))
            files[f"{feed.folder}/{name}"] = [list(feed.columns), *rows, *rows[:1]]
    return files


def land(bench: Bench, files: dict[str, list[list[str]]]) -> None:
    for path, rows in files.items():
        bench.land(path, "")
        with (bench.landing / path).open("w", newline="") as file:
            csv.writer(file).writerows(rows)


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files=landings())
def test_landed_rows_are_accepted_or_rejected_for_each_feed_month_and_row(
    sail: SparkSession, files: dict[str, list[list[str]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        land(bench, files)
        for feed in FEEDS:
            bench.ingest(feed.name)
            bench.lake.ensure("bronze", feed.name, bronze_schema(feed))

        def bronze(name: str) -> DataFrame:
            return sail.read.format("delta").load(bench.lake.uri("bronze", name)).where(month_predicate(CALENDAR))

        def judge(entity: str, **masters: DataFrame) -> DataFrame:
            """Check the entity's accounting; return its sound rows."""
            sources = sources_of(entity)
            landed = {source.feed.name: bronze(source.feed.name) for source in sources}
            verdict = entity_verdicts(sources, landed, look_at(sources, landed, bronze("corrections")), masters)
            sides = Judged(verdict, verdict_schema(ENTITY[entity]))
            accepted = Accepted(sides).stream(CALENDAR).read_all()
            rejected = Rejected(sides).stream(CALENDAR).read_all()
            in_bronze = [row for feed in landed for row in bench.rows(feed, "month, _file, _row")]
            assert sorted(places(accepted) + places(rejected)) == sorted(in_bronze)
            assert all(reasons for reasons in rejected.column("reasons").to_pylist())
            rows = [tuple(row.values()) for row in accepted.to_pylist()]
            return sail.createDataFrame(rows, verdict.select(*accepted.column_names).schema)

        products, customers = judge("products"), judge("customers")
        judge("prices", products=products)
        judge("sales", products=products, customers=customers)


def places(table: pa.Table) -> list[tuple[object, ...]]:
    """Month, file and row of every row."""
    return list(zip(*(table.column(name).to_pylist() for name in ("month", "_file", "_row")), strict=True))
