"""Which version of each landed file counts: pure decisions over a listing and what the ledger knows of each file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        stored: months in which this version is known to be the one that bronze has ingested, with rows there or without.
        reading: how it was read (see ``landing.reading_version``).
        outdated: months in which bronze ingested it by an earlier reading version.
        keys: of a master, the distinct records that its rows identify; None where that was not counted.
        accepted: who let this version through, though it had been held up; None where nobody did.
        dated: the date it is of, where its name gives several and its rows decide; see ``landing.dated``.
        day_months: months in which its rows are dated, for feeds whose months are in the files' names (see
            ``landing.day_months``).
        content: a digest of its bytes, for files whose version is made of times; None where that was not taken.
    """

    path: str
    version: str
    size: int
    modified: datetime
    rows: int
    named_months: Mapping[date | None, int]
    refused: str | None = None
    stored: AbstractSet[date] = frozenset()
    reading: str = ""
    outdated: AbstractSet[date] = frozenset()
    keys: int | None = None
    accepted: str | None = None
    dated: str | None = None
    day_months: AbstractSet[date] = frozenset()
    content: str | None = None

    @property
    def held_up(self) -> bool:
        """Whether it is refused though it could be used, so that a person may accept it."""
        return self.refused is not None and bool(self.keys)

    @property
    def held(self) -> AbstractSet[date]:
        """The months in which bronze has its rows, by whichever reading version."""
        return self.stored | self.outdated if self.outdated else self.stored

    def as_landed(self) -> LandingFile:
        """The file as it was listed."""
        return LandingFile(self.path, self.size, self.version, self.modified)


@dataclass(frozen=True)
class FileInForce:
    """A version of a file that counts.

    Attributes:
        file: path and version.
        known: what the ledger knows of this version; None while it has not been read.
        landed: False for a file that has vanished from landing and whose rows stay in bronze.
        outdated: months in which bronze has its rows by an earlier reading version.
    """

    file: LandingFile
    known: KnownFile | None
    landed: bool = True
    outdated: AbstractSet[date] = frozenset()


def files_in_force(landed: Iterable[LandingFile], known: Iterable[KnownFile], reading: str = "") -> list[FileInForce]:
    """The version of each path that counts: the landed one; where that was refused or has vanished, those that bronze holds.

    Args:
        landed: the listing.
        known: all versions in the ledger, oldest first.
        reading: how files are read now; a landed one that was read in another way counts as not read.

    Returns:
        By path; of several versions of a path, the later one counts in the months where bronze holds it.
    """
    versions = versions_by_path(known)
    result = []
    for file in landed:
        seen = versions.pop(file.path, {})
        current = seen.get(file.version)
        if current is None or current.reading != reading:
            result.append(FileInForce(file, None))
        elif current.refused is None:
            result.append(FileInForce(file, current, outdated=current.outdated - current.stored))
        else:
            result.extend(_held(seen, reading))
    result.extend(item for seen in versions.values() for item in _held(seen, reading))
    return sorted(result, key=lambda item: item.file.path)


def versions_by_path(known: Iterable[KnownFile]) -> dict[str, dict[str, KnownFile]]:
    """The versions of each path, by path and version, oldest first."""
    versions: dict[str, dict[str, KnownFile]] = defaultdict(dict)
    for item in known:
        earlier = versions[item.path].pop(item.version, None)  # read again: the newest reading comes last
        versions[item.path][item.version] = item if earlier is None else together(earlier, item)
    return versions


def months_alike(known: Iterable[KnownFile]) -> dict[date, set[date]]:
    """The months in which bronze has the same versions of the same files: by the last month of them, all of them."""
    held: dict[date, set[tuple[str, str]]] = defaultdict(set)
    for path, versions in versions_by_path(known).items():
        for version, item in versions.items():
            for month in item.held:
                held[month].add((path, version))
    alike: dict[frozenset[tuple[str, str]], set[date]] = defaultdict(set)
    for month, files in held.items():
        alike[frozenset(files)].add(month)
    return {max(months): months for months in alike.values()}


def together(earlier: KnownFile, later: KnownFile) -> KnownFile:
    """What is known of a version of a file that was read, or stored, twice."""
    outdated = earlier.outdated | later.outdated | (earlier.stored if earlier.reading != later.reading else frozenset())
    stored = earlier.stored | later.stored if earlier.reading == later.reading else later.stored
    accepted = later.accepted or earlier.accepted  # whatever is read of it afterwards
    refused = None if accepted and later.held_up else later.refused
    if (stored, outdated, accepted, refused) == (later.stored, later.outdated, later.accepted, later.refused):
        return later
    return replace(later, stored=stored, outdated=outdated, accepted=accepted, refused=refused)


def _held(versions: Mapping[str, KnownFile], reading: str) -> Iterator[FileInForce]:
    for known in versions.values():
        if known.refused is None and known.held:
            outdated = known.outdated - known.stored if known.reading == reading else known.held
            yield FileInForce(known.as_landed(), known, landed=False, outdated=outdated)


def refused_files(landed: Iterable[LandingFile], known: Iterable[KnownFile]) -> list[KnownFile]:
    """The files whose landed version, or last version before they vanished, cannot be used.

    A file that was held up and is taken away is none: what is in force stays so. Nor is one that has got another name and is
    used under it.
    """
    listed = {file.path: file.version for file in landed}
    every = list(known)
    if all(item.refused is None for item in every):
        return []
    last = [seen.get(listed.get(path, next(reversed(seen)))) for path, seen in versions_by_path(every).items()]
    refused = [item for item in last if item is not None and item.refused is not None]
    gone = [item for item in refused if item.path not in listed]
    done = {item.path for item in gone if item.held_up or _used_under_another_name(item, every)}
    return [item for item in refused if item.path not in done]


def _used_under_another_name(refused: KnownFile, known: Sequence[KnownFile]) -> bool:
    """Whether a file was read after it that is the same but for its name: in a folder its time stays, in a bucket its version."""
    start = next(place for place, item in enumerate(known) if (item.path, item.version) == (refused.path, refused.version))
    return any(
        item.refused is None
        and item.size == refused.size
        and (item.version == refused.version or item.modified == refused.modified)
        for item in known[start + 1 :]
        if item.path != refused.path
    )
