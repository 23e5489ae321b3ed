"""Real S3 servers over HTTP, each with an empty bucket."""

from collections.abc import Iterator

import pytest

from sales_platform_tests.s3_servers import S3Server, localbucket_server
from sales_platform_tests.storage.s3_bucket import use


@pytest.fixture(scope="session", params=["moto", "localbucket"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if request.param == "moto":
        yield request.getfixturevalue("moto")
        return
    with localbucket_server(tmp_path_factory.mktemp("buckets")) as running:
        yield running


@pytest.fixture
def bucket(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The server, with an empty bucket and the environment that points to it."""
    use(monkeypatch, server.empty())
    return server
