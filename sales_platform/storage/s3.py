"""S3: addresses, one client, and one check before use, so that a wrong setting is named in one sentence within seconds.

Credentials are those of ``credentials``; delta-rs and the engine find them in the environment.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
    ResponseStreamingError,
)
from dagster_aws.s3 import S3Resource
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from sales_platform.errors import UserError
from sales_platform.problems.store_answers import answer_of_store, no_answer_of_store
from sales_platform.storage.answered_times import read_times_quickly
from sales_platform.storage.credentials import KEYS, MISSING, no_credentials, renew_credentials

UNSAFE_VARIABLE = "SALES_ALLOW_UNSAFE_S3"
_DEFAULT_REGION = "us-east-1"
_ATTEMPTS = 8
_QUICK = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 3, "mode": "standard"})
CUT = (HTTPClientError, ResponseStreamingError, IncompleteReadError, OSError)
"""The errors of a connection that ends before the answer does."""


@dataclass(frozen=True)
class S3Address:
    """A bucket and a prefix in it, without slashes at its ends."""

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, address: str) -> "S3Address":
        """Read ``s3://bucket/prefix``.

        Raises:
            UserError: it is another kind of address, or names no bucket.
        """
        scheme, _, rest = address.partition("://")
        bucket, _, prefix = rest.partition("/")
        if scheme != "s3" or not bucket:
            raise UserError(f"The address '{address}' is neither a folder nor of the form s3://bucket/prefix.")
        return cls(bucket, prefix.strip("/"))

    def key(self, path: str) -> str:
        """The key of a path below the prefix."""
        return f"{self.prefix}/{path}" if self.prefix else path


def s3_client() -> Any:  # noqa: ANN401 - boto3 makes its classes at run time
    """dagster-aws's client, with region and endpoint of the environment and retries; safe for threads."""
    renew_credentials()
    return _client(_region(), _endpoint(), tuple(os.environ.get(name) for name in KEYS))


def quick_client() -> Any:  # noqa: ANN401
    """A client that gives up within seconds; safe for threads."""
    renew_credentials()
    return _quick_client(_region(), _endpoint(), tuple(os.environ.get(name) for name in KEYS))


@lru_cache(maxsize=4)
def _quick_client(region: str, endpoint: str | None, _credentials: tuple[str | None, ...]) -> Any:  # noqa: ANN401
    return boto3.Session().client("s3", region_name=region, endpoint_url=endpoint, config=_QUICK)


@lru_cache(maxsize=4)
def _client(region: str, endpoint: str | None, _credentials: tuple[str | None, ...]) -> Any:  # noqa: ANN401
    """Cached: boto3 takes a quarter of a second to make a client."""
    client = S3Resource(region_name=region, endpoint_url=endpoint, max_attempts=_ATTEMPTS).get_client()
    read_times_quickly(client)
    return client


def prepare_environment() -> None:
    """Put into this process's environment what delta-rs and the engine read there.

    Raises:
        UserError: the standard chain finds no credentials.
    """
    os.environ.setdefault("AWS_REGION", _region())
    if (_endpoint() or "").startswith("http://"):
        os.environ.setdefault("AWS_ALLOW_HTTP", "true")
    renew_credentials()


def check_bucket(address: S3Address) -> None:
    """Find out within seconds that a bucket cannot be used.

    Raises:
        UserError: the sentence says why.
    """
    with s3_errors_as_sentences(f"the bucket '{address.bucket}'"):
        quick_client().list_objects_v2(Bucket=address.bucket, MaxKeys=1)  # unlike HEAD, its answer says what is wrong


def check_conditional_writes(address: S3Address) -> None:
    """Make sure that the endpoint honours ``If-None-Match: *``: without it, two writers overwrite each other's commits.

    A marker object stays, so that one request is enough the next time.

    Raises:
        UserError: it does not, and the operator has not allowed that.
    """
    if (said := os.environ.get(UNSAFE_VARIABLE) or "0") not in ("0", "1"):
        raise UserError(f"{UNSAFE_VARIABLE} is '{said}': set it to 1, or leave it unset.")
    if said == "1":
        return
    client, key = s3_client(), address.key(".sales_platform/conditional_writes")
    with s3_errors_as_sentences(f"the lake in the bucket '{address.bucket}'"):
        if create_object(client, address.bucket, key) and create_object(client, address.bucket, key):
            raise UserError(
                f"The S3 endpoint of the bucket '{address.bucket}' ignores conditional writes (If-None-Match), so two writers"
                f" could overwrite each other's commits: use another server, or set {UNSAFE_VARIABLE}=1 if only one ever writes."
            )


