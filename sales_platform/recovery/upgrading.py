"""Upgrade of a lake that an earlier release has written: steps from each layout to the next, then the mark on each table.

The mark of ``ledger/fingerprints`` is made last and is the one that counts: an upgrade that was interrupted begins again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sales_platform.fingerprints.made import FINGERPRINTS
from sales_platform.storage.found_tables import own_tables
from sales_platform.storage.lake import Lake
from sales_platform.storage.layout import LAYOUT, OLDEST, check_writable, layout_of, layout_properties
from sales_platform.storage.writes import commit, set_properties


@dataclass(frozen=True)
class Step:
    """What brings a lake to a layout from the one before it.

    Attributes:
        layout: the one that it brings.
        apply: changes the lake; may be interrupted at any moment and applied again, and passes over tables that do not exist.
    """

    layout: int
    apply: Callable[[Lake], None]


STEPS: tuple[Step, ...] = ()
"""In order. Layout 2 needs none: what layout 1 says of its months is taken over when it is needed (``planning.takeover``)."""


def upgrade(lake: Lake) -> None:
    """Bring a lake to the layout of this release; nothing is done to one that has it.

    Args:
        lake: its lock is held.

    Raises:
        UserError: a newer release has written the lake, or the lock was lost.
    """
    ledger = lake.open(*FINGERPRINTS)
    if ledger is not None:
        check_writable(ledger, lake.root)
    there = OLDEST if ledger is None else layout_of(ledger)
    if there >= LAYOUT:
        return
    for step in STEPS:
        if step.layout > there:
            lake.check_lock()
            step.apply(lake)
    for table in sorted(own_tables(lake), key=lambda table: table == FINGERPRINTS):
        delta = lake.reopen(*table)
        if layout_of(delta) < LAYOUT:
            commit(lake, table, delta, lambda current: set_properties(current, layout_properties()))


def note_layouts(lake: Lake, tables: Iterable[tuple[str, str]]) -> None:
    """Let the lake be upgraded anew where one of the tables, which have been restored, is of an earlier layout."""
    ledger = lake.reopen(*FINGERPRINTS)
    lowest = min((layout_of(lake.reopen(*table)) for table in tables), default=LAYOUT)
    if lowest < layout_of(ledger):
        commit(lake, FINGERPRINTS, ledger, lambda current: set_properties(current, layout_properties(lowest)))
