"""The logic of release 0.1.0, whose lakes do not say by which logic they were made: the digests of the same logic as of now.

A table whose logic has changed since has another digest, so its months in such a lake are stale, and only those.
"""

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("former.json")


@cache
def _former() -> dict[str, str]:
    found: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def former_logic(table: str) -> str:
    """The logic version of a table (``layer/name``) in that release; empty for one that it did not have."""
    return _former().get(table, "")


def former_reading(feed: str) -> str:
    """How that release read the files of a feed; empty for one that it did not have."""
    return former_logic(f"bronze/{feed}")
