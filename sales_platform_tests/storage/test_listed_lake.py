"""A lake that is looked at again and again: what has not changed is not read again, and what has is always seen."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timezone

import pyarrow as pa
import pytest
from botocore.utils import parse_timestamp
from deltalake import DeltaTable, write_deltalake
from hypothesis import given
from hypothesis import strategies as st

from sales_platform.storage.answered_times import answered_time
from sales_platform.storage.kept_answers import MOST_ANSWERS, KeptAnswers
from sales_platform.storage.lake import OURS, Lake
from sales_platform.storage.listed_lake import ListedLake, forget_answers, listed_lake
from sales_platform.storage.log_files import list_log, remove_from_log
from sales_platform.storage.s3 import s3_client
from sales_platform_tests.faulty_proxy import Handler, proxy
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.storage.s3_bucket import LAKE, use
from sales_platform_tests.storage.test_lake import AUGUST, JULY, SCHEMA, TABLE, write

OTHER = ("bronze", "new_table_b")
Found = tuple[list[object], dict[date, int], object]
SQL = "SELECT month, number FROM t ORDER BY month, number"


@pytest.fixture
def lake(bucket: S3Server) -> Lake:  # noqa: ARG001 - it is there
    """Two tables of three versions each."""
    forget_answers()
    for table in (TABLE, OTHER):
        make(table, [1, 2])
    return Lake(LAKE)


def make(table: tuple[str, str], numbers: list[int]) -> None:
    """A table of three versions, whoever writes it."""
    lake = Lake(LAKE)
    lake.ensure(*table, SCHEMA)
    for number in numbers:
        add(lake.reopen(*table), number)


def add(delta: DeltaTable, number: int) -> None:
    write_deltalake(delta, pa.table({"month": [JULY], "number": [number]}, schema=SCHEMA), mode="append", commit_properties=OURS)


def look() -> Found:
    """What one look finds of the table."""
    with listed_lake(LAKE, [TABLE, OTHER]) as lake:
        return found(lake)


def found(lake: Lake) -> Found:
    answer = lake.query(SQL, t=TABLE)
    rows = answer.to_pylist() if answer is not None else []
    return rows, dict(lake.rows_by_month(*TABLE)), lake.newest_versions([TABLE, OTHER])


def append(lake: Lake) -> None:
    add(lake.reopen(*TABLE), 3)


def replace_a_month(lake: Lake) -> None:
    write(lake, JULY, [7])
    write(lake, AUGUST, [8])


def put_together(lake: Lake) -> None:
    lake.reopen(*TABLE).optimize.compact()


def checkpoint(lake: Lake) -> None:
    lake.reopen(*TABLE).create_checkpoint()


def clean_the_log(lake: Lake) -> None:
    checkpoint(lake)
    newest = lake.reopen(*TABLE).version()
    remove_from_log(LAKE, TABLE, [file for file in list_log(LAKE, TABLE) if file.version < newest], lambda: None)


def restore(lake: Lake) -> None:
    lake.reopen(*TABLE).restore(1)


def remove(_lake: Lake) -> None:
    client = s3_client()
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"lake/{'/'.join(TABLE)}/"):
        for item in page.get("Contents", ()):
            client.delete_object(Bucket=BUCKET, Key=item["Key"])


def make_again_with_as_many_versions(lake: Lake) -> None:
    remove(lake)
    make(TABLE, [5, 6])


def change_the_other_table(lake: Lake) -> None:
    add(lake.reopen(*OTHER), 9)


EVENTS = [
    append,
    replace_a_month,
    put_together,
    checkpoint,
    clean_the_log,
    restore,
    remove,
    make_again_with_as_many_versions,
    change_the_other_table,
]


@pytest.mark.parametrize("happens", EVENTS)
def test_whatever_happens_to_a_table_the_next_look_has_what_is_there(lake: Lake, happens: Callable[[Lake], None]) -> None:
    assert look() == look() == found(Lake(LAKE))
    happens(lake)
    assert look() == look() == found(Lake(LAKE))


class Asked:
    """The requests that pass through a proxy, but for listings of all logs."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def __call__(self, request: Handler) -> bool:
        if "start-after=lake%2Fbronze%2Fnew_table%2F_delta_log%2F&" not in f"{request.path}&":
            self.paths.append(request.path)
        return False


