"""The landing zone: list the files of a feed with size, version and time, and open one of them."""

import hashlib
import io
import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sales_platform.errors import LandingChangedError, UserError
from sales_platform.feeds import Feed
from sales_platform.settings import is_s3
from sales_platform.storage.landed_names import is_hidden, is_landed_name
from sales_platform.storage.listing_landing import ListingLanding

SEED_PREFIX = "seeds/"
SETTLE_TIME = timedelta(seconds=2)
"""How long a file must not have been written to before the sensor regards it as complete."""
_SEEDS = Path(__file__).parent.parent / "seeds"


@dataclass(frozen=True)
class LandingFile:
    """One landed file as the listing shows it.

    Attributes:
        path: below the landing root, with forward slashes; ``seeds/...`` for files that come with the platform.
        size: bytes.
        version: changes whenever the content may have changed (an object store's etag).
        modified: when it was last written, in UTC.
        of_times: whether the version is made of times, which may be others while the content is the same.
        listed: what the listing shows in the place of the version, where that is the one of the same content before; else empty.
    """

    path: str
    size: int
    version: str
    modified: datetime
    of_times: bool = field(default=False, compare=False)
    listed: str = field(default="", compare=False)


class LandingZone(Protocol):
    """Where files land; a local folder or a bucket."""

    def files(self, feed: Feed) -> list[LandingFile]:
        """The feed's files, by path. Raises UserError when the landing cannot be listed."""

    def strays(self, feeds: Collection[Feed]) -> list[LandingFile]:
        """The files that are of none of the feeds, by path; hidden and unfinished ones are left out.

        What stands in the folder of a feed is taken from the last listing of its files.
        """

    def open(self, file: LandingFile) -> BinaryIO:
        """The bytes of one file in the version that was listed.

        Raises:
            LandingChangedError: it has vanished or changed since, also while it is read.
        """


