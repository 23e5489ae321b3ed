"""A lake in a bucket: the engine's workers read and write it there, and this process commits."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from deltalake.transaction import AddAction

from sales_platform.companies.registry import sources_of
from sales_platform.entities import SALES
from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform.settings import Settings
from sales_platform.storage.cluster.writing import swap
from sales_platform.storage.lake import Lake
from sales_platform.storage.snapshot import lake_snapshot
from sales_platform_tests.cluster.clusters import Cluster, sail_local_cluster
from sales_platform_tests.platform_runs import TABLES, Workplace, all_rows
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.small_lake import ORDERS_HEADER, SmallLake
from sales_platform_tests.storage.s3_bucket import use
from sales_platform_tests.storage.test_lake import AUGUST, JULY, TABLE, write

ORDERS = "sports_bar/orders/orders_2025_08_30_late.csv"
LAKE = f"s3://{BUCKET}/lake"
OF_RUNS = ("_ingested_at", "_file_version", "_file_modified", "fingerprint", "at", "run", "version", "landed_version")


@pytest.fixture
def cluster(moto: S3Server, tmp_path: Path) -> Iterator[Cluster]:
    """Workers that know the bucket by their own environment."""
    with sail_local_cluster(None, tmp_path, **moto.empty().environment, AWS_ALLOW_HTTP="true") as running:
        yield running


def test_tables_are_those_of_the_embedded_engine_on_a_disk(
    moto: S3Server, cluster: Cluster, sound: SmallLake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, moto)
    place = Workplace(tmp_path, sound.place.landing)
    variables = {**moto.environment, "SALES_LAKE": LAKE, "SPARK_REMOTE": cluster.address}
    place.run(**variables)
    assert_same(Lake(LAKE), sound.place.lake)
    for table in (("silver", "sales"), ("gold", "fact_sales")):
        delta = Lake(LAKE).open(*table)
        assert delta is not None
        assert all("/w-" in uri for uri in delta.file_uris())
    assert "every month is up to date" in place.run(**variables)
    place.run("--from", "2025-08", "--to", "2025-08", **{**variables, "SPARK_REMOTE": ""})
    assert_same(Lake(LAKE), sound.place.lake)
    leave_what_a_killed_run_leaves(moto)
    maintain_lake(Settings.from_environment({"SALES_LAKE": LAKE, "SALES_LANDING": str(sound.place.landing)}))
    assert [key for key in moto.keys("lake/") if "killed" in key] == []
    assert_same(Lake(LAKE), sound.place.lake)


def test_executors_read_a_landing_in_a_bucket(
    moto: S3Server, cluster: Cluster, sound: SmallLake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, moto)
    moto.land_folder(sound.place.landing)
    place = Workplace(tmp_path, sound.place.landing)
    there = {"SALES_LANDING": f"s3://{BUCKET}/landing", "SALES_LAKE": LAKE}
    variables = {**moto.environment, **there, "SPARK_REMOTE": cluster.address}
    done = place.command("run", **variables)
    assert done.returncode == 0, done.stderr
    assert "do not read the landing" not in done.stdout + done.stderr
    assert_same(Lake(LAKE), sound.place.lake)
    for feed in sources_of(SALES):
        delta = Lake(LAKE).open("bronze", feed.feed.name)
        assert delta is not None
        assert all("/w-" in uri for uri in delta.file_uris())
    moto.land(ORDERS, f"{ORDERS_HEADER}FAUG99999,2025-08-30,789101,25891101,7\n")
    assert "1 of them new or changed" in place.run(**variables)


def test_files_of_one_name_in_several_months_are_told_apart_in_local_copies(
    moto: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, moto.empty())
    lake, adds = Lake(LAKE), {}
    write(LAKE, JULY, [1])
    write(LAKE, AUGUST, [2])
    for month, path in ((JULY, "1"), (AUGUST, "2")):
        (key,) = moto.keys(f"lake/{'/'.join(TABLE)}/month={month}")
        same = f"w-{path}/month={month}/part-00000.c000.parquet"
        moto.client.copy_object(Bucket=BUCKET, Key=f"lake/{'/'.join(TABLE)}/{same}", CopySource={"Bucket": BUCKET, "Key": key})
        size = moto.client.head_object(Bucket=BUCKET, Key=key)["ContentLength"]
        adds[month] = [AddAction(same, size, {"month": str(month)}, 0, data_change=True, stats='{"numRecords": 1}')]
    swap(lake.reopen(*TABLE), adds, list(adds))
    with lake_snapshot(LAKE) as copied:
        answer = copied.query("SELECT month, number FROM t ORDER BY month", t=TABLE)
        assert copied.nearby(TABLE, copied.reopen(*TABLE)).table_uri.startswith("file://")
    assert answer is not None
    assert [tuple(row.values()) for row in answer.to_pylist()] == [(JULY, 1), (AUGUST, 2)]


def leave_what_a_killed_run_leaves(server: S3Server) -> None:
    server.client.put_object(Bucket=BUCKET, Key="lake/.sales_platform/staged-killed/part-0.parquet", Body=b"rows")


def assert_same(lake: Lake, expected: Lake) -> None:
    months = f"month >= DATE '{date(2025, 7, 1)}' AND month < DATE '{date(2025, 9, 1)}'"
    wanted = all_rows(expected, months, without=OF_RUNS)
    for table, found in all_rows(lake, months, without=OF_RUNS).items():
        assert table in TABLES
        assert found.equals(wanted[table]), table
