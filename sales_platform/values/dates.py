"""The date spellings, declared once for the landing (Python) and for silver (Spark).

Source: docs/business-rules.md, "Dates". The agreed ones are ``yyyy/MM/dd``, ``dd-MM-yyyy``, ``dd/MM/yyyy``, ``yyyy-MM-dd`` and
``MMMM dd, yyyy``, each with or without a leading weekday; a feed may declare its own. What else can mean one day only is read as
a repair (see ``values.day_reading``). The patterns use only what Python, Java and Rust regular expressions do alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sales_platform.values import invisible

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

EDGE_SPACE = invisible.EDGE_SPACE
"""What does not count at the ends of a value."""
WEEKDAY = "^(?:sunday|monday|tuesday|wednesday|thursday|friday|saturday)[, ] *"
"""A leading weekday, on lower-case trimmed text; it is dropped."""
_EXAMPLE = re.compile("2025|25|July|Jul|07|7|03|3")


@dataclass(frozen=True)
class DateSpelling:
    """One way to write a date.

    Attributes:
        name: as people write the format.
        pattern: of the whole text, in lower case, with three groups.
        groups: which is the year, which the month and which the day; of a declared spelling four, two and two digits.
        month_name: the month is an English name; of a declared spelling in the format that Spark calls ``MMMM dd, yyyy``.
        examples: the 3rd of July 2025 in this spelling.
    """

    name: str = field(metadata={"logic": False})
    pattern: str
    groups: tuple[int, int, int]
    month_name: bool = False
    examples: tuple[str, ...] = field(default=(), metadata={"logic": False})

    def written(self, day: date) -> list[str]:
        """A day in this spelling, like each of its examples."""
        name = MONTH_NAMES[day.month - 1].capitalize()
        parts = {"2025": f"{day.year:04d}", "25": f"{day.year % 100:02d}", "July": name, "Jul": name[:3]}
        parts |= {"07": f"{day.month:02d}", "7": str(day.month), "03": f"{day.day:02d}", "3": str(day.day)}
        return [_EXAMPLE.sub(lambda found: parts[found[0]], example) for example in self.examples]


YEAR_FIRST = DateSpelling(
    "yyyy-MM-dd, yyyy/MM/dd",
    "^([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})$",
    (1, 2, 3),
    examples=("2025-07-03", "2025/07/03"),
)
DAY_FIRST = DateSpelling(
    "dd-MM-yyyy, dd/MM/yyyy",
    "^([0-9]{2})[-/]([0-9]{2})[-/]([0-9]{4})$",
    (3, 2, 1),
    examples=("03-07-2025", "03/07/2025"),
)
DAY_FIRST_DOTS = DateSpelling("dd.MM.yyyy", "^([0-9]{2})[.]([0-9]{2})[.]([0-9]{4})$", (3, 2, 1), examples=("03.07.2025",))
MONTH_NAME_FIRST = DateSpelling(
    "MMMM dd, yyyy",
    f"^({'|'.join(MONTH_NAMES)}) ([0-9]{{2}}), ([0-9]{{4}})$",
    (3, 1, 2),
    month_name=True,
    examples=("July 03, 2025",),
)
AGREED: tuple[DateSpelling, ...] = (YEAR_FIRST, DAY_FIRST, MONTH_NAME_FIRST)
"""The spellings of a feed that declares no others."""


@lru_cache(maxsize=1 << 14)
def without_weekday(text: str) -> str:
    """The text of a date as the patterns of the declared spellings expect it."""
    return re.sub(WEEKDAY, "", text.strip(EDGE_SPACE).lower(), count=1)


def parse_date(text: str, spellings: Sequence[DateSpelling] = AGREED) -> date | None:
    """Read a date in one of the spellings; None when it is in none of them or is no day of the calendar."""
    plain = without_weekday(text)
    for spelling in spellings:
        if match := re.match(spelling.pattern, plain):
            year, month, day = (match[group] for group in spelling.groups)
            number = MONTH_NAMES.index(month) + 1 if spelling.month_name else int(month)
            return day_of(int(year), number, int(day))
    return None


def day_of(year: int, month: int, day: int) -> date | None:
    """A day of the calendar; None when there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_year(text: str) -> date | None:
    """Read a four-digit year as its first of January; None when it is not one."""
    match = re.fullmatch("[0-9]{4}", text.strip(EDGE_SPACE))
    return date(int(match[0]), 1, 1) if match and match[0] != "0000" else None
