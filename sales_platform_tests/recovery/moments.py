"""A lake at moments: what it held then, and a lock that is lost at one of the commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from sales_platform.catalog import BY_TEXT
from sales_platform.maintenance.restore import RestoreReport, restore_lake
from sales_platform.reports.kpis import kpis
from sales_platform.storage.lock import Check
from sales_platform_tests.planning.place import ORDERS, Place, orders


@dataclass(frozen=True)
class Moment:
    """What a lake held at a moment.

    Attributes:
        at: when.
        rows: of all tables.
        figures: what ``kpis`` printed.
    """

    at: datetime
    rows: dict[tuple[str, str], pa.Table]
    figures: dict[str, object]

    @classmethod
    def of(cls, place: Place) -> "Moment":
        """The moment of now."""
        rows, figures = place.rows(without=()), dict(kpis(place.lake))
        return cls(datetime.now(tz=UTC), rows, figures)

    def assert_is_now(self, place: Place) -> None:
        """The lake holds the same."""
        __tracebackhide__ = True
        now = Moment.of(place)
        assert now.figures == self.figures
        assert [table for table, rows in self.rows.items() if not rows.equals(now.rows[table])] == []


def order(place: Place, day: int, quantity: int | None = None) -> None:
    """Land an order file of a day of July."""
    row = f"N{day},2025-07-{day:02},789001,25891101,{quantity or day}"
    place.land(ORDERS.format(f"2025_07_{day:02}"), orders(row))


def restore(place: Place, at: datetime, *tables: str) -> RestoreReport:
    """Bring the lake, or some tables of it, back to a moment."""
    return restore_lake(place.settings, at, [BY_TEXT[table] for table in tables])


def killing_lock(after: int) -> Callable[..., object]:
    """A lock whose check ends the process at one of the commits; those that were made before stay."""

    @contextmanager
    def lock(_root: str, _on_wait: object) -> Iterator[Check]:
        left = after

        def check() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt

        yield check

    return lock
