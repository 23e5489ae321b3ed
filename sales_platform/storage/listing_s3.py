"""Objects of a bucket in the order of their keys, from which the listing leaps over what nobody wants."""

from collections.abc import Callable, Iterator
from typing import Any

from sales_platform.storage.s3 import S3Address, s3_client

Onward = Callable[[str], str | None]
"""After which path a listing goes on, told the last one of an answer: this one, or the next that matters; None ends it."""


def listed(
    address: S3Address,
    within: str,
    onward: Onward = lambda path: path,
    after: str = "",
    client: Any = None,  # noqa: ANN401 - boto3's
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each object below a path that is empty or ends with a slash, by its path below the address, as boto3 has it.

    One request for each thousand objects, or for each leap.

    Args:
        after: begin after this path; empty begins with the first.
        client: of boto3; without one, that of the environment.
    """
    store, bucket, prefix = client or s3_client(), address.bucket, address.key(within)
    place = {"StartAfter": address.key(after)} if after else {}
    while True:
        answer = store.list_objects_v2(Bucket=bucket, Prefix=prefix, **place)
        found = answer.get("Contents", ())
        for item in found:
            yield item["Key"].removeprefix(address.key("")), item
        if not answer.get("IsTruncated") or not found:
            return
        last = found[-1]["Key"].removeprefix(address.key(""))
        following = onward(last)
        if following is None:
            return
        token = answer["NextContinuationToken"]
        place = {"ContinuationToken": token} if following == last else {"StartAfter": address.key(following)}


def beyond(folder: str) -> str:
    """What no path below a folder is after, and every other one that is after the folder is."""
    return f"{folder}0"  # the sign that follows the slash
