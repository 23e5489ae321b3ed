"""The date in a file's name, or in the folders that it lies in.

Source: the landing contract (README, "Landing"): ``orders_2025_07_15.csv``, also ``2025-07-15``, ``20250715``, ``2025_07``; and
other ways to say it: one-digit days, a time behind the day, the day first, a month's name; folders where the name says nothing.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from sales_platform.values.dates import day_of
from sales_platform.values.other_dates import MONTH_NAME, MONTHS

_YEAR, _END = "(?<![0-9])(?P<y>20[0-9]{2})", "(?![0-9])"
_MONTH, _DAY = "(?P<m>0[1-9]|1[0-2])", "(?P<d>0[1-9]|[12][0-9]|3[01])"
_NAMED = f"(?P<m>{MONTH_NAME})"
_TIME = "(?P<time>[-_t ]?(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9]{3})?)?z?)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_YEAR}[-_]?{_MONTH}[-_]?{_DAY}{_TIME}?{_END}",  # 2025_07_15, 20250715, and with a time of day behind it
        f"{_YEAR}(?P<gap>[. ]){_MONTH}(?P=gap){_DAY}{_END}",
        f"{_YEAR}(?P<gap>[-_.])(?P<m>[1-9]|1[0-2]|0[1-9])(?P=gap)(?P<d>[1-9]|[12][0-9]|3[01]|0[1-9]){_END}",
        f"(?<![0-9])(?P<d>[0-9]{{1,2}})(?P<gap>[-_. ])(?P<m>[0-9]{{1,2}})(?P=gap)(?P<y>20[0-9]{{2}}){_END}",
        f"(?<![0-9])(?P<d>[0-9]{{2}})(?P<m>[0-9]{{2}})(?P<y>20[0-9]{{2}}){_END}",
        f"(?<![0-9])(?P<d>[0-9]{{1,2}})[-_. ]?{_NAMED}[-_. ]?(?P<y>20[0-9]{{2}}){_END}",
        f"{_YEAR}[-_]?{_MONTH}{_END}",
        f"(?<![a-z]){_NAMED}[-_. ]?(?P<y>20[0-9]{{2}}){_END}",
    )
)
"""Of two that begin at the same place the first counts."""
_DAY_FIRST = {_PATTERNS[3], _PATTERNS[4]}
_USUAL = re.compile(f"[^0-9]*{_YEAR}[-_]?{_MONTH}[-_]?{_DAY}[^0-9]*")
_FOLDER_KEY, _FOLDER_MONTH = re.compile("(^|/)[a-z_]+="), re.compile(f"{_YEAR}/(?P<m>[1-9]|1[0-2])(?=/|$)")


@lru_cache(maxsize=1 << 17)
def file_dates(path: str, folder: str = "") -> tuple[str, ...]:
    """All days and months that a file's name may give, as ``2025-07-15`` or ``2025-07``: first the one to take without evidence.

    That is the last one in the name, and of a day that can be read in two ways the one with the day first. Where the name has
    none, the folders below the feed's own are read.

    Args:
        path: below the landing root.
        folder: of the feed; a date in it is none of the file's.
    """
    *folders, name = path.lower().split("/")
    if usual := _USUAL.fullmatch(name):
        return ("-".join(usual.groups()),)
    below = "/".join(folders).removeprefix(folder.lower()).strip("/")
    return _dates(name) or _dates(_with_signs(below))


def file_date(path: str, folder: str = "") -> str | None:
    """The day or the month that a file's name gives; None when it has no date."""
    return next(iter(file_dates(path, folder)), None)


def file_month(path: str, folder: str = "") -> date | None:
    """The month that a file's name gives, or None when it has no date."""
    return month_in(file_date(path, folder))


def month_in(found: str | None) -> date | None:
    """The month of a date as ``file_date`` gives it."""
    return date.fromisoformat(f"{found[:7]}-01") if found else None


def _with_signs(folders: str) -> str:
    """Folders as a name: ``year=2025/month=07/day=03`` is ``2025-07-03``, and ``2025/7`` is ``2025-07``."""
    plain = _FOLDER_KEY.sub(r"\1", folders)
    return _FOLDER_MONTH.sub(lambda found: f"{found['y']}/{int(found['m']):02d}", plain).replace("/", "-")


def _dates(name: str) -> tuple[str, ...]:
    found: list[str] = []
    less_likely: list[str] = []
    for match in _matches(name):
        first, *others = _readings(match)
        found.insert(0, first)
        less_likely += others
    every = list(dict.fromkeys([*found, *less_likely]))
    return tuple(one for one in every if not any(other.startswith(f"{one}-") for other in every))


def _matches(name: str) -> Iterator[re.Match[str]]:
    place = 0
    while True:
        matches = [match for pattern in _PATTERNS if (match := pattern.search(name, place)) is not None]
        if not matches:
            return
        match = min(matches, key=lambda one: one.start())  # the first of those that begin there
        place = match.end()
        if _readings(match):
            yield match


def _readings(match: re.Match[str]) -> list[str]:
    """What a date in a name may mean, the likeliest first; empty where there is no such day."""
    parts = match.groupdict()
    year, month, day = parts["y"], parts["m"], parts.get("d")
    number = MONTHS.index(month[:3]) + 1 if month.isalpha() else int(month)
    if day is None:
        return [f"{year}-{number:02d}"]
    if match.re not in _DAY_FIRST:
        found = [f"{year}-{number:02d}-{int(day):02d}"] if not month.isalpha() or day_of(int(year), number, int(day)) else []
        time = (parts.get("time") or "").lstrip("-_t ")
        return found + _readings_of_month(time)  # 20250801_202507: the export's day and a month, or a day and a time
    days = [day_of(int(year), number, int(day)), day_of(int(year), int(day), number)]
    return list(dict.fromkeys(one.isoformat() for one in days if one is not None))


def _readings_of_month(time: str) -> list[str]:
    match = re.fullmatch(f"{_YEAR}{_MONTH}", time)
    return [f"{match['y']}-{match['m']}"] if match else []
