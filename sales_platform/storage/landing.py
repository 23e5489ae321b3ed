"""The landing zone: list the files of a feed with size, version and time, and open one of them."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from sales_platform.errors import UserError
from sales_platform.feeds import FEEDS, Feed

SEED_PREFIX = "seeds/"
_SEEDS = Path(__file__).parent.parent / "seeds"


@dataclass(frozen=True)
class LandingFile:
    """One landed file as the listing shows it.

    Attributes:
        path: below the landing root, with forward slashes; ``seeds/...`` for files that come with the platform.
        size: bytes.
        version: changes whenever the content may have changed (an object store's etag).
        modified: when it was last written, in UTC.
    """

    path: str
    size: int
    version: str
    modified: datetime


class LandingZone(Protocol):
    """Where files land; a local folder or a bucket."""

    def files(self, feed: Feed) -> list[LandingFile]:
        """The feed's CSV files, by path. Raises UserError when the landing cannot be listed."""

    def open(self, path: str) -> BinaryIO:
        """The bytes of one file. Raises FileNotFoundError when it has vanished since it was listed."""


class LocalLanding:
    """A landing zone in a folder of this machine."""

    def __init__(self, root: str) -> None:
        self._root = Path(root).expanduser().resolve()
        if not self._root.is_dir():
            raise UserError(f"The landing folder '{self._root}' does not exist: create it or name another one with --landing.")

    def files(self, feed: Feed) -> list[LandingFile]:
        """The feed's CSV files, by path; hidden and unfinished ones are left out."""
        return sorted(_walk(self._root / feed.folder, self._root), key=lambda file: file.path)

    def open(self, path: str) -> BinaryIO:
        """The bytes of one file."""
        return (self._root / path).open("rb")


class SeededLanding:
    """A landing zone together with the seed files that come with the platform (confirmed corrections)."""

    def __init__(self, landing: LandingZone) -> None:
        self._landing = landing

    def files(self, feed: Feed) -> list[LandingFile]:
        """The landed files of the feed and its seeds."""
        seeds = [
            LandingFile(SEED_PREFIX + file.path, file.size, _content_version(_SEEDS / file.path), file.modified)
            for file in _walk(_SEEDS / feed.folder, _SEEDS)
        ]
        return self._landing.files(feed) + sorted(seeds, key=lambda file: file.path)

    def open(self, path: str) -> BinaryIO:
        """The bytes of a landed file or of a seed."""
        if path.startswith(SEED_PREFIX):
            return (_SEEDS / path.removeprefix(SEED_PREFIX)).open("rb")
        return self._landing.open(path)


def landing_zone(address: str) -> LandingZone:
    """The landing zone at a folder or ``s3://`` address, seeds included.

    Raises:
        UserError: the folder does not exist, or the kind of address is not known.
    """
    if "://" in address:
        raise UserError(f"The landing '{address}' is not a folder: only local folders are read so far.")
    return SeededLanding(LocalLanding(address))


def feed_of(path: str) -> Feed | None:
    """The feed a path below the landing root belongs to, if any."""
    below = path.removeprefix(SEED_PREFIX)
    return next((feed for feed in FEEDS if below.startswith(f"{feed.folder}/")), None)


def _walk(folder: Path, root: Path) -> Iterator[LandingFile]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.startswith((".", "_", "~")) or not name.lower().endswith(".csv"):
                continue
            path = Path(parent, name)
            try:
                status = path.stat()
            except FileNotFoundError:  # gone since the folder was read: not landed any more
                continue
            yield LandingFile(
                path=path.relative_to(root).as_posix(),
                size=status.st_size,
                # ctime too: a copy that keeps the time and the size of the old file is still another version
                version=f"{status.st_size:x}-{status.st_mtime_ns:x}-{status.st_ctime_ns:x}",
                modified=datetime.fromtimestamp(status.st_mtime, tz=UTC),
            )


def _content_version(path: Path) -> str:
    """A version of the content alone: a new checkout of the platform must not look like a new correction."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]
