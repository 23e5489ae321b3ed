"""How the platform is: last success of each month, what is stale and why, what waits, who holds the lock, how much there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import pyarrow as pa

from sales_platform.catalog import TABLES
from sales_platform.fingerprints.made import FINGERPRINTS
from sales_platform.landing.files_ledger import FILES
from sales_platform.months import format_month
from sales_platform.planning.plan import Plan, plan_refresh
from sales_platform.run_view import RunView
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import Holder, lock_holder
from sales_platform.storage.retention import kept_for


@dataclass(frozen=True)
class MonthStatus:
    """A month of all tables.

    Attributes:
        last_success: when the last of its tables was written and had passed its checks; None where none was.
        stale: the tables that are to be computed.
    """

    month: date
    last_success: datetime | None
    stale: tuple[str, ...]


@dataclass(frozen=True)
class TableStatus:
    """A table's newest version: its number, its files and their bytes, and for how many days former ones are kept."""

    table: str
    version: int
    files: int
    bytes: int
    days_kept: int


@dataclass(frozen=True)
class Status:
    """How the platform is.

    Attributes:
        landing, lake: where they are.
        plan: what is stale and which files are new.
        holder: who holds the lock.
        months, tables: each month that was made or is stale, each table that exists.
    """

    landing: str
    lake: str
    plan: Plan
    holder: Holder | None
    months: Sequence[MonthStatus]
    tables: Sequence[TableStatus]

    @property
    def is_well(self) -> bool:
        """Whether nothing is to be done, or a run is doing it."""
        return not self.plan.stale or self.holder is not None

    def as_json(self) -> dict[str, Any]:
        """The status with plain values."""
        planned = self.plan.as_json()
        return {
            "is_well": self.is_well,
            "platform_version": version("sales_platform"),
            "landing": self.landing,
            "lake": self.lake,
            "lock": None if self.holder is None else {**vars(self.holder), "since": _text(self.holder.since)},
            "waiting_files": planned["new_files"],
            "stale": planned["stale"],
            "months": [
                {"month": format_month(one.month), "last_success": _text(one.last_success), "stale": list(one.stale)}
                for one in self.months
            ],
            "lake_files": sum(table.files for table in self.tables),
            "lake_bytes": sum(table.bytes for table in self.tables),
            "tables": [vars(table) for table in self.tables],
        }


def platform_status(view: RunView) -> Status:
    """How the platform is now; nothing is written.

    Raises:
        UserError: the landing or the lake cannot be read.
    """
    holder, plan = lock_holder(view.settings.lake), plan_refresh(view)
    names = [*(table.path for table in TABLES), FILES, FINGERPRINTS]
    tables = [found for name in names if (found := _table(view.lake, name)) is not None]
    return Status(view.settings.landing, view.settings.lake, plan, holder, _months(view, plan), tables)


def _months(view: RunView, plan: Plan) -> list[MonthStatus]:
    stale: dict[date, list[str]] = {}
    for one in plan.stale:
        stale.setdefault(one.month, []).append(one.table)
    last: dict[date, datetime] = {}
    for (_, month), at in view.made.successes().items():
        if month in view.calendar:  # others were made while the clock was ahead
            last[month] = max(at, last.get(month, at))
    there = {month for (_, month), made in view.made.all.items() if made.finished and month in view.calendar}
    return [MonthStatus(month, last.get(month), tuple(stale.get(month, ()))) for month in sorted({*there, *stale})]


def _table(lake: Lake, name: tuple[str, str]) -> TableStatus | None:
    delta = lake.open(*name)
    if delta is None:
        return None
    sizes = pa.table(delta.get_add_actions())["size_bytes"].to_pylist()
    return TableStatus("/".join(name), delta.version(), len(sizes), sum(sizes), kept_for(delta).days)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
