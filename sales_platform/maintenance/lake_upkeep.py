"""The maintenance of a lake: each of its tables, one after the other, while the lock of the lake is held."""

from collections.abc import Callable

from sales_platform.catalog import TABLES
from sales_platform.fingerprints.made import FINGERPRINTS, MadeLedger
from sales_platform.landing.files_ledger import FILES, FilesLedger
from sales_platform.maintenance.locked_lake import LockedLake
from sales_platform.maintenance.tables import TableReport, maintain_table
from sales_platform.recovery.ready import make_ready
from sales_platform.settings import Settings
from sales_platform.storage.cluster.leftovers import remove_set_aside
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import lake_lock

_LEDGERS = (FILES, FINGERPRINTS)


def maintain_lake(
    settings: Settings, on_wait: Callable[[], None] = lambda: None, on_table: Callable[[str], None] = lambda _name: None
) -> list[TableReport]:
    """Maintain all tables of the lake; figures, rows and what is stale stay as they are.

    A run that is in progress is waited for, and one that comes waits. Readers need not: a version that they have opened is kept.

    Args:
        on_wait: called once when another run holds the lock.
        on_table: called with the name of each table before it is maintained.

    Returns:
        What was done to each table that exists.

    Raises:
        UserError: the lake cannot be used, or the lock was lost.
    """
    connect(settings, landing=False)
    with lake_lock(settings.lake, on_wait) as check:
        lake = LockedLake(settings, check)
        remove_set_aside(settings.lake)
        made, reports = MadeLedger(lake), []
        make_ready(lake, made)
        FilesLedger(lake).compact(most=0)
        for table in [*(one.path for one in TABLES), *_LEDGERS]:
            on_table("/".join(table))
            if report := _maintained(lake, made, table, settings.retention_days):
                reports.append(report)
        return reports


def _maintained(lake: Lake, made: MadeLedger, table: tuple[str, str], days: int) -> TableReport | None:
    """Maintain a table; the ledger learns its new version, if it was the one that the ledger knows."""
    others = table in _LEDGERS or made.written_by_others("/".join(table), lake.newest_version(*table))
    report = maintain_table(lake, table, days)
    if report is not None and not others:
        after = lake.newest_version(*table)
        for version in {one.version for one in made.rows_of(report.table).values()}:
            made.moved(report.table, version, after)
        made.flush()
    return report