class LocalLanding(ListingLanding):
    """A landing zone in a folder of this machine."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self._root = Path(root).expanduser().resolve()
        if not self._root.is_dir():
            problem = "is not a folder: name one" if self._root.exists() else "does not exist: create it or name another one"
            raise UserError(f"The landing folder '{self._root}' {problem} with --landing or SALES_LANDING.")

    def _below(self, folder: str) -> Iterable[LandingFile]:
        return _walk(self._root / folder, self._root)

    def _apart(self, folders: Collection[str]) -> Iterable[LandingFile]:
        return _walk(self._root, self._root, apart=folders)

    def open(self, file: LandingFile) -> BinaryIO:
        """The bytes of one file in the version that was listed."""
        try:
            return io.BufferedReader(_ListedFile(self._root, file))
        except FileNotFoundError:
            raise _changed(file) from None
        except OSError as error:
            raise UserError(f"The landed file '{file.path}' cannot be read ({error.strerror}): fix its permissions.") from None


class _ListedFile(io.FileIO):
    """A file that is read to its end in the version that was listed, or not at all."""

    def __init__(self, root: Path, file: LandingFile) -> None:
        super().__init__(root / file.path, "rb")
        self._file = file
        try:
            self._check()
        except LandingChangedError:
            self.close()
            raise

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401 - any buffer
        count = super().readinto(buffer)
        if not count:
            self._check()
        return count

    def readall(self) -> bytes:
        data = super().readall()
        self._check()
        return data

    def _check(self) -> None:
        if _version(os.fstat(self.fileno())) != (self._file.listed or self._file.version):
            raise _changed(self._file)


def _changed(file: LandingFile) -> LandingChangedError:
    return LandingChangedError(
        f"The landed file '{file.path}' changed or vanished while it was read: let it be whole, and try again."
    )


class SeededLanding:
    """A landing zone together with the seed files that come with the platform (confirmed corrections)."""

    def __init__(self, landing: LandingZone) -> None:
        self._landing = landing

    def files(self, feed: Feed) -> list[LandingFile]:
        """The landed files of the feed and its seeds."""
        seeds = [
            LandingFile(SEED_PREFIX + file.path, file.size, _content_version(_SEEDS / file.path), file.modified)
            for file in _walk(_SEEDS / feed.folder, _SEEDS)
            if is_landed_name(file.path)
        ]
        return self._landing.files(feed) + sorted(seeds, key=lambda file: file.path)

    def strays(self, feeds: Collection[Feed]) -> list[LandingFile]:
        """The landed files of no feed."""
        return self._landing.strays(feeds)

    def open(self, file: LandingFile) -> BinaryIO:
        """The bytes of a landed file or of a seed."""
        if file.path.startswith(SEED_PREFIX):
            return (_SEEDS / file.path.removeprefix(SEED_PREFIX)).open("rb")
        return self._landing.open(file)


class SettledLanding:
    """A landing zone without files that were written a moment ago and may be incomplete; a later listing has them.

    A time that lies in the future (of another machine's clock, or of a restore) says nothing of that: such a file is complete.

    Args:
        now: the time of the listing.
        on_wait: called with the path of each file that is left out.
    """

    def __init__(self, landing: LandingZone, now: datetime, on_wait: Callable[[str], None]) -> None:
        self._landing, self._now, self._on_wait = landing, now, on_wait

    def files(self, feed: Feed) -> list[LandingFile]:
        """The files of the feed that are complete."""
        return list(filter(self._is_complete, self._landing.files(feed)))

    def strays(self, feeds: Collection[Feed]) -> list[LandingFile]:
        """The files of no feed that are complete."""
        return list(filter(self._is_complete, self._landing.strays(feeds)))

    def _is_complete(self, file: LandingFile) -> bool:
        complete = not self._now - SETTLE_TIME <= file.modified <= self._now + SETTLE_TIME
        if not complete:
            self._on_wait(file.path)
        return complete

    def open(self, file: LandingFile) -> BinaryIO:
        """The bytes of one file."""
        return self._landing.open(file)


def settled(landing: LandingZone, now: datetime, on_wait: Callable[[str], None] = lambda _path: None) -> LandingZone:
    """The landing without files that are younger than SETTLE_TIME; see ``SettledLanding``."""
    return SettledLanding(landing, now, on_wait)


def landing_zone(address: str) -> LandingZone:
    """The landing zone at a folder or ``s3://`` address, seeds included.

    Raises:
        UserError: the folder does not exist, or the kind of address is not known.
    """
    if is_s3(address):
        from sales_platform.storage.s3_landing import S3Landing  # noqa: PLC0415 - boto3 is for those who use it

        return SeededLanding(S3Landing(address))
    return SeededLanding(LocalLanding(address))


def _walk(folder: Path, root: Path, apart: Collection[str] = ()) -> Iterator[LandingFile]:
    """The files below a folder that are not hidden.

    Args:
        apart: folders to leave out, by their path below the root; where some are, others that cannot be listed are passed over.
    """
    for parent, folders, names in os.walk(folder, onerror=None if apart else _not_listed):
        below = Path(parent).relative_to(root).as_posix()
        within = "" if below == "." else f"{below}/"
        folders[:] = [name for name in folders if not name.startswith(".") and f"{within}{name}" not in apart]
        for name in names:
            if is_hidden(name):
                continue
            path = f"{parent}{os.sep}{name}"  # text, not Path, for speed: there may be 100,000 of them
            try:
                status = os.stat(path)  # noqa: PTH116
            except FileNotFoundError:  # removed since the folder was read
                continue
            if not stat.S_ISREG(status.st_mode):  # a named pipe would block the reader for ever
                continue
            yield LandingFile(
                path=f"{within}{name}",
                size=status.st_size,
                version=_version(status),
                modified=datetime.fromtimestamp(status.st_mtime, tz=UTC),
                of_times=True,
            )


def _version(status: os.stat_result) -> str:
    # ctime too: a copy with the time and the size of the old file is another version
    return f"{status.st_size:x}-{status.st_mtime_ns:x}-{status.st_ctime_ns:x}"


def _not_listed(error: OSError) -> None:
    """A folder that cannot be listed is not an empty one."""
    if not isinstance(error, FileNotFoundError):
        raise UserError(f"The landing folder '{error.filename}' cannot be listed ({error.strerror}): fix its permissions.")


def _content_version(path: Path) -> str:
    """A version that depends on the content alone: a new checkout of the platform is no new correction."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]
