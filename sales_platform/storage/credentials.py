"""AWS credentials: taken from boto3's standard chain whenever they are needed, and put where delta-rs and the engine read them.

Those of a role, of SSO or of a ``credential_process`` live some hours at the most. The chain renews them; what it gave is put
into the environment of the process, and marked there, so that a child asks the chain again and does not take them for the
operator's.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, NoCredentialsError, PartialCredentialsError, ProfileNotFound

from sales_platform.errors import UserError
from sales_platform.problems.store_answers import NO_CREDENTIALS

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_EXPORTED = "SALES_AWS_KEY_OF_CHAIN"
"""Has the access key that the chain gave, in this process or in one that has started it."""
MISSING = (NoCredentialsError, PartialCredentialsError, ProfileNotFound)
_lock = threading.Lock()
_chain: Any = None


def renew_credentials() -> None:
    """Let the environment have credentials that are valid; nothing is done where the operator has set some there.

    It is quick while they last, and to be called before each use.

    Raises:
        UserError: the chain finds none, or cannot renew them.
    """
    with _lock:
        if _of_the_operator():
            return
        found = _from_chain()
        values = dict(zip(KEYS, (found.access_key, found.secret_key, found.token), strict=True))
        if values[KEYS[0]] == os.environ.get(KEYS[0]):
            return
        for name, value in values.items():
            os.environ.pop(name, None)
            if value:
                os.environ[name] = value
        os.environ[_EXPORTED] = found.access_key


def may_change() -> bool:
    """Whether those in the environment are of the chain, which may renew them."""
    return _EXPORTED in os.environ and not _of_the_operator()


def _of_the_operator() -> bool:
    key = os.environ.get(KEYS[0])
    return bool(key) and key != os.environ.get(_EXPORTED)


def _from_chain() -> Any:  # noqa: ANN401 - botocore's
    global _chain  # noqa: PLW0603 - the chain renews credentials that expire, so it is asked each time
    try:
        if _chain is None:
            with _without_exported():
                _chain = boto3.Session().get_credentials()
        if _chain is not None:
            return _chain.get_frozen_credentials()
    except MISSING:
        pass
    except BotoCoreError as error:
        problem = " ".join(str(error).split())[:300]
        raise UserError(
            f"The AWS credentials cannot be renewed ({problem}): log in again, or correct the profile, role or process."
        ) from None
    raise no_credentials()


@contextmanager
def _without_exported() -> Iterator[None]:
    """The environment as the operator has set it: boto3 would take the keys there, and never renew them."""
    kept = {name: value for name in KEYS if (value := os.environ.pop(name, None)) is not None}
    try:
        yield
    finally:
        os.environ.update(kept)


def no_credentials() -> UserError:
    """What to say when there are none."""
    return UserError(NO_CREDENTIALS)
