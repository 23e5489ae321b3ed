"""Refreshing one month takes as many questions, opened tables and files with 60 months of history as with 6."""

import json
import os
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from sales_platform_tests.counted_run import COUNTS
from sales_platform_tests.faulty_proxy import Handler, proxy
from sales_platform_tests.long_histories import LAST, land_months, land_orders, months_of
from sales_platform_tests.made_once import made_once
from sales_platform_tests.s3_servers import BUCKET, S3Server, localbucket_server
from sales_platform_tests.warm import run_warm

LENGTHS = (6, 24, 60)
MONTHLY = re.compile(r"(?P<table>\w+/\w+)/month=\d{4}-\d{2}-\d{2}/[^/]*[.]parquet")
LOCK = ".sales_platform/lock"
"""Of the lake; renewed every few seconds, as long as a run takes."""
LISTED = "listed"
EVERY_MONTH = {"gold/fact_sales": 1}
"""Files that are read of each month: for the forecast, which is of all months."""


@dataclass(frozen=True)
class Refresh:
    """What one refresh took: counts within the process, requests for files by table, and all requests but those of the lock.

    Of them, listings are counted by themselves.
    """

    within: Counter[str]
    files: Counter[str]
    requests: int
    listings: int


@pytest.fixture(scope="module")
def refreshes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Refresh]:
    """For each length of the history, what one more file of the last month took, with the lake in a bucket."""

    def make(folder: Path) -> None:
        with localbucket_server(folder / "server") as server:
            counts = {months: refreshed(folder / f"{months}", months, server, folder / "server" / BUCKET) for months in LENGTHS}
        (folder / "all.json").write_text(json.dumps(counts))

    answer = json.loads((made_once(tmp_path_factory, "histories", make) / "all.json").read_text())
    return {
        int(months): Refresh(Counter(within), Counter(files), sum(requests.values()) - requests[LISTED], requests[LISTED])
        for months, (within, files, requests) in answer.items()
    }


def refreshed(folder: Path, months: int, server: S3Server, bucket: Path) -> list[dict[str, int]]:
    """Fill a lake on the disk, put it into the bucket, land one more file, and count what its run takes."""
    folder.mkdir()
    land_months(folder / "landing", months_of(months))
    variables = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "SALES_LANDING": str(folder / "landing"),
        "DAGSTER_HOME": str(folder / "home"),
        "SALES_FIRST_MONTH": f"{months_of(months).start:%Y-%m}",
        "TMPDIR": str(folder),
    }
    filled = run_warm(["run"], variables | {"SALES_LAKE": str(folder / "lake")}, folder)
    assert filled.returncode == 0, filled.stdout + filled.stderr
    shutil.copytree(folder / "lake", bucket / f"lake_{months}")
    land_orders(folder / "landing", LAST, "03", rows=2)
    files: Counter[str] = Counter()
    requests: Counter[str] = Counter()

    def count(request: Handler) -> bool:
        path = unquote(request.path)
        if LOCK not in path:
            requests[LISTED if "list-type=2" in path else request.command] += 1
        if request.command == "GET" and (found := MONTHLY.search(path)):
            files[found["table"]] += 1
        return False

    with proxy(server.url, count) as url:
        of_bucket = {**server.environment, "AWS_ENDPOINT_URL": url, "SALES_LAKE": f"s3://{BUCKET}/lake_{months}"}
        done = run_warm([], variables | of_bucket, folder, "from sales_platform_tests.counted_run import main; main()")
    assert "Refreshed 1 month " in done.stdout, done.stdout + done.stderr
    return [json.loads((folder / COUNTS).read_text()), files, requests]


of_longer_ones = pytest.mark.parametrize("longer", LENGTHS[1:])


@of_longer_ones
def test_a_refresh_asks_and_opens_as_much_whatever_the_history(refreshes: dict[int, Refresh], longer: int) -> None:
    short = refreshes[LENGTHS[0]].within
    assert short["questions"] > 0
    assert short["plans that the engine executes"] > 0
    assert refreshes[longer].within == short


@of_longer_ones
def test_a_refresh_reads_as_many_files_whatever_the_history(refreshes: dict[int, Refresh], longer: int) -> None:
    """But for one file of each month of the fact, which the forecast is computed from."""
    short, files = refreshes[LENGTHS[0]].files, refreshes[longer].files
    assert short["silver/sales"] > 0
    more = {table: count - short[table] for table, count in files.items() if count != short[table]}
    assert more == {table: count * (longer - LENGTHS[0]) for table, count in EVERY_MONTH.items()}


@of_longer_ones
def test_a_refresh_makes_no_other_request_more(refreshes: dict[int, Refresh], longer: int) -> None:
    more = sum(EVERY_MONTH.values()) * (longer - LENGTHS[0])
    assert refreshes[longer].requests - refreshes[LENGTHS[0]].requests == more


@of_longer_ones
def test_listings_are_cut_at_a_thousand_objects_and_leap_over_the_rest(refreshes: dict[int, Refresh], longer: int) -> None:
    assert refreshes[longer].listings - refreshes[LENGTHS[0]].listings in {0, 1}
