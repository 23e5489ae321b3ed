"""How often what failed is tried again."""

from collections.abc import Callable

import pytest
from pyspark.errors.exceptions.connect import SparkConnectGrpcException

from sales_platform.storage import retries
from sales_platform.storage.retries import transient_retries

STORE = OSError("Generic S3 error: connection reset")
WORKER = SparkConnectGrpcException("internal error: h2 protocol error: error reading a body from connection")
OTHER_ATTEMPT = SparkConnectGrpcException(
    "cannot add stream for job 5 stage 0 partition 0 attempt 1 channel 0: a different attempt has already produced job output"
)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "wait_random_exponential", lambda **_limits: lambda _state: 0)


def failing(times: int, error: Exception) -> tuple[Callable[[], str], list[None]]:
    calls: list[None] = []

    def act() -> str:
        calls.append(None)
        if len(calls) <= times:
            raise error
        return "done"

    return act, calls


@pytest.mark.parametrize("error", [STORE, WORKER, OTHER_ATTEMPT])
def test_a_job_that_has_lost_a_worker_or_the_store_is_tried_again(error: Exception) -> None:
    act, calls = failing(2, error)
    assert transient_retries()(act) == "done"
    assert len(calls) == 3


@pytest.mark.parametrize(("error", "attempts"), [(STORE, 12), (WORKER, 3), (OSError("no such file"), 1)])
def test_attempts_end_and_a_job_that_may_take_long_has_few(error: Exception, attempts: int) -> None:
    act, calls = failing(99, error)
    with pytest.raises(type(error)):
        transient_retries()(act)
    assert len(calls) == attempts
