"""Maintenance of a lake in a bucket, and what a tick of the sensor asks of S3 however long the history is."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sales_platform.companies.registry import FEED_BY_NAME
from sales_platform.landing.files_ledger import FilesLedger
from sales_platform.maintenance import tables
from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform.planning.looking import looking_view
from sales_platform.planning.plan import Plan, plan_refresh
from sales_platform.reports.kpis import kpis
from sales_platform.run_view import reading_view
from sales_platform.settings import Settings
from sales_platform.storage.lake import Lake
from sales_platform.storage.listed_lake import forget_answers
from sales_platform.storage.log_files import expired, list_log, remove_from_log
from sales_platform.storage.snapshot import lake_snapshot
from sales_platform_tests.faulty_proxy import Handler, proxy
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.planning.place import ORDERS, land_three_months, orders
from sales_platform_tests.refreshes import planned, refresh
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.small_lake import land_plans
from sales_platform_tests.storage.conftest import bucket, server
from sales_platform_tests.storage.s3_bucket import LAKE, use
from sales_platform_tests.storage.s3_lakes import lake_in_bucket

__all__ = ["bucket", "server"]

MOST_REQUESTS = 130
OF_A_NEXT_LOOK = 2
"""Of one that finds nothing changed: the landing, and the logs of the lake, each listed by a thousand objects."""
MOST_WITHOUT_HISTORY = 60
"""With room below the most: each commit since the last checkpoint is two more of each table that is opened."""


class Requests:
    """Counts the requests that pass through a proxy."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()

    def __call__(self, request: Handler) -> bool:
        self.count[f"{request.command} {request.path.split('?')[0]}"] += 1
        return False


@pytest.fixture
def settings(bucket: S3Server, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Three months of every feed, targets and stock among them, that a run has brought up to date; there are none before."""
    monkeypatch.setenv("SALES_FIRST_MONTH", "2025-06")
    return lake_in_bucket(tmp_path_factory, bucket, "every_feed", land_three_months, land_plans)


def test_rows_stay_and_small_files_and_old_logs_go(settings: Settings, bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_FILES", 1)
    with quick_instance() as instance:
        for day in (10, 11):
            bucket.land(ORDERS.format(f"2025_07_{day}"), orders(f"N{day},2025-07-01,789001,25891101,{day}"))
            refresh(instance, settings)
    figures = kpis(Lake(LAKE))
    first = maintain_lake(settings)
    assert sum(report.files_compacted for report in first) > 0
    assert planned(settings).stale == []
    assert kpis(Lake(LAKE)) == figures
    delta = Lake(LAKE).reopen("gold", "fact_sales")
    delta.create_checkpoint()
    log = list_log(LAKE, ("gold", "fact_sales"))
    later = datetime.now(tz=UTC) + timedelta(days=40)
    old = [file for file in expired(log, later) if file.version < delta.version()]
    remove_from_log(LAKE, ("gold", "fact_sales"), old, lambda: None)
    assert [file.version for file in list_log(LAKE, ("gold", "fact_sales"))] == [delta.version()] * 2
    assert kpis(Lake(LAKE)) == figures


@pytest.fixture
def long_history(settings: Settings) -> Settings:
    """The ledger of 10,000 versions of files, noted by 120 runs."""
    feed = FEED_BY_NAME["sports_bar_orders"]
    with reading_view(settings) as view:
        known = view.files.known(feed)
    with lake_snapshot(LAKE) as lake:  # opened once: what is already there is of no matter to what is added
        for run in range(120):
            ledger = FilesLedger(lake)
            ledger._known = defaultdict(list)
            ledger.add(feed, [replace(known[one % len(known)], version=f"{run}-{one}-former") for one in range(90)])
            ledger._new = [{**row, "read_at": datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=run)} for row in ledger._new]
            ledger.flush()
    return settings


def tick(settings: Settings) -> Plan:
    """Plan as the sensor does."""
    with looking_view(settings) as view:
        return plan_refresh(view)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("server", ["moto"], indirect=True)
def test_the_requests_of_a_tick_do_not_grow_with_the_history(
    settings: Settings, bucket: S3Server, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    seen = Requests()

    def requests() -> tuple[int, int]:
        """Of the first tick of a process, and of the next one."""
        forget_answers()
        counts = []
        with proxy(bucket.url, seen) as url, monkeypatch.context() as patch:
            use(patch, bucket, AWS_ENDPOINT_URL=url)
            for _ in range(2):
                seen.count.clear()
                assert tick(settings).stale == []
                counts.append(seen.count.total())
        return counts[0], counts[1]

    short, first = requests()
    request.getfixturevalue("long_history")
    long, second = requests()
    maintain_lake(settings)
    maintained, third = requests()
    with reading_view(settings) as view:
        assert len(view.files.known(FEED_BY_NAME["sports_bar_orders"])) > 10_000
    first_ones = f"{short} of a short history, {long} of a long one, {maintained} after maintenance"
    print(f"\n[requests of a first tick: {first_ones}; of the next one: {first}, {second}, {third}]")  # noqa: T201 - how many
    assert short <= MOST_WITHOUT_HISTORY
    assert long > MOST_REQUESTS
    assert maintained <= min(MOST_REQUESTS, short + 20)
    assert [first, second, third] == [OF_A_NEXT_LOOK] * 3


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("server", ["moto"], indirect=True)
def test_a_tick_that_has_looked_before_plans_what_a_new_process_plans(settings: Settings, bucket: S3Server) -> None:
    path, text = ORDERS.format("2025_07_10"), orders("N1,2025-07-01,789001,25891101,1")

    def run() -> None:
        with quick_instance() as instance:
            refresh(instance, settings)

    happens: dict[str, Callable[[], object]] = {
        "a file lands": lambda: bucket.land(path, text),
        "it is taken in": run,
        "it lands anew": lambda: bucket.land(path, text.replace(",1\n", ",2\n")),
        "it is taken in again": run,
        "maintenance": lambda: maintain_lake(settings),
        "it is taken away": lambda: bucket.client.delete_object(Bucket=BUCKET, Key=f"landing/{path}"),
        "a run without it": run,
        "somebody restores a table": lambda: Lake(LAKE).reopen("silver", "sales").restore(1),
        "it is made good": run,
        "somebody removes the ledger": lambda: _remove(bucket, "lake/ledger/fingerprints/"),
        "all is made again": run,
    }
    stale = {}
    for what, happen in happens.items():
        happen()
        looked = tick(settings)
        assert looked.as_json() == planned(settings).as_json(), what
        stale[what] = bool(looked.stale)
    assert [what for what, found in stale.items() if found] == [
        "a file lands",
        "it lands anew",
        "somebody restores a table",
        "somebody removes the ledger",
    ]


def _remove(bucket: S3Server, prefix: str) -> None:
    for key in bucket.keys(prefix):
        bucket.client.delete_object(Bucket=BUCKET, Key=key)
