"""What ``/metrics`` asks of S3: a bounded number of requests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sales_platform_tests.faulty_proxy import proxy
from sales_platform_tests.maintenance.test_in_a_bucket import Requests
from sales_platform_tests.planning.place import land_three_months
from sales_platform_tests.s3_servers import S3Server
from sales_platform_tests.storage.conftest import bucket, server
from sales_platform_tests.storage.s3_bucket import LAKE
from sales_platform_tests.storage.s3_lakes import lake_in_bucket

__all__ = ["bucket", "server"]

MOST_REQUESTS = 400
"""Of 27 tables and 9 folders of the landing."""
# in a process of its own: delta-rs may hold Python while it waits for an answer, which the proxy could not give then
_COLLECT = """
import sys
from sales_platform.dashboard.metrics import collect
from sales_platform.dashboard.reading import LakeReader
from sales_platform.storage.lake import Lake
found = {metric.name: dict(metric.values) for metric in collect(LakeReader(Lake(sys.argv[1])))}
print(found["readable"], found.get("waiting_files"))
"""


@pytest.mark.parametrize("server", ["moto"], indirect=True)
def test_the_requests_of_a_collection_are_bounded(
    bucket: S3Server, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lake_in_bucket(tmp_path_factory, bucket, "three_months", land_three_months)
    seen, variables = Requests(), {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    with proxy(bucket.url, seen) as url:
        settings = {**variables, **bucket.environment, "AWS_ENDPOINT_URL": url, "DAGSTER_HOME": str(tmp_path / "no history")}
        command = [sys.executable, "-c", _COLLECT, LAKE]
        done = subprocess.run(command, env=settings, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout == "{(): 1.0} {(): 0}\n", done.stderr
    print(f"\n[requests of a collection: {seen.count.total()}]")  # noqa: T201 - how many
    assert 100 < seen.count.total() <= MOST_REQUESTS
