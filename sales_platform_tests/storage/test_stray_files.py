"""Files in the landing that belong to no feed: listed, each with what to do; folders of feeds are listed once."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.bronze.stray_files import stray_files
from sales_platform.companies.registry import FEED_BY_NAME, FEEDS
from sales_platform.months import MonthRange, parse_month
from sales_platform.storage.lake import Lake
from sales_platform.storage.landed_names import is_hidden, why_stray
from sales_platform.storage.landing_zone import SEED_PREFIX, landing_zone
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.small_lake import view_of, write
from sales_platform_tests.third_company import NAME

ORDERS = FEED_BY_NAME["sports_bar_orders"]
FOLDERS = [feed.folder for feed in FEEDS]
LANDED = (
    "orders_1.csv",
    "2025/orders_2.CSV",
    "orders_3.csv.gz",
    "orders_4.Zip",
    "orders_5.csv.zip",
    "orders_6.xlsx",
    "a.csv.csv",
)
STRAYS: Mapping[str, str] = {
    "sports_bar/orders/orders_2025_07_05.txt": "files of the kind .txt are not read: save it as .csv or .xlsx",
    "sports_bar/orders/2025/orders.xls": "files of the kind .xls are not read",
    "sports_bar/orders/orders.gz": "files of the kind .gz are not read",
    "sports_bar/orders/orders": "a name without an ending says no kind of file",
    "sports_bar/Orders/orders_2025_07_06.csv": "the folder is written in another case: move it to sports_bar/orders",
    "Sports_Bar/customers/new/a.csv": "the folder is written in another case: move it to sports_bar/customers",
    "sports_bar/orders_2025_07_07.csv": "it stands in the folder 'sports_bar', which is of no feed: move it to that of its feed,"
    " such as sports_bar/orders",
    "orders.csv": "it stands in no folder, which is of no feed: move it to that of its feed, such as sports_bar/orders",
    "fitbar/orders/a.csv": "it stands in the folder 'fitbar/orders', which is of no feed",
    "sports_bar/orders_old/a.csv": "it stands in the folder 'sports_bar/orders_old', which is of no feed",
    "corrections/fixes.json": "files of the kind .json are not read",
}
IGNORED = ("sports_bar/orders/.a.csv", "sports_bar/~orders.xlsx", "_SUCCESS", ".trash/a.csv", "sports_bar/.tmp/a.csv")


@pytest.mark.parametrize("path", STRAYS)
def test_each_file_of_no_feed_says_why_and_what_to_do(path: str) -> None:
    assert STRAYS[path] in why_stray(path, FOLDERS)


def test_a_folder_lists_the_files_of_each_feed_and_those_of_none(tmp_path: Path) -> None:
    for path in (*(f"sports_bar/orders/{name}" for name in LANDED), *STRAYS, *IGNORED):
        write(tmp_path / path, "content")
    zone = landing_zone(str(tmp_path))
    assert [file.path for file in zone.files(ORDERS)] == sorted(f"sports_bar/orders/{name}" for name in LANDED)
    strays = zone.strays(FEEDS)
    assert [file.path for file in strays] == sorted(STRAYS)
    with zone.open(strays[-1]) as opened:
        assert opened.read() == b"content"


def test_a_lake_below_the_landing_is_no_stray_file(tmp_path: Path) -> None:
    write(tmp_path / "lake/bronze/part.parquet", "rows")
    write(tmp_path / "lakes.csv", "stray")
    month = parse_month("2025-07")
    view = view_of(tmp_path, Lake(str(tmp_path / "lake")), MonthRange.of(month, month))
    assert [file.path for file in stray_files(view)] == ["lakes.csv"]


@pytest.mark.parametrize("prefix", ["landing", "of/all companies", ""])
def test_a_bucket_lists_the_same_and_no_folder_twice(bucket: S3Server, prefix: str) -> None:
    within = f"{prefix}/" if prefix else ""
    for path in (*(f"sports_bar/orders/{name}" for name in LANDED), *STRAYS, *IGNORED):
        bucket.client.put_object(Bucket=BUCKET, Key=f"{within}{path}", Body=b"content")
    with suppress(ClientError):  # one of the servers knows no key that ends like a folder
        bucket.client.put_object(Bucket=BUCKET, Key=f"{within}sports_bar/new/", Body=b"")
    zone = landing_zone(f"s3://{BUCKET}/{prefix}".rstrip("/"))
    assert [file.path for file in zone.files(ORDERS)] == sorted(f"sports_bar/orders/{name}" for name in LANDED)
    strays = zone.strays(FEEDS)
    assert [file.path for file in strays] == sorted(STRAYS)
    with zone.open(strays[0]) as opened:
        assert opened.read() == b"content"


_NAMES = st.text("abO_2025-. é", min_size=1, max_size=8).filter(lambda name: name.strip(". ") != "")
_PLACES = st.sampled_from(
    [*FOLDERS, "", "sports_bar", "atlon/Sales", "SPORTS_BAR/orders", f"{NAME}/weeks", "old", "corrections/2025"]
)
_ENDINGS = st.sampled_from([".csv", ".CSV", ".csv.gz", ".zip", ".xlsx", ".xls", ".txt", ".json", ".parquet", ".gz", ".tsv", ""])


@given(st.lists(st.builds("{}/{}{}".format, _PLACES, _NAMES, _ENDINGS), max_size=12))
def test_each_file_of_any_name_at_any_place_is_read_or_named_or_hidden(paths: list[str]) -> None:
    with TemporaryDirectory() as folder:
        landed = {path.lstrip("/") for path in paths}
        for path in landed:
            write(Path(folder, path), "content")
        zone = landing_zone(folder)
        read = [file.path for feed in FEEDS for file in zone.files(feed) if not file.path.startswith(SEED_PREFIX)]
        named = [file.path for file in zone.strays(FEEDS)]
    hidden = {path for path in landed if is_hidden(path)}
    assert sorted([*read, *named, *hidden]) == sorted(landed)
    assert all(why_stray(path, FOLDERS) for path in named)
