"""A lake in a bucket, and the environment that points to its server."""

import pytest

from sales_platform.storage import credentials
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.storage.test_lake import YEAR

LAKE = f"s3://{BUCKET}/lake"
MONTHS = list(YEAR)[:8]


def use(monkeypatch: pytest.MonkeyPatch, server: S3Server, **changes: str) -> None:
    """The environment that points to the server."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "SALES_LANDING", "SALES_LAKE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**server.environment, "AWS_ALLOW_HTTP": "true", **changes}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(credentials, "_chain", None)
    monkeypatch.delenv("SALES_AWS_KEY_OF_CHAIN", raising=False)
