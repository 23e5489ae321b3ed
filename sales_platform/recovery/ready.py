"""A lake made ready to be written, by whoever holds its lock."""

from sales_platform.fingerprints.made import MadeLedger
from sales_platform.recovery.finishing import finish_restore
from sales_platform.recovery.upgrading import upgrade
from sales_platform.storage.lake import Lake


def make_ready(lake: Lake, made: MadeLedger) -> None:
    """Bring a restore that was interrupted to its end, and a lake of an earlier release to the layout of this one.

    Args:
        lake: its lock is held.
        made: what its months were made of; nothing has been noted in it yet.

    Raises:
        UserError: a newer release has written the lake, or the lock was lost.
    """
    upgrade(lake)
    if made.restore is not None:
        finish_restore(lake, made, made.restore)
        upgrade(lake)
