"""Real S3 servers over HTTP, each with an empty bucket."""

from collections.abc import Iterator

import pytest

from sales_platform_tests.s3_servers import BUCKET, S3Server, localbucket_server, moto_server
from sales_platform_tests.storage.s3_bucket import use


@pytest.fixture(scope="session", params=["moto", "localbucket"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    served = moto_server() if request.param == "moto" else localbucket_server(tmp_path_factory.mktemp("buckets"))
    with served as running:
        yield running


@pytest.fixture
def bucket(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The server, with an empty bucket and the environment that points to it."""
    for key in server.keys(""):
        server.client.delete_object(Bucket=BUCKET, Key=key)
    use(monkeypatch, server)
    return server
