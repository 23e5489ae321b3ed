"""The lock of a lake in a bucket: held by one, renewed, taken over, and lost."""

import multiprocessing
import threading
import time

import pyarrow as pa
import pytest

from sales_platform.errors import UserError
from sales_platform.storage.lake import Lake
from sales_platform.storage.lease import Lease
from sales_platform.storage.lock import is_locked, lake_lock
from sales_platform.storage.s3 import S3Address
from sales_platform.storage.snapshot import lake_snapshot
from sales_platform.storage.writes import append_rows
from sales_platform_tests.faulty_proxy import always, proxy
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.storage.s3_bucket import LAKE, MONTHS, use
from sales_platform_tests.storage.test_lake import counts, write


@pytest.mark.usefixtures("bucket")
def test_only_one_holds_a_lake_in_a_bucket_and_the_next_follows_when_it_is_released() -> None:
    order: list[str] = []
    first, second = (Lease(S3Address.parse(LAKE), seconds=3) for _ in range(2))

    def follow() -> None:
        with second.held(lambda: order.append("waits")):
            order.append("second")

    with first.held(lambda: None):
        assert first.is_held()
        thread = threading.Thread(target=follow)
        thread.start()
        time.sleep(4.5)  # longer than a lease: it is renewed
        order.append("first ends")
    thread.join()
    assert order == ["waits", "first ends", "second"]
    assert not first.is_held()
    assert not is_locked(LAKE)


@pytest.mark.usefixtures("bucket")
def test_a_lake_whose_holder_was_killed_is_taken_over_at_once() -> None:
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=_hold_for_ever, args=(held,))
    process.start()
    assert held.wait(60)
    assert is_locked(LAKE)
    process.kill()
    process.join()
    started = time.monotonic()
    with lake_lock(LAKE):
        assert time.monotonic() - started < 5


def _hold_for_ever(held: "multiprocessing.synchronize.Event") -> None:
    with lake_lock(LAKE):
        held.set()
        time.sleep(600)


def test_a_holder_that_was_taken_over_writes_no_more(bucket: S3Server) -> None:
    lease = Lease(S3Address.parse(LAKE), seconds=1)
    with lease.held(lambda: None), lake_snapshot(LAKE, lease.check) as lake:
        write(lake, MONTHS[0], range(10))
        bucket.client.put_object(Bucket=BUCKET, Key="lake/.sales_platform/lock/000000000009", Body=b"{}")
        assert lease.lost.wait(10)
        with pytest.raises(UserError, match="Lock lost: another run has taken the lake over"):
            write(lake, MONTHS[0], range(9))
        with pytest.raises(UserError, match="Lock lost"):
            append_rows(lake, ("ledger", "t"), pa.table({"step": ["a"]}), partition_by="step")
    assert counts(LAKE) == {MONTHS[0]: 10}
    assert Lake(LAKE).open("ledger", "t") is None


@pytest.mark.usefixtures("bucket")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_renewal_that_ends_by_an_unexpected_error_loses_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected() -> None:
        raise KeyError("LastModified")

    lease = Lease(S3Address.parse(LAKE), seconds=1)
    with lease.held(lambda: None):
        lease.check()
        monkeypatch.setattr(lease, "_newest", unexpected)
        assert lease.lost.wait(5)
        with pytest.raises(UserError, match=r"Lock lost: its renewal failed \(KeyError\('LastModified'\)\).*: run again"):
            lease.check()


@pytest.mark.usefixtures("bucket")
def test_a_renewal_that_hangs_loses_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    lease, end = Lease(S3Address.parse(LAKE), seconds=1), threading.Event()

    def hang() -> None:
        end.wait()

    with lease.held(lambda: None):
        monkeypatch.setattr(lease, "_newest", hang)
        time.sleep(1.5)
        with pytest.raises(UserError, match="Lock lost: it was not renewed for 1 seconds"):
            lease.check()
        end.set()


def test_a_server_that_fails_for_less_than_the_lease_loses_no_lock(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = threading.Event()
    with proxy(bucket.url, lambda request: failing.is_set() and always(403, "AccessDenied")(request)) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        lease = Lease(S3Address.parse(LAKE), seconds=3)
        with lease.held(lambda: None):
            for _ in range(2):
                failing.set()
                time.sleep(1.5)
                failing.clear()
                time.sleep(1)
            lease.check()
            failing.set()
            assert lease.lost.wait(10)
            with pytest.raises(UserError, match=r"Lock lost: it could not be renewed for 3 seconds \(AccessDenied\)"):
                lease.check()


def test_a_lock_is_released_without_an_error_when_the_server_is_gone(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    started = time.monotonic()
    with proxy(bucket.url, lambda _request: False) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        lease = Lease(S3Address.parse(LAKE)).held(lambda: None)
        lease.__enter__()
    lease.__exit__(None, None, None)
    assert time.monotonic() - started < 20
