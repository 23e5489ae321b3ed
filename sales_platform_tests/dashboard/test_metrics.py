"""``/metrics`` of the dashboard: the platform in numbers, as Prometheus reads them, and the dashboard of Grafana over them."""

import json
import re
import shutil
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import TickData, TickStatus
from dagster_shared.error import SerializableErrorInfo
from prometheus_client.parser import text_string_to_metric_families

from sales_platform.dashboard.app import build
from sales_platform.dashboard.metrics import KEPT_FOR_COST, KEPT_SECONDS, Kept, as_text, collect
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.run_metrics import run_metrics
from sales_platform.home import LAKE_TAG
from sales_platform.reports.metrics import PREFIX, Metric
from sales_platform.storage.lake import Lake
from sales_platform_tests.maintenance.instigators import sensor_state
from sales_platform_tests.platform_runs import TABLES, Workplace, with_own_landing

GRAFANA = Path(__file__).parents[2] / "deploy/grafana-dashboard.json"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """Every value by name and labels."""
    families = text_string_to_metric_families(text)
    return {(one.name.removeprefix(PREFIX), frozenset(one.labels.items())): one.value for f in families for one in f.samples}


def value(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


@pytest.fixture
def place(sample: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A copy of the sample with its history, to change, and the environment that names it."""
    shutil.copytree(sample.folder / "lake", tmp_path / "lake")
    own = with_own_landing(Workplace(tmp_path, sample.landing), tmp_path)
    for name, text in own.variables.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "1")
    monkeypatch.setenv("DAGSTER_HOME", str(sample.folder / "home"))
    return own


def scrape(place: Workplace) -> Samples:
    answer = build(LakeReader(place.lake)).test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    return samples(answer.get_data(as_text=True))


def test_the_numbers_are_those_of_the_lake(place: Workplace) -> None:
    found = scrape(place)
    assert value(found, "readable") == 1
    landed = place.lake.query("SELECT count(*) AS n FROM t", t=("bronze", "sports_bar_orders"))
    assert landed is not None
    assert value(found, "rows_landed", feed="sports_bar_orders") == landed["n"][0].as_py()
    bears = "feed = 'sports_bar_orders' AND array_has(reasons, 'duplicate')"
    refused = place.lake.query(f"SELECT count(*) AS n FROM t WHERE {bears}", t=("quarantine", "sales"))
    assert refused is not None
    assert value(found, "rows_quarantined", feed="sports_bar_orders", reason="duplicate") == refused["n"][0].as_py() > 0
    for layer, table in TABLES:
        delta = place.lake.reopen(layer, table)
        assert value(found, "lake_files", table=f"{layer}/{table}") == len(delta.file_uris())
        by_hand = table in ("demand_forecast", "stock_cover")  # the forecast was written so, and the other is made from it
        assert value(found, "stale_months", table=f"{layer}/{table}") == float(by_hand)
    made = place.lake.query("SELECT max(at) AS at FROM t WHERE \"table\" LIKE 'gold/%'", t=("ledger", "fingerprints"))
    assert made is not None
    assert value(found, "last_success_timestamp_seconds", layer="gold") == pytest.approx(made["at"][0].as_py().timestamp())
    assert (value(found, "lock_held"), value(found, "lock_age_seconds"), value(found, "waiting_files")) == (0, 0, 0)


def test_what_waits_and_is_stale_is_counted(place: Workplace) -> None:
    (place.landing / "sports_bar/orders/orders_2099_01_01.csv").write_text("nothing\n1\n")
    first = next(iter(sorted((place.landing / "sports_bar/orders").glob("*.csv"))))
    text = first.read_text()
    first.unlink()
    first.write_text(text.rsplit("\n", 2)[0] + "\n")
    found = scrape(place)
    assert value(found, "waiting_files") >= 1
    assert value(found, "stale_months", table="bronze/sports_bar_orders") == 1
    assert value(found, "stale_months", table="bronze/atlon_sales") == 0


def test_without_lake_or_landing_it_says_that_they_cannot_be_read(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_LANDING", str(place.folder / "nowhere"))
    shutil.rmtree(place.folder / "lake")
    found = scrape(place)
    assert value(found, "readable") == 0
    assert not any(name == "lake_bytes" for name, _ in found)


def test_a_history_that_cannot_be_read_leaves_the_rest(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    home = place.folder / "broken"
    home.mkdir()
    (home / "dagster.yaml").write_text("no: such: configuration")
    (home / ".made").touch()
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    found = scrape(place)
    assert (value(found, "readable"), value(found, "history_readable")) == (1, 0)


def test_the_last_run_of_each_job_of_this_lake_is_told(sample: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(sample.folder / "home"))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "1")
    found = samples(as_text(collect(LakeReader(sample.lake))).decode())
    with dg.DagsterInstance.get() as instance:
        (record,) = instance.get_run_records(dg.RunsFilter(tags={LAKE_TAG: sample.lake.root}))
    assert record.end_time is not None
    assert record.start_time is not None
    assert value(found, "last_run_end_timestamp_seconds", job="refresh") == pytest.approx(record.end_time)
    assert value(found, "last_run_seconds", job="refresh") == pytest.approx(record.end_time - record.start_time)
    assert value(found, "last_run_success", job="refresh") == 1


@dg.asset
def works(config: dict[str, bool]) -> None:
    """Fails when it is told to."""
    assert config["well"]


def test_of_each_job_the_last_run_of_this_lake_that_has_ended_counts() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        for lake, well in (("one", True), ("one", False), ("other", True)):
            configuration = {"ops": {"works": {"config": {"well": well}}}}
            dg.materialize([works], instance=instance, tags={LAKE_TAG: lake}, run_config=configuration, raise_on_error=False)
        in_progress = dg.DagsterRun(
            job_name="__ephemeral_asset_job__", status=dg.DagsterRunStatus.STARTED, tags={LAKE_TAG: "other"}
        )
        instance.add_run(in_progress)
        of_one, of_other, of_none = (
            {metric.name: [*metric.values.values()] for metric in run_metrics(instance, lake)}
            for lake in ("one", "other", "none")
        )
        instance.report_run_canceled(in_progress)
        canceled = {metric.name: [*metric.values.values()] for metric in run_metrics(instance, "other")}
    assert [found["last_run_success"] for found in (of_one, of_other, of_none, canceled)] == [[0.0], [1.0], [], [0.0]]
    assert of_one["last_run_seconds"][0] >= 0


def test_the_last_tick_that_has_ended_is_told(tmp_path: Path) -> None:
    with dg.instance_for_test(temp_dir=str(tmp_path)) as instance:
        state = sensor_state()
        instance.add_instigator_state(state)
        for began, status in ((100.0, TickStatus.FAILURE), (110.0, TickStatus.SKIPPED), (120.0, TickStatus.STARTED)):
            ended = None if status is TickStatus.STARTED else began + 2.5
            error = SerializableErrorInfo("wrong", [], None) if status is TickStatus.FAILURE else None
            ids = (state.instigator_origin_id, "new_files", InstigatorType.SENSOR)
            tick = TickData(*ids, status, began, error=error, end_timestamp=ended, selector_id=state.selector_id)
            instance.create_tick(tick)
        found = {metric.name: dict(metric.values) for metric in run_metrics(instance, "one")}
    name = ("new_files",)
    assert found["last_tick_timestamp_seconds"] == {name: 110.0}
    assert found["last_tick_seconds"] == {name: 2.5}
    assert found["last_tick_success"] == {name: 1.0}


def test_numbers_are_kept_for_a_while_and_the_longer_the_more_they_cost() -> None:
    now, collected = [100.0], list[float]()

    def collection() -> list[Metric]:
        collected.append(now[0])
        now[0] += 3
        return [Metric("waiting_files", "text", (), {(): float(len(collected))})]

    kept = Kept(collection, lambda: now[0])
    first = kept.text()
    assert b"sales_platform_collection_seconds 3.0" in first
    now[0] += 3 * KEPT_FOR_COST - 1
    assert 3 * KEPT_FOR_COST > KEPT_SECONDS
    assert kept.text() == first
    now[0] += 1
    assert kept.text() != first
    assert len(collected) == 2


def test_names_from_the_lake_are_escaped() -> None:
    odd = 'a"b\\c\nd} 1\nsales_platform_fake 1'
    text = as_text([Metric("rows_landed", "text", ("feed",), {(odd,): 1.0})]).decode()
    assert samples(text) == {("rows_landed", frozenset({("feed", odd)})): 1.0}


def test_grafana_shows_what_is_exported_and_nothing_else(place: Workplace) -> None:
    board = json.loads(GRAFANA.read_text())
    shown = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    named = set(re.findall(rf"{PREFIX}[a-z_]+", shown))
    text = build(LakeReader(place.lake)).test_client().get("/metrics").get_data(as_text=True)
    exported = {family.name for family in text_string_to_metric_families(text)}
    assert named == exported
    assert {panel["title"] for panel in board["panels"]}
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert board["templating"]["list"][0]["type"] == "datasource"


def test_the_lake_is_asked_nothing_more_while_numbers_are_kept(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    client = build(LakeReader(place.lake)).test_client()
    first = client.get("/metrics").get_data()
    monkeypatch.setattr(Lake, "open", lambda *_arguments: pytest.fail("the lake was asked"))
    assert client.get("/metrics").get_data() == first
