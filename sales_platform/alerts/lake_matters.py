"""Gold that was not refreshed for too long."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sales_platform.alerts.book import Matter, Seen
from sales_platform.alerts.limits import Limits
from sales_platform.fingerprints.made import MadeLedger
from sales_platform.storage.lake import Lake

GOLD = "gold"


def lake_matters(lake: Lake, limits: Limits, dashboard: str, now: datetime) -> Seen:
    """What there is about gold; nothing as long as nothing was ever run.

    Args:
        dashboard: its address.

    Raises:
        UserError, OutsideError: the lake cannot be read.
    """
    return Seen(tuple(_stale(MadeLedger(lake), limits, dashboard, now)), frozenset({GOLD}))


def _stale(made: MadeLedger, limits: Limits, dashboard: str, now: datetime) -> Iterator[Matter]:
    times = [one.at for (table, _), one in made.all.items() if table.startswith(f"{GOLD}/") and one.finished]
    written = [at for (table, _), at in made.successes(now).items() if table.startswith(f"{GOLD}/")]
    if len(written) < len(times):
        yield Matter(
            f"{GOLD}/clock",
            f"Months of gold bear the time {max(times):%Y-%m-%d %H:%M} UTC, which is to come: a clock was ahead.",
            "put the clock right; 'sales-platform run --from MONTH --to MONTH' over the months makes them anew.",
            f"{dashboard}/",
        )
    if written and now - max(written) > timedelta(hours=limits.gold_hours):
        yield Matter(
            f"{GOLD}/stale",
            f"Gold was last written on {max(written):%Y-%m-%d %H:%M} UTC, more than {limits.gold_hours:g} hours ago.",
            "'sales-platform status' says whether files wait, and what is stale; if nothing has landed, ask the companies.",
            f"{dashboard}/",
        )
