"""The lake as it was: time travel by a version of the fact or by a point in time."""

import re
from datetime import UTC, datetime

from sales_platform.errors import UserError
from sales_platform.storage.lake import Lake

FACT = ("gold", "fact_sales")


def lake_as_of(lake: Lake, text: str) -> Lake:
    """The lake as it was when the fact had a version, or at a point in time.

    Args:
        lake: as it is now.
        text: a version of ``gold/fact_sales``, or a timestamp (2025-12-01, 2025-12-01T14:30, with or without an offset; UTC).

    Raises:
        UserError: it is neither, the fact had no such version, or nothing had been run by then.
    """
    delta = lake.open(*FACT)
    if delta is None:
        raise UserError(f"There are no figures in {lake.root} yet: run 'sales-platform run' first.")
    history = {entry["version"]: datetime.fromtimestamp(entry["timestamp"] / 1000, tz=UTC) for entry in delta.history()}
    first, last = min(history), max(history)
    if re.fullmatch(r"[0-9]{1,9}", text):
        if int(text) not in history:
            raise UserError(f"gold/fact_sales has no version {text}: name one from {first} to {last}, or a timestamp.")
        return lake.as_of(history[int(text)])
    moment = _moment(text)
    if moment < history[first]:
        raise UserError(f"Nothing had been run at {text}: the first figures are of {history[first]:%Y-%m-%d %H:%M:%S} UTC.")
    return lake.as_of(moment)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(
            f"'{text}' is neither a version nor a time: write a number, or a time as 2025-12-01T14:30 (in UTC)."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
