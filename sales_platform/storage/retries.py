"""Which failures of a Delta table are worth another attempt."""

from collections.abc import Callable

from deltalake.exceptions import CommitFailedError
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from sales_platform.problems.causes import WORKER_LOST
from sales_platform.problems.edge import shows

_OBJECT_STORE = "Generic S3 error"
"""How the errors of the object store begin, in delta-rs and in the engine; neither has a class of its own for them."""


_REQUESTS, _JOBS = 12, 3
"""So many attempts: a request to an object store takes moments, a job of an engine may take an hour."""


def commit_retries() -> Retrying:
    """Retry, with back-off, after a conflicting commit or an error of the object store."""
    return _retries(lambda error: isinstance(error, CommitFailedError) or is_transient(error))


def transient_retries() -> Retrying:
    """Retry, with back-off, after an error of the object store, or when an engine has lost a worker in the middle of a job."""
    return _retries(lambda error: is_transient(error) or shows(WORKER_LOST, error))


def is_transient(error: BaseException) -> bool:
    """Whether an error is the object store's, or the connection's to it, after the client's own retries."""
    return _OBJECT_STORE in str(error)


def _retries(again: Callable[[BaseException], bool]) -> Retrying:
    wait = wait_random_exponential(multiplier=0.1, max=5)
    return Retrying(retry=retry_if_exception(again), wait=wait, stop=_enough, reraise=True)


def _enough(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome is not None else None
    return state.attempt_number >= (_JOBS if error is not None and shows(WORKER_LOST, error) else _REQUESTS)
