"""Files of a folder whose status has changed and whose content has not, as after ``chmod -R`` or a restore that keeps times.

The version of a file in a folder is made of its size, the time when it was written and the time when its status changed. Where
only the last is another one, a digest of the content decides whether the file is the version that is known.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from sales_platform.errors import UserError
from sales_platform.feeds import Feed
from sales_platform.landing.versions import KnownFile
from sales_platform.storage.landing_zone import LandingFile

if TYPE_CHECKING:
    from sales_platform.landing.files_ledger import FilesLedger  # executors read files without delta-rs

Open = Callable[[LandingFile], BinaryIO]


def content_digest(file: BinaryIO) -> str:
    """A digest of a file's bytes, read from where it stands."""
    return hashlib.file_digest(file, "sha256").hexdigest()[:32]  # type: ignore[arg-type] # a buffered reader


def recognised(ledger: "FilesLedger", open_file: Open, feed: Feed, listed: Iterable[LandingFile]) -> list[LandingFile]:
    """The listing of a feed, a file that has the content of a known version as that version; the ledger learns of it.

    A file that changes while it is looked at is left as it was listed.
    """
    return list(_recognised(ledger, open_file, feed, listed))


def _recognised(ledger: "FilesLedger", open_file: Open, feed: Feed, listed: Iterable[LandingFile]) -> Iterator[LandingFile]:
    known = {(item.path, item.version): item for item in ledger.known(feed)}

    @cache
    def alike() -> dict[str, list[KnownFile]]:  # mostly every file is known
        items: dict[str, list[KnownFile]] = {}
        for item in known.values():
            items.setdefault(item.path, []).append(item)
        return items

    for file in listed:
        before = ledger.same_as(feed, file.path, file.version)
        if not file.of_times or (file.path, file.version) in known:
            yield file
        elif before is not None and (file.path, before) in known:
            yield replace(file, version=before, listed=file.version)
        elif (same := _same(alike().get(file.path, ()), open_file, file)) is not None:
            ledger.add_same(feed, replace(same, version=file.version), same.version)
            yield replace(file, version=same.version, listed=file.version)
        else:
            yield file


def _same(candidates: Iterable[KnownFile], open_file: Open, file: LandingFile) -> KnownFile | None:
    times = (file.size, file.modified.timestamp())
    with_content = [item for item in candidates if item.content and (item.size, item.modified.timestamp()) == times]
    if not with_content:
        return None
    try:
        with open_file(file) as opened:
            content = content_digest(opened)
    except UserError:
        return None
    return next((item for item in reversed(with_content) if item.content == content), None)
