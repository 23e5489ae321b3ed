"""Which failures of a Delta table are worth another attempt."""

from collections.abc import Callable

from deltalake.exceptions import CommitFailedError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

_OBJECT_STORE = "Generic S3 error"
"""How the errors of the object store begin, in delta-rs and in the engine; neither has a class of its own for them."""


def commit_retries() -> Retrying:
    """Retry, with back-off, after a conflicting commit or an error of the object store."""
    return _retries(lambda error: isinstance(error, CommitFailedError) or is_transient(error))


def transient_retries() -> Retrying:
    """Retry, with back-off, after an error of the object store."""
    return _retries(is_transient)


def is_transient(error: BaseException) -> bool:
    """Whether an error is the object store's, or the connection's to it, after the client's own retries."""
    return _OBJECT_STORE in str(error)


def _retries(again: Callable[[BaseException], bool]) -> Retrying:
    wait = wait_random_exponential(multiplier=0.1, max=5)
    return Retrying(retry=retry_if_exception(again), wait=wait, stop=stop_after_attempt(12), reraise=True)
