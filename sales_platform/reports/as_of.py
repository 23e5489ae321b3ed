"""The lake as it was: time travel by a version of the fact or by a point in time."""

import re
from datetime import UTC, datetime

from deltalake import DeltaTable

from sales_platform.errors import UserError
from sales_platform.fingerprints.made import FINGERPRINTS
from sales_platform.storage.lake import Lake
from sales_platform.storage.retention import kept_for, times_of_versions

FACT = ("gold", "fact_sales")
_VERSION = re.compile(r"[0-9]{1,9}")


def lake_as_of(lake: Lake, text: str) -> Lake:
    """The lake as it was when the fact had a version, or at a point in time.

    Args:
        lake: as it is now.
        text: a version of ``gold/fact_sales``, or a timestamp (2025-12-01, 2025-12-01T14:30, with or without an offset; UTC).

    Raises:
        UserError: it is neither, the fact had no such version, nothing had been run by then, or it is no longer kept.
    """
    delta = lake.open(*FACT)
    if delta is None:
        raise UserError(f"There are no figures in {lake.root} yet: run 'sales-platform run' first.")
    history = times_of_versions(delta)
    first, last = min(history), max(history)
    if _VERSION.fullmatch(text):
        if int(text) < first:
            raise _not_kept(delta, f"Version {text} of gold/fact_sales is", history[first])
        if int(text) not in history:
            raise UserError(f"gold/fact_sales has no version {text}: name one from {first} to {last}, or a timestamp.")
        return lake.as_of(history[int(text)])
    moment = _moment(text)
    if moment < history[first]:
        if first > 0:
            raise _not_kept(delta, f"The figures of {text} are", history[first])
        raise UserError(f"Nothing had been run at {text}: the first figures are of {history[first]:%Y-%m-%d %H:%M:%S} UTC.")
    return lake.as_of(moment)


def moment_of(lake: Lake, text: str) -> datetime:
    """The moment that a restore brings back: a time, or when the run that wrote a version of the fact had ended.

    Raises:
        UserError: as ``lake_as_of``, or the time lies in the future.
    """
    moment = lake_as_of(lake, text).at
    if moment is None or moment > datetime.now(tz=UTC):
        raise UserError(f"{text} lies in the future (it is {datetime.now(tz=UTC):%Y-%m-%d %H:%M:%S} UTC): name an earlier time.")
    if _VERSION.fullmatch(text) and (ledger := lake.open(*FINGERPRINTS)) is not None:
        times = times_of_versions(ledger)  # its version 0 is empty
        return min((time for version, time in times.items() if version > 0 and time >= moment), default=moment)
    return moment


def _not_kept(delta: DeltaTable, what: str, first: datetime) -> UserError:
    return UserError(
        f"{what} no longer kept: former versions stay for {kept_for(delta).days} days (SALES_RETENTION_DAYS), and the oldest that"
        f" is still here is of {first:%Y-%m-%d %H:%M:%S} UTC."
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(
            f"'{text}' is neither a version nor a time: write a number, or a time as 2025-12-01T14:30 (in UTC)."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
