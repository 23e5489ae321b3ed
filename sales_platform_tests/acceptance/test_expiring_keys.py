"""A daemon, the dashboard and the SQL server through three expiries of their credentials: the S3 server refuses old ones."""

import os
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from adbc_driver_flightsql import dbapi

from sales_platform.home import prepare_home
from sales_platform_tests.daemons import Daemon, daemon
from sales_platform_tests.faulty_proxy import proxy
from sales_platform_tests.planning.place import ORDERS, land_three_months, orders
from sales_platform_tests.s3_servers import BUCKET, S3Server, free_port
from sales_platform_tests.storage.test_credentials import Role
from sales_platform_tests.warm import Warm

LATER_KEYS = ("AKIDSECOND", "AKIDTHIRD", "AKIDFOURTH")


@contextmanager
def command(environment: Mapping[str, str], folder: Path, *arguments: str) -> Iterator[None]:
    """A command of the platform, while the context lasts."""
    with (folder / f"{arguments[0]}.log").open("w") as output:
        process = Warm(arguments, environment, folder, output, output)
        try:
            yield
        finally:
            process.kill()
            process.wait(30)


def ready(port: int) -> bool:
    """Whether the dashboard can read its lake."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=60) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


def quantity(port: int) -> int:
    """What the SQL server answers; 0 when it does not."""
    try:
        with dbapi.connect(f"grpc://127.0.0.1:{port}", autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("select sum(sold_quantity) as n from gold.fact_sales")
            return int(cursor.fetchall()[0][0])
    except dbapi.Error:
        return 0


def variables(role: Role, folder: Path, url: str) -> dict[str, str]:
    """The environment of a machine whose keys are a role's."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return {
        **kept,
        "S3_BUCKET_NAME": BUCKET,
        "AWS_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL": url,
        "AWS_CONFIG_FILE": str(role.file.with_name("config")),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none"),
        "DAGSTER_HOME": str(folder / "home"),
        "SALES_FIRST_MONTH": "2025-01",
    }


@pytest.mark.timeout(900)
def test_no_tick_fails_for_longer_than_an_interval_and_no_server_stops_when_keys_expire(
    moto: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land_three_months(tmp_path / "landing")
    moto.empty().land_folder(tmp_path / "landing")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    prepare_home()
    role, page, sql = Role(tmp_path), free_port(), free_port()
    with ExitStack() as running:
        environment = variables(role, tmp_path, running.enter_context(proxy(moto.url, role)))
        platform = running.enter_context(daemon(environment, tmp_path))
        platform.wait("the first run", lambda: len(platform.runs("SUCCESS")) == 1)
        running.enter_context(command(environment, tmp_path, "dashboard", "--port", str(page)))
        running.enter_context(command(environment, tmp_path, "serve", "--port", str(sql)))
        platform.wait("the dashboard", lambda: ready(page))
        platform.wait("the SQL server", lambda: quantity(sql) > 0)
        before = quantity(sql)
        for number, key in enumerate(LATER_KEYS):
            role.rotate(key)
            expired = time.time()
            if number == 0:  # the process of a run has the keys of its code server, which are dead
                moto.land(ORDERS.format("2025_07_10"), orders("N,2025-07-01,789001,25891101,7"))
                platform.wait("the second run", lambda: len(platform.runs("SUCCESS")) == 2)
            assert ticks_until_one_succeeds(platform, expired).count("FAILURE") <= 1, platform.ticks_since(expired)
            assert ready(page)
            assert quantity(sql) == before + 7
        assert platform.runs("FAILURE") == []


def ticks_until_one_succeeds(platform: Daemon, moment: float) -> list[str]:
    """How the ticks since a moment ended."""

    def statuses() -> list[str]:
        return [status for status, _ in platform.ticks_since(moment)]

    platform.wait("a tick that succeeds", lambda: any(status != "FAILURE" for status in statuses()))
    return statuses()