@pytest.mark.parametrize("happens", [lambda _lake: None, change_the_other_table])
def test_what_has_not_changed_is_not_asked_for_again(
    lake: Lake, bucket: S3Server, happens: Callable[[Lake], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = look()
    happens(lake)
    asked = Asked()
    with proxy(bucket.url, asked) as url:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=url)
        assert look()[:2] == first[:2]
    assert asked.paths == []


def test_an_answer_of_after_the_listing_is_not_taken_for_one_of_the_listing(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, committed = ListedLake.open, list[int]()

    def late(self: ListedLake, layer: str, table: str) -> DeltaTable | None:
        if not committed:
            append(lake)
            committed.append(lake.reopen(*TABLE).version())
        return opened(self, layer, table)

    with monkeypatch.context() as patch, listed_lake(LAKE, [TABLE, OTHER]) as looking:
        patch.setattr(ListedLake, "open", late)
        assert looking.query(SQL, t=TABLE) == lake.query(SQL, t=TABLE)
    s3_client().delete_object(Bucket=BUCKET, Key=f"lake/{'/'.join(TABLE)}/_delta_log/{committed[0]:020}.json")  # by hand
    assert look() == found(Lake(LAKE))


def test_what_a_look_writes_itself_is_seen_by_it_and_by_the_next(lake: Lake) -> None:
    look()
    with listed_lake(LAKE, [TABLE, OTHER]) as looking:
        before = found(looking)
        add(looking.ensure(*TABLE, SCHEMA), 4)
        assert found(looking) == found(lake) != before
    assert look() == found(Lake(LAKE))


def test_tables_that_were_not_listed_are_read(lake: Lake) -> None:
    with listed_lake(LAKE, [OTHER]) as looking:
        assert found(looking) == found(lake)
        append(lake)
    with listed_lake(LAKE, [OTHER]) as looking:
        assert found(looking) == found(Lake(LAKE))


def test_answers_are_kept_up_to_a_number_of_bytes_and_the_last_ones_asked_for_stay() -> None:
    numbers = pa.table({"number": list(range(100))})
    kept, marks = KeptAnswers(most_bytes=3 * numbers.nbytes), {TABLE: "a"}
    for question in ("first", "second", "third"):
        kept.keep(question, marks, numbers)
    assert kept.get("first", marks) is numbers
    kept.keep("fourth", marks, numbers)
    assert kept.get("second", marks) is None
    assert kept.get("first", marks) is kept.get("fourth", marks) is numbers
    kept.keep("large", marks, pa.table({"number": list(range(1000))}))
    assert kept.get("large", marks) is None


def test_a_bounded_number_of_answers_is_kept() -> None:
    kept, marks = KeptAnswers(), {TABLE: "a"}
    for question in range(MOST_ANSWERS + 1):
        kept.keep(question, marks, {})
    assert [kept.get(question, marks) for question in (0, 1, MOST_ANSWERS)] == [None, {}, {}]


def test_an_answer_about_a_log_with_another_mark_is_given_up() -> None:
    kept, marks = KeptAnswers(), {TABLE: "a", OTHER: "b"}
    kept.keep("of both", marks, {})
    kept.keep("of one", {OTHER: "b"}, {})
    assert kept.forget_changed(marks) == set()
    assert kept.forget_changed({TABLE: "c", OTHER: "b"}) == {TABLE}
    assert kept.get("of both", marks) is None
    assert kept.get("of one", {OTHER: "c"}) is None


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["milliseconds", "seconds"]))  # noqa: DTZ001 - in UTC
def test_a_time_of_a_listing_is_what_boto3_reads(time: datetime, precision: str) -> None:
    said = f"{time.isoformat(timespec=precision)}Z"
    assert answered_time(said) == parse_timestamp(said)


@pytest.mark.parametrize("said", ["Thu, 26 Nov 2026 15:50:00 GMT", 1422172800, "1422172800", "20260101", "2026-01-01T01:02:03"])
def test_any_other_time_is_left_to_boto3(said: object) -> None:
    assert answered_time(said) == parse_timestamp(said)


def test_the_client_reads_times_quickly(bucket: S3Server) -> None:
    bucket.land("a.csv", "a")
    (item,) = s3_client().list_objects_v2(Bucket=BUCKET)["Contents"]
    assert type(item["LastModified"].tzinfo) is timezone  # that of boto3 is dateutil's
    assert item["LastModified"].astimezone(UTC) == item["LastModified"]
