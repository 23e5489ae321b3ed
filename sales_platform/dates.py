"""The date spellings that count, declared once for the landing (Python) and for silver (Spark).

Source: business rules, "Dates": ``yyyy/MM/dd``, ``dd-MM-yyyy``, ``dd/MM/yyyy``, ``yyyy-MM-dd`` and ``MMMM dd, yyyy``, each with
or without a leading weekday. The patterns use only what Python, Java and Rust regular expressions do alike.
"""

import re
from datetime import date

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

EDGE_SPACE = " \t\r\n\u00a0"
"""The white space, no-break space included, that does not count at the ends of a value."""
WEEKDAY = "^(?:sunday|monday|tuesday|wednesday|thursday|friday|saturday)[, ] *"
"""A leading weekday, on lower-case trimmed text; it is dropped."""
YEAR_FIRST = "^([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})$"
DAY_FIRST = "^([0-9]{2})[-/]([0-9]{2})[-/]([0-9]{4})$"
MONTH_NAME_FIRST = f"^({'|'.join(MONTH_NAMES)}) ([0-9]{{2}}), ([0-9]{{4}})$"


def parse_date(text: str) -> date | None:
    """Read a date in one of the agreed spellings; None when it is in none of them or is no day of the calendar."""
    plain = re.sub(WEEKDAY, "", text.strip(EDGE_SPACE).lower(), count=1)
    try:
        if match := re.match(YEAR_FIRST, plain):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := re.match(DAY_FIRST, plain):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := re.match(MONTH_NAME_FIRST, plain):
            return date(int(match[3]), MONTH_NAMES.index(match[1]) + 1, int(match[2]))
    except ValueError:
        return None
    return None


def parse_year(text: str) -> date | None:
    """Read a four-digit year as its first of January; None when it is not one."""
    match = re.fullmatch("[0-9]{4}", text.strip(EDGE_SPACE))
    return date(int(match[0]), 1, 1) if match and match[0] != "0000" else None
