"""The edge: whatever is raised leaves the platform as one sentence; the error itself is kept as its cause and for the log."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from sales_platform.errors import OutsideError, RunFailedError, UserError
from sales_platform.problems.causes import OF_PLANS, PANIC, Cause, cause_of
from sales_platform.problems.found import Deed
from sales_platform.problems.raised import Raised, raised_chain

SENTENCES = (UserError, RunFailedError)
"""The errors that are sentences."""
LOG = logging.getLogger("sales_platform.edge")
"""Has the error behind each sentence, with its traceback, at the level of debugging; one that nobody foresaw as an error."""


def told_error(error: BaseException, deed: Deed) -> UserError | RunFailedError:
    """What to raise, or to show, instead of an error; errors of the platform are sentences already.

    Returns:
        A UserError where a setting, a path or a right must be corrected, an OutsideError where something outside of the platform
        failed, a RunFailedError where the platform is at fault.
    """
    if isinstance(error, SENTENCES):
        return error
    told = told_chain(raised_chain(error), deed)
    if told is None:
        LOG.error("An error that was not foreseen", exc_info=error)
        return unforeseen(raised_chain(error)[-1])
    LOG.debug("The error behind the sentence: %s", told, exc_info=error)
    told.__cause__ = error
    return told


def told_chain(chain: Sequence[Raised], deed: Deed, but: Collection[Cause] = ()) -> UserError | OutsideError | None:
    """The same of a chain of errors; None when it shows no cause outside of the platform, or one that the caller tells itself.

    Args:
        but: the causes that the caller has sentences of its own for.
    """
    if (found := cause_of(chain, deed)) is None or found[0] in but:
        return None
    cause, where = found
    return (UserError if cause.correctable else OutsideError)(cause.say(where))


def shows(cause: Cause, error: BaseException) -> bool:
    """Whether an error, with those behind it, shows a cause as the first one that fits."""
    found = cause_of(raised_chain(error), Deed())
    return found is not None and found[0] is cause


def may_be_of_the_plan(error: BaseException) -> bool:
    """Whether an error may come from what the engine was asked, and not from where it runs or from what it reads and writes."""
    found = cause_of(raised_chain(error), Deed())
    return found is None or found[0] in OF_PLANS


def unforeseen(error: Raised) -> RunFailedError:
    """What to say of an error that shows no cause: the platform is at fault; its text may hold anybody's data."""
    return RunFailedError(
        f"The platform failed in a way that nobody foresaw ({error.kind}: {error.line[:200]}): give the command with --debug, and"
        " report what it shows."
    )


@contextmanager
def told(deed: Deed) -> Iterator[None]:
    """Raise a sentence from an error whose cause is outside of the platform; all others pass as they are.

    Raises:
        UserError, OutsideError: see ``told_error``.
    """
    try:
        yield
    except BaseException as error:
        if not is_foreign(error) or (sentence := told_chain(raised_chain(error), deed)) is None:
            raise
        raise sentence from error


@contextmanager
def all_told(deed: Deed) -> Iterator[None]:
    """Raise a sentence from any error, as the last thing before a person sees it.

    Raises:
        UserError, RunFailedError: see ``told_error``.
    """
    try:
        yield
    except BaseException as error:
        if not is_foreign(error):
            raise
        raise told_error(error, deed) from error


def is_foreign(error: BaseException) -> bool:
    """Whether an error is neither a sentence of the platform's nor a wish to end the process."""
    if isinstance(error, SENTENCES):
        return False
    return isinstance(error, Exception) or type(error).__name__ == PANIC
