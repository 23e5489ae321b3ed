"""Lakes in a bucket that a run has made: made once, and then put into the bucket of each test, object by object."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sales_platform.settings import Settings
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.made_once import made_once
from sales_platform_tests.refreshes import refresh
from sales_platform_tests.s3_servers import BUCKET, S3Server


def lake_in_bucket(
    factory: pytest.TempPathFactory, bucket: S3Server, name: str, land: Callable[[Path], object], *more: Callable[[Path], object]
) -> Settings:
    """The settings of a landing in the bucket and of its lake, brought up to date.

    Args:
        factory: of the session's temporary folders.
        bucket: empty, and the one that the environment points to.
        name: of the landing.
        land: fills the landing; so do ``more``.
    """

    def make(folder: Path) -> None:
        for one in (land, *more):
            one(folder / "landing")
        bucket.land_folder(folder / "landing")
        with quick_instance() as instance:
            refresh(instance, Settings.from_environment())
        for key in bucket.keys("lake/"):
            (folder / key).parent.mkdir(parents=True, exist_ok=True)
            bucket.client.download_file(BUCKET, key, str(folder / key))
        bucket.empty()

    folder = made_once(factory, name, make)
    bucket.land_folder(folder / "landing")
    for path in sorted(path for path in (folder / "lake").rglob("*") if path.is_file()):
        bucket.client.put_object(Bucket=BUCKET, Key=path.relative_to(folder).as_posix(), Body=path.read_bytes())
    return Settings.from_environment()