def read_object(client: Any, address: S3Address, path: str) -> bytes:  # noqa: ANN401 - boto3's client
    """A whole object; retried when the connection is cut.

    Raises:
        UserError: the object cannot be read.
    """

    def read() -> bytes:
        data: bytes = client.get_object(Bucket=address.bucket, Key=address.key(path))["Body"].read()
        return data

    with s3_errors_as_sentences(f"'{path}' in the bucket '{address.bucket}'"):
        return connection_retries()(read)


def listed_below(address: S3Address, path: str) -> list[tuple[str, datetime]]:
    """The names of the objects below a path that ends with a slash, each with the time when it was written.

    Raises:
        UserError: they cannot be listed.
    """
    prefix = address.key(path)
    with s3_errors_as_sentences(f"the lake in the bucket '{address.bucket}'"):
        pages = s3_client().get_paginator("list_objects_v2").paginate(Bucket=address.bucket, Prefix=prefix)
        return [(item["Key"].removeprefix(prefix), item["LastModified"]) for page in pages for item in page.get("Contents", ())]


def folders_below(address: S3Address, path: str) -> list[str]:
    """The names of what looks like folders just below a path that is empty or ends with a slash.

    Raises:
        UserError: they cannot be listed.
    """
    prefix = address.key(path)
    with s3_errors_as_sentences(f"the lake in the bucket '{address.bucket}'"):
        pages = s3_client().get_paginator("list_objects_v2").paginate(Bucket=address.bucket, Prefix=prefix, Delimiter="/")
        found = [item["Prefix"] for page in pages for item in page.get("CommonPrefixes", ())]
    return [one.removeprefix(prefix).strip("/") for one in found]


def remove_objects(address: S3Address, paths: Sequence[str]) -> None:
    """Remove objects, in their order.

    Raises:
        UserError: they cannot be removed.
    """
    client = s3_client()
    with s3_errors_as_sentences(f"the lake in the bucket '{address.bucket}'"):
        for path in paths:
            client.delete_object(Bucket=address.bucket, Key=address.key(path))


def connection_retries() -> Retrying:
    """Retry, with back-off, a read whose connection was cut: boto3 retries a request, but not the body of its answer."""
    wait = wait_random_exponential(multiplier=0.1, max=5)
    return Retrying(retry=retry_if_exception_type(CUT), stop=stop_after_attempt(8), wait=wait, reraise=True)


def create_object(client: Any, bucket: str, key: str, body: bytes = b"") -> bool:  # noqa: ANN401
    """Create an object unless it exists; False when it does."""
    try:
        client.put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*")
    except ClientError as error:
        if error.response["Error"]["Code"] in ("PreconditionFailed", "ConditionalRequestConflict", "412", "409"):
            return False
        raise
    return True


@contextmanager
def s3_errors_as_sentences(what: str) -> Iterator[None]:
    """Turn boto3's errors into one sentence, without anything secret.

    Args:
        what: was being used, in words.

    Raises:
        UserError: instead of any error of boto3.
    """
    try:
        yield
    except MISSING:
        raise no_credentials() from None
    except ClientError as error:
        raise UserError(_client_error(what, error)) from None
    except (BotoCoreError, OSError) as error:
        problem = type(error).__name__ if _endpoint() is None else f"AWS_ENDPOINT_URL is {_endpoint()}; {type(error).__name__}"
        raise UserError(no_answer_of_store(what, problem)) from None


def _client_error(what: str, error: ClientError) -> str:
    answer = error.response.get("ResponseMetadata", {})
    there = answer.get("HTTPHeaders", {}).get("x-amz-bucket-region")
    code = error.response.get("Error", {}).get("Code", "")
    return answer_of_store(what, answer.get("HTTPStatusCode"), code, region=_region(), there=there)


def _region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or boto3.Session().region_name or _DEFAULT_REGION


def _endpoint() -> str | None:
    return os.environ.get("AWS_ENDPOINT_URL") or None
