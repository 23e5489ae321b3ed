"""What a run reads of a lake in a bucket: each file is fetched once, and what the copies say is what the tables say."""

import fcntl
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from sales_platform.errors import UserError
from sales_platform.fingerprints.made import Made, MadeLedger
from sales_platform.months import MonthRange
from sales_platform.storage import copies
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import is_locked
from sales_platform.storage.snapshot import lake_snapshot
from sales_platform.storage.sql_text import month_predicate, quoted
from sales_platform.storage.writes import replace_rows
from sales_platform_tests.faulty_proxy import Handler, OneInFive, proxy
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.storage.s3_bucket import use
from sales_platform_tests.storage.test_lake import AUGUST, JULY, TABLE, write

LAKE = Lake(f"s3://{BUCKET}/lake")
SUMS = "SELECT month, sum(number) AS total, count(*) AS rows FROM t GROUP BY month ORDER BY month"


@pytest.fixture
def server(moto: S3Server) -> S3Server:
    return moto


class Fetched:
    """Counts the requests for files of tables that pass through a proxy."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()

    def __call__(self, request: Handler) -> bool:
        if request.command == "GET" and request.path.endswith(".parquet"):
            self.count[request.path] += 1
        return False

    def files_and_requests(self) -> tuple[int, int]:
        """Since the last time."""
        seen = len(self.count), self.count.total()
        self.count.clear()
        return seen


@pytest.fixture
def fetched(server: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Fetched]:
    """An empty bucket behind a proxy that counts, in the environment; copies go into the test's folder."""
    for key in server.keys(""):
        server.client.delete_object(Bucket=BUCKET, Key=key)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    counter = Fetched()
    with proxy(server.url, counter) as url:
        use(monkeypatch, server, AWS_ENDPOINT_URL=url)
        yield counter


def sums(lake: Lake, months: MonthRange | None = None) -> list[tuple[date, int, int]]:
    answer = lake.query(SUMS, months, t=TABLE)
    assert answer is not None
    return [(row["month"], row["total"], row["rows"]) for row in answer.to_pylist()]


def test_many_questions_fetch_each_file_once(fetched: Fetched) -> None:
    write(LAKE.root, JULY, range(5))
    write(LAKE.root, AUGUST, range(3))
    fetched.files_and_requests()
    with lake_snapshot(LAKE.root) as lake:
        for _ in range(4):
            assert sums(lake) == [(JULY, 10, 5), (AUGUST, 3, 3)]
    assert fetched.files_and_requests() == (2, 2)


def test_a_snapshot_fetches_each_file_once_and_holds_no_lock(fetched: Fetched) -> None:
    write(LAKE.root, JULY, range(5))
    fetched.files_and_requests()
    with lake_snapshot(LAKE.root) as lake:
        assert sums(lake) == sums(lake) == [(JULY, 10, 5)]
        assert not is_locked(LAKE.root)
    assert fetched.files_and_requests() == (1, 1)
    write(LAKE.root, JULY, range(3))
    with lake_snapshot(LAKE.root) as lake:
        assert sums(lake) == [(JULY, 3, 3)]


def test_a_question_about_a_month_fetches_that_month_only_and_a_later_one_the_rest(fetched: Fetched) -> None:
    write(LAKE.root, JULY, range(5))
    write(LAKE.root, AUGUST, range(3))
    fetched.files_and_requests()
    with lake_snapshot(LAKE.root) as lake:
        assert sums(lake, MonthRange.of(JULY, JULY)) == [(JULY, 10, 5)]
        assert fetched.files_and_requests() == (1, 1)
        assert sums(lake) == [(JULY, 10, 5), (AUGUST, 3, 3)]
        assert fetched.files_and_requests() == (1, 1)


def test_what_the_run_writes_is_read_in_its_new_version_and_only_new_files_are_fetched(fetched: Fetched) -> None:
    with lake_snapshot(LAKE.root) as lake:
        write(lake, JULY, range(5))
        assert sums(lake) == [(JULY, 10, 5)]
        write(lake, AUGUST, range(3))
        fetched.files_and_requests()
        assert sums(lake) == [(JULY, 10, 5), (AUGUST, 3, 3)]
        assert fetched.files_and_requests() == (1, 1)


