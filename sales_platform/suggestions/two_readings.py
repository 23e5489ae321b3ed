"""What a value in quarantine can mean where it can be read in two ways: dates and numbers, for people."""

import json
import re
from collections.abc import Iterable
from typing import Any

from sales_platform.companies.company import Source
from sales_platform.feeds import bronze_column
from sales_platform.rules.common import AMBIGUOUS_DATE
from sales_platform.rules.landed_values import AMBIGUOUS_PRICE, AMBIGUOUS_QUANTITY
from sales_platform.suggestions.days_of_files import both_readings
from sales_platform.suggestions.suggestion import Rows
from sales_platform.values.alternatives import any_of
from sales_platform.values.numbers import read_number

_NO_COMMA = ";"
"""A number is ambiguous only in a file whose fields are not separated by commas."""


def two_readings(source: Source, reasons: Iterable[str], raw: str) -> str | None:
    """What the values of a landed row (as JSON) can mean: ``2025-03-07 or 2025-07-03``; None where nothing is ambiguous."""
    found = [both_readings(source.feed, raw)] if AMBIGUOUS_DATE in reasons else []
    if {AMBIGUOUS_QUANTITY, AMBIGUOUS_PRICE} & {*reasons}:
        found.append(_numbers(source, raw))
    return "; ".join(found) or None


def with_readings(source: Source, rows: Rows, reason: str) -> list[dict[str, Any]]:
    """Rows in quarantine for a reason, with what they can mean where that is what it says."""
    told = [two_readings(source, [reason], row["raw"]) for row in rows]
    return [{**row, "readings": readings} if readings else dict(row) for row, readings in zip(rows, told, strict=True)]


def _numbers(source: Source, raw: str) -> str:
    column = source.landed.price or source.landed.quantity
    text = json.loads(raw).get(bronze_column(str(column))) or ""
    if source.landed.not_digits:
        text = re.sub(any_of(source.landed.not_digits), "", text)
    return " or ".join(read_number(text, _NO_COMMA, money=source.landed.price is not None).readings)
