"""The times in the answers of S3: a listing has one for each object, and boto3 takes longer for it than for all the rest."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from botocore.utils import parse_timestamp


def read_times_quickly(client: Any) -> None:  # noqa: ANN401 - boto3 makes its classes at run time
    """Let a client of boto3 read them by ``answered_time``; one that has another inside goes on as it does."""
    with suppress(AttributeError):
        client._endpoint._response_parser_factory.set_parser_defaults(timestamp_parser=answered_time)  # noqa: SLF001 - see the test


def answered_time(said: Any) -> datetime:  # noqa: ANN401 - a text or a number
    """A time as S3 writes it in a listing, with its zone; all others are left to boto3."""
    if isinstance(said, str):
        with suppress(ValueError):
            time = datetime.fromisoformat(said)
            if time.tzinfo is not None:
                return time
    found: datetime = parse_timestamp(said)
    return found
