"""The date spellings, declared once for the landing (Python) and for silver (Spark).

Source: docs/business-rules.md, "Dates": ``yyyy/MM/dd``, ``dd-MM-yyyy``, ``dd/MM/yyyy``, ``yyyy-MM-dd`` and ``MMMM dd, yyyy``,
each with or without a leading weekday. The patterns use only what Python, Java and Rust regular expressions do alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sales_platform.values import invisible

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

EDGE_SPACE = invisible.EDGE_SPACE
"""The white space, no-break space included, that does not count at the ends of a value."""
WEEKDAY = "^(?:sunday|monday|tuesday|wednesday|thursday|friday|saturday)[, ] *"
"""A leading weekday, on lower-case trimmed text; it is dropped."""


@dataclass(frozen=True)
class DateSpelling:
    """One way to write a date.

    Attributes:
        name: as people write the format.
        pattern: of the whole text, in lower case, with three groups.
        groups: which group is the year (four digits), which the month and which the day (two digits each).
        month_name: the month is an English name, and the format is the one that Spark calls ``MMMM dd, yyyy``.
    """

    name: str
    pattern: str
    groups: tuple[int, int, int]
    month_name: bool = False


YEAR_FIRST = DateSpelling("yyyy-MM-dd, yyyy/MM/dd", "^([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})$", (1, 2, 3))
DAY_FIRST = DateSpelling("dd-MM-yyyy, dd/MM/yyyy", "^([0-9]{2})[-/]([0-9]{2})[-/]([0-9]{4})$", (3, 2, 1))
DAY_FIRST_DOTS = DateSpelling("dd.MM.yyyy", "^([0-9]{2})[.]([0-9]{2})[.]([0-9]{4})$", (3, 2, 1))
MONTH_NAME_FIRST = DateSpelling(
    "MMMM dd, yyyy", f"^({'|'.join(MONTH_NAMES)}) ([0-9]{{2}}), ([0-9]{{4}})$", (3, 1, 2), month_name=True
)
AGREED: tuple[DateSpelling, ...] = (YEAR_FIRST, DAY_FIRST, MONTH_NAME_FIRST)
"""The spellings of a feed that declares no others."""


def parse_date(text: str, spellings: Sequence[DateSpelling] = AGREED) -> date | None:
    """Read a date in one of the spellings; None when it is in none of them or is no day of the calendar."""
    plain = re.sub(WEEKDAY, "", text.strip(EDGE_SPACE).lower(), count=1)
    for spelling in spellings:
        if match := re.match(spelling.pattern, plain):
            year, month, day = (match[group] for group in spelling.groups)
            number = MONTH_NAMES.index(month) + 1 if spelling.month_name else int(month)
            try:
                return date(int(year), number, int(day))
            except ValueError:
                return None
    return None


def parse_year(text: str) -> date | None:
    """Read a four-digit year as its first of January; None when it is not one."""
    match = re.fullmatch("[0-9]{4}", text.strip(EDGE_SPACE))
    return date(int(match[0]), 1, 1) if match and match[0] != "0000" else None
