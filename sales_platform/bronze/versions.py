"""Which version of each landed file counts: pure decisions over a listing and what the ledger knows of each file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime

from sales_platform.storage.landing_zone import LandingFile


@dataclass(frozen=True)
class KnownFile:
    """What the ledger knows of one version of a file, once it has been read.

    Attributes:
        path, version, size, modified: as listed.
        rows: data rows in the file.
        named_months: rows per month (or first month of the year) that the rows name, for feeds whose months are in the rows;
            None stands for rows whose month cannot be read.
        refused: why the file could not be used, or None.
        stored: months in which this version is known to be the one that bronze has taken in, with rows there or without.
    """

    path: str
    version: str
    size: int
    modified: datetime
    rows: int
    named_months: Mapping[date | None, int]
    refused: str | None = None
    stored: AbstractSet[date] = frozenset()

    def as_landed(self) -> LandingFile:
        """The file as it was listed."""
        return LandingFile(self.path, self.size, self.version, self.modified)


@dataclass(frozen=True)
class FileInForce:
    """A version of a file that counts.

    Attributes:
        file: path and version.
        known: what the ledger knows of this version; None while it has not been read.
        landed: False for a file that has vanished from landing and lives on in bronze.
    """

    file: LandingFile
    known: KnownFile | None
    landed: bool = True


def files_in_force(landed: Iterable[LandingFile], known: Iterable[KnownFile]) -> list[FileInForce]:
    """The version of each path that counts: the landed one; where that was refused or has vanished, those that bronze holds.

    Args:
        landed: the listing.
        known: all versions in the ledger, oldest first.

    Returns:
        By path; of several versions of a path, the later one counts in the months where bronze holds it.
    """
    versions = versions_by_path(known)
    result = []
    for file in landed:
        seen = versions.pop(file.path, {})
        current = seen.get(file.version)
        if current is None or current.refused is None:
            result.append(FileInForce(file, current))
        else:
            result.extend(_held(seen))
    result.extend(item for seen in versions.values() for item in _held(seen))
    return sorted(result, key=lambda item: item.file.path)


def versions_by_path(known: Iterable[KnownFile]) -> dict[str, dict[str, KnownFile]]:
    """The versions of each path, by path and version, oldest first."""
    versions: dict[str, dict[str, KnownFile]] = defaultdict(dict)
    for item in known:
        earlier = versions[item.path].pop(item.version, item)  # read again: the newest reading comes last
        known_before = earlier.stored <= item.stored
        versions[item.path][item.version] = item if known_before else replace(item, stored=item.stored | earlier.stored)
    return versions


def _held(versions: Mapping[str, KnownFile]) -> Iterator[FileInForce]:
    for known in versions.values():
        if known.refused is None and known.stored:
            yield FileInForce(known.as_landed(), known, landed=False)


def refused_files(landed: Iterable[LandingFile], known: Iterable[KnownFile]) -> list[KnownFile]:
    """The files whose landed version, or last version before they vanished, cannot be used."""
    listed = {file.path: file.version for file in landed}
    last = {item.path: item for item in known if listed.get(item.path, item.version) == item.version}
    return [item for item in last.values() if item.refused is not None]
