"""The lock of a lake in a bucket: held by one, renewed, taken over, and lost."""

import os
import threading
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event

import pyarrow as pa
import pytest

from sales_platform.errors import UserError
from sales_platform.storage.lake import Lake
from sales_platform.storage.lease import LEASE_SECONDS, Lease
from sales_platform.storage.lock import is_locked, lake_lock
from sales_platform.storage.s3 import S3Address
from sales_platform.storage.snapshot import lake_snapshot
from sales_platform.storage.writes import append_rows
from sales_platform_tests.faulty_proxy import Handler, always, proxy
from sales_platform_tests.processes import process_context, take_over
from sales_platform_tests.s3_servers import BUCKET, S3Server
from sales_platform_tests.storage.s3_bucket import LAKE, MONTHS, use
from sales_platform_tests.storage.test_lake import counts, write

PATIENT = 6
"""Seconds of a lease that a busy machine renews in time."""
LONG = 120
"""Seconds after which something will not happen any more."""


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.usefixtures("bucket")
def test_only_one_holds_a_lake_in_a_bucket_and_the_next_follows_when_it_is_released() -> None:
    order: list[str] = []
    first, second = (Lease(S3Address.parse(LAKE), seconds=PATIENT) for _ in range(2))

    def follow() -> None:
        with second.held(lambda: order.append("waits")):
            order.append("second")

    with first.held(lambda: None):
        assert first.is_held()
        acquired = first._renewed
        thread = threading.Thread(target=follow)
        thread.start()
        wait_until(lambda: first._renewed > acquired + PATIENT)  # it is held for longer than a lease, for it is renewed
        order.append("first ends")
    thread.join()
    assert order == ["waits", "first ends", "second"]
    assert not first.is_held()
    assert not is_locked(LAKE)


@pytest.mark.usefixtures("bucket")
def test_a_lake_whose_holder_was_killed_is_taken_over_at_once() -> None:
    context = process_context()
    held = context.Event()
    process = context.Process(target=_hold_for_ever, args=(held, dict(os.environ)))
    process.start()
    assert held.wait(LONG)
    assert is_locked(LAKE)
    process.kill()
    process.join()
    waited: list[str] = []
    with lake_lock(LAKE, lambda: waited.append("waited")):
        assert not waited


def _hold_for_ever(held: Event, environment: dict[str, str]) -> None:
    take_over(environment)
    with lake_lock(LAKE):
        held.set()
        time.sleep(600)


def test_a_holder_that_was_taken_over_writes_no_more(bucket: S3Server) -> None:
    lease = Lease(S3Address.parse(LAKE), seconds=PATIENT)
    with lease.held(lambda: None), lake_snapshot(LAKE, lease.check) as lake:
        write(lake, MONTHS[0], range(10))
        bucket.client.put_object(Bucket=BUCKET, Key="lake/.sales_platform/lock/000000000009", Body=b"{}")
        assert lease.lost.wait(LONG)
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

    lease = Lease(S3Address.parse(LAKE), seconds=PATIENT)
    with lease.held(lambda: None):
        lease.check()
        monkeypatch.setattr(lease, "_newest", unexpected)
        assert lease.lost.wait(LONG)
        with pytest.raises(UserError, match=r"Lock lost: its renewal failed \(KeyError\('LastModified'\)\).*: run again"):
            lease.check()


@pytest.mark.usefixtures("bucket")
def test_a_renewal_that_hangs_loses_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    lease, hangs, end = Lease(S3Address.parse(LAKE), seconds=1), threading.Event(), threading.Event()

    def hang() -> None:
        hangs.set()
        end.wait()

    with lease.held(lambda: None):
        monkeypatch.setattr(lease, "_newest", hang)
        assert hangs.wait(LONG)
        wait_until(lambda: time.monotonic() > lease._renewed + 1)
        with pytest.raises(UserError, match="Lock lost: it was not renewed for 1 seconds"):
            lease.check()
        end.set()


def test_a_server_that_fails_for_less_than_the_lease_loses_no_lock(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    failing, failed = threading.Event(), threading.Event()

    def fail(request: Handler) -> bool:
        if not failing.is_set():
            return False
        failed.set()
        return always(403, "AccessDenied")(request)

    with proxy(bucket.url, fail) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        lease = Lease(S3Address.parse(LAKE), seconds=PATIENT)
        with lease.held(lambda: None):
            for _ in range(2):
                failed.clear()
                failing.set()
                assert failed.wait(LONG)
                before = lease._renewed
                failing.clear()
                wait_until(lambda before=before: lease._renewed > before or lease.lost.is_set())  # type: ignore[misc]
            lease.check()
            failing.set()
            assert lease.lost.wait(LONG)
            with pytest.raises(UserError, match=rf"Lock lost: it could not be renewed for {PATIENT} seconds \(AccessDenied\)"):
                lease.check()


def test_a_lock_is_released_without_an_error_when_the_server_is_gone(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy(bucket.url, lambda _request: False) as address:
        use(monkeypatch, bucket, AWS_ENDPOINT_URL=address)
        lease = Lease(S3Address.parse(LAKE)).held(lambda: None)
        lease.__enter__()
    started = time.monotonic()
    lease.__exit__(None, None, None)
    assert time.monotonic() - started < LEASE_SECONDS
