"""Sentences of this platform's own code that runs on executors, on their way through the engine's errors."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.errors import PySparkException

from sales_platform.errors import LandingChangedError, UserError

_MARK = "sales_platform on executors"
_LONGEST = 160
_SENTENCE = re.compile(rf"{_MARK} \((changed|failed)\): (.*)")


def marked(error: Exception, *, changed: bool) -> RuntimeError:
    """What to raise on an executor, for the client to find the sentence in what the engine makes of it.

    Args:
        error: its text is the sentence.
        changed: a landed file is no longer the one that was listed.
    """
    return RuntimeError(f"{_MARK} ({'changed' if changed else 'failed'}): {' '.join(str(error).split())}")


@contextmanager
def sentences_of_executors() -> Iterator[None]:
    """Raise what an executor has said instead of the engine's error.

    Raises:
        LandingChangedError: a landed file is no longer the one that was listed.
        UserError: something else that a person can correct.
    """
    try:
        yield
    except PySparkException as error:
        if found := _SENTENCE.search(str(error)):
            raise (LandingChangedError if found[1] == "changed" else UserError)(found[2].strip()) from error
        raise


def last_line(error: Exception) -> str:
    """The last line of an error that says something: of a traceback that an engine quotes, the error itself."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip() and not line.strip().startswith("SQLSTATE")]
    return (lines[-1] if lines else type(error).__name__)[:_LONGEST].rstrip(".")