def test_a_table_without_rows_and_one_that_does_not_exist_are_told_apart(fetched: Fetched) -> None:
    with lake_snapshot(LAKE.root) as lake:
        assert lake.query(SUMS, t=TABLE) is None
        write(lake, JULY, [])
        assert sums(lake) == []
    assert fetched.files_and_requests() == (0, 0)


def test_names_of_partitions_are_data_of_any_kind(fetched: Fetched) -> None:
    schema = pa.schema([("month", pa.date32()), ("step", pa.string())])
    steps = ["quarantine/files", "a b%2Fc", "é='x'", "../up"]
    with lake_snapshot(LAKE.root) as lake:
        for step in steps:
            rows = partial(pa.table({"month": [JULY], "step": [step]}, schema=schema).to_reader)
            where = f"{month_predicate(MonthRange.of(JULY, JULY))} AND step = {quoted(step)}"
            replace_rows(lake, ("ledger", "steps"), schema, rows, where, partition_by="step")
        for months in (None, MonthRange.of(JULY, JULY)):
            answer = lake.query("SELECT step FROM t ORDER BY step", months, t=("ledger", "steps"))
            assert answer is not None
            assert sorted(answer.column("step").to_pylist()) == sorted(steps)
    assert fetched.count.total() >= len(steps)


def test_large_tables_are_read_where_they_are(fetched: Fetched, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(LAKE.root, JULY, range(5))
    monkeypatch.setattr(copies, "LARGEST_BYTES", 10)
    with lake_snapshot(LAKE.root) as lake:
        assert sums(lake) == [(JULY, 10, 5)]
        assert list(tmp_path.rglob("*.parquet")) == []
    assert fetched.count.total() > 1


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("step", ["_described", "os.link", "Path.write_bytes"])
def test_a_full_disk_is_no_trouble(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(LAKE.root, JULY, range(5))
    monkeypatch.setattr(f"sales_platform.storage.copies.{step}", full)
    with lake_snapshot(LAKE.root) as lake:
        assert sums(lake) == [(JULY, 10, 5)]


@pytest.mark.usefixtures("fetched")
def test_copies_go_with_the_run_and_those_of_killed_runs_with_the_next_one(tmp_path: Path) -> None:
    abandoned, another = (tmp_path / f"sales-platform-copies-{name}" for name in ("killed", "running"))
    for folder in (abandoned, another):
        folder.mkdir()
        (folder / ".lock").touch()
    write(LAKE.root, JULY, range(5))
    with (another / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with lake_snapshot(LAKE.root) as lake:
            assert sums(lake) == [(JULY, 10, 5)]
            assert len(list(tmp_path.glob("sales-platform-copies-*"))) == 2
        assert list(tmp_path.iterdir()) == [another]


@pytest.mark.usefixtures("fetched")
def test_a_server_that_fails_now_and_then_makes_no_copy_wrong(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, month in enumerate(MonthRange.of(date(2024, 1, 1), date(2024, 12, 1))):
        write(LAKE.root, month, range(number))
    with proxy(server.url, OneInFive(seed=5)) as url:
        use(monkeypatch, server, AWS_ENDPOINT_URL=url)
        with lake_snapshot(LAKE.root) as lake:
            assert [rows for _, _, rows in sums(lake)] == list(range(1, 12))


@pytest.mark.usefixtures("fetched")
def test_a_file_that_is_gone_is_told_with_its_name(server: S3Server) -> None:
    write(LAKE.root, JULY, range(5))
    for key in server.keys("lake/bronze"):
        if key.endswith(".parquet"):
            server.client.delete_object(Bucket=BUCKET, Key=key)
    with lake_snapshot(LAKE.root) as lake, pytest.raises(UserError, match=re.escape("bronze/new_table/month=2025-07-01/part-")):
        sums(lake)


def test_a_table_without_partitions_is_copied_too(fetched: Fetched) -> None:
    made = MadeLedger(LAKE)
    made.put({("gold/fact_sales", JULY): Made({"logic": "1"})})
    made.flush()
    fetched.files_and_requests()
    with lake_snapshot(LAKE.root) as lake:
        found = MadeLedger(lake).get("gold/fact_sales", JULY)
    assert found is not None
    assert found.parts == {"logic": "1"}
    assert fetched.files_and_requests() == (1, 1)
