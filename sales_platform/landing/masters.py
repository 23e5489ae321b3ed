"""Whether a landed master may displace what is in force: pure decisions over what is known of its files.

A master is a list of customers, products or prices. A version that has fewer than half of the records of what it displaces is
held up until a person accepts it. Source: docs/business-rules.md, "Masters".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sales_platform.landing.identified import MISSING, acceptance
from sales_platform.landing.versions import KnownFile, versions_by_path
from sales_platform.storage.landing_zone import LandingFile
from sales_platform.values.file_dates import file_month

HANDFUL = 5
"""Lists of fewer records are not compared with: there, a few records that are right to go are more than half."""

_Versions = Mapping[str, Mapping[str, KnownFile]]


@dataclass(frozen=True)
class Master:
    """What is compared.

    Attributes:
        records: what its records are called: customers, products or prices.
        key: the columns that identify a record.
        snapshot: whether a file with a date in its name displaces the dated ones before it, and not just its own last version.
        folder: of its feed.
    """

    records: str
    key: tuple[str, ...]
    snapshot: bool
    folder: str = ""


def judged(
    master: Master, learned: Sequence[KnownFile], known: Sequence[KnownFile], landed: Iterable[LandingFile]
) -> list[KnownFile]:
    """The files that were read just now, those that would displace far more than they hold with the reason.

    Files of one month are judged together, by month: they may be parts of one list. So a part that was held up before, when the
    others had not landed yet, is in the result again. A version that bronze has taken in already stays in force.

    Args:
        master: what they are.
        learned: as they were read.
        known: what the ledger knew before, oldest first.
        landed: the listing.
    """
    taken_in = {(item.path, item.version) for item in known if item.refused is None and item.held}
    done: list[KnownFile] = []
    groups: dict[date | str, list[KnownFile]] = defaultdict(list)
    for item in learned:
        if item.keys is not None and (item.path, item.version) in taken_in:
            done.append(replace(item, refused=None))
        elif item.keys is None or item.refused is not None:
            done.append(item)
        else:
            groups[_month(master, item.path) or item.path].append(item)
    for item in _waiting(versions_by_path(known), landed, {item.path for item in learned}):
        if (month := _month(master, item.path)) in groups:
            groups[month or item.path].append(replace(item, refused=None))
    for place in sorted(groups, key=str):
        done += _group(master, groups[place], versions_by_path([*known, *done]))
    return done


def _month(master: Master, path: str) -> date | None:
    return file_month(path, master.folder) if master.snapshot else None


def _waiting(versions: _Versions, landed: Iterable[LandingFile], without: set[str]) -> Iterable[KnownFile]:
    """The landed files that were held up for having too few records."""
    for file in landed:
        item = versions.get(file.path, {}).get(file.version)
        if item is not None and file.path not in without and item.held_up and not str(item.refused).startswith(MISSING):
            yield item


def _group(master: Master, group: Sequence[KnownFile], versions: _Versions) -> list[KnownFile]:
    """The files of one month, or one file that is of none."""
    before = {item.path: good for item in group if (good := _last_good(versions, item.path, item.version))}
    done = [_compared(master, [item], [before[item.path]])[0] for item in group if item.path in before]
    parts = [item for item in group if item.path not in before]
    month = _month(master, group[0].path)
    if not parts or month is None:
        return [*done, *parts]
    return [*done, *_compared(master, parts, _displaced(master, month, versions, {item.path for item in group}))]


def _last_good(versions: _Versions, path: str, but: str = "") -> KnownFile | None:
    good = [item for item in versions.get(path, {}).values() if item.refused is None and item.version != but]
    return good[-1] if good else None


def _displaced(master: Master, month: date, versions: _Versions, but: set[str]) -> list[KnownFile]:
    """The dated files that would be in force in a month without the given ones; none where others of the month are already."""
    by_month: dict[date, list[KnownFile]] = defaultdict(list)
    for path in versions:
        if (own := _month(master, path)) is not None and (good := _last_good(versions, path)) is not None:
            if path not in but:
                by_month[own].append(good)
            elif own == month:
                return []
    if month in by_month or not by_month:
        return []
    return by_month[max((day for day in by_month if day < month), default=min(by_month))]


def _compared(master: Master, new: Sequence[KnownFile], before: Sequence[KnownFile]) -> list[KnownFile]:
    count, had = sum(map(_records, new)), sum(map(_records, before))
    if had < HANDFUL or 2 * count >= had:
        return list(new)
    return [replace(item, refused=_sentence(master, new, before, item.path)) for item in new]


def _records(item: KnownFile) -> int:
    """An earlier release counted rows only."""
    return item.keys if item.keys is not None else item.rows


def _sentence(master: Master, new: Sequence[KnownFile], before: Sequence[KnownFile], path: str) -> str:
    count, had = sum(map(_records, new)), sum(map(_records, before))
    one = master.records if count != 1 else master.records.removesuffix("s")
    has, names = ("has" if len(new) == 1 else "have"), " and ".join(map(_name, new))
    past = "its version before" if before[0].path == path else f"the one before ({_name(before[0])})"
    if len(before) > 1:
        past = f"those before ({', '.join(map(_name, before))})"
    return f"{names} {has} {count:,} {one}, {past} had {had:,}: if that is right, accept it with {acceptance(path)}"


def _name(item: KnownFile) -> str:
    return item.path.rsplit("/", 1)[-1]
