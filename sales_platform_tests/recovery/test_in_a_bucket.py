"""Restore, upgrade and the lock of a command, of a lake in a bucket."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sales_platform.errors import UserError
from sales_platform.maintenance.restore import restore_lake
from sales_platform.recovery.upgrading import upgrade
from sales_platform.reports.kpis import kpis
from sales_platform.settings import Settings
from sales_platform.storage.found_tables import own_tables
from sales_platform.storage.lake import Lake
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.planning.place import ORDERS, land_three_months, orders
from sales_platform_tests.platform_runs import TABLES, WAITING
from sales_platform_tests.refreshes import planned, refresh
from sales_platform_tests.s3_servers import S3Server
from sales_platform_tests.storage.conftest import bucket, server
from sales_platform_tests.storage.s3_bucket import LAKE
from sales_platform_tests.storage.s3_lakes import lake_in_bucket
from sales_platform_tests.warm import run_warm

__all__ = ["bucket", "server"]


@pytest.fixture
def settings(bucket: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Three months that a run has brought up to date."""
    return lake_in_bucket(tmp_path_factory, bucket, "three_months", land_three_months)


@pytest.mark.parametrize("server", ["moto"], indirect=True)
def test_a_lake_in_a_bucket_is_brought_back_and_a_run_brings_it_to_now(settings: Settings, bucket: S3Server) -> None:
    before, moment = kpis(Lake(LAKE)), datetime.now(tz=UTC)
    bucket.land(ORDERS.format("2025_07_10"), orders("N1,2025-07-01,789001,25891101,11"))
    with quick_instance() as instance:
        refresh(instance, settings)
        after = kpis(Lake(LAKE))
        assert list(restore_lake(settings, moment).files_since) == [ORDERS.format("2025_07_10")]
        assert kpis(Lake(LAKE)) == before != after
        refresh(instance, settings)
    assert kpis(Lake(LAKE)) == after
    assert planned(settings).stale == []
    enriched = Lake(LAKE).reopen("gold", "sales_enriched")
    enriched.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
    with pytest.raises(UserError, match="are no longer kept in the lake"):
        restore_lake(settings, moment)
    assert kpis(Lake(LAKE)) == after
    assert {*own_tables(Lake(LAKE))} == {*TABLES} - WAITING | {("ledger", "files"), ("ledger", "fingerprints")}
    upgrade(Lake(LAKE))


@pytest.mark.parametrize("server", ["moto"], indirect=True)
def test_a_locked_command_holds_the_lock_of_a_lake_in_a_bucket(bucket: S3Server, tmp_path: Path) -> None:
    look = (
        "import sys; from sales_platform.storage.s3 import prepare_environment; prepare_environment();"
        "from sales_platform.storage.lock import is_locked; sys.exit(40 + is_locked(sys.argv[1]))"
    )
    variables = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    settings = {**variables, **bucket.environment, "SALES_LAKE": LAKE}
    assert run_warm(("locked", "--", sys.executable, "-c", look, LAKE), settings, tmp_path).returncode == 41
