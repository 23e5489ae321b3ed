"""The date in a file's name."""

import re
from datetime import date

FILE_DATE = re.compile(r"(?:^|[^0-9])(20[0-9]{2})[-_]?(0[1-9]|1[0-2])(?:[-_]?(0[1-9]|[12][0-9]|3[01]))?(?:[^0-9]|$)")
"""The date in a file's name: ``orders_2025_07_15.csv``, also ``2025-07-15``, ``20250715``, ``2025_07``."""


def file_date(path: str) -> str | None:
    """The day or the month that a file's name gives, as ``2025-07-15`` or ``2025-07``; None when it has no date."""
    match = FILE_DATE.search(path.rsplit("/", 1)[-1])
    return "-".join(part for part in match.groups() if part) if match else None


def file_month(path: str) -> date | None:
    """The month that a file's name gives, or None when it has no date."""
    found = file_date(path)
    return date.fromisoformat(f"{found[:7]}-01") if found else None
