"""A lake as maintenance and restore change it."""

from sales_platform.settings import Settings
from sales_platform.storage.lake import Lake
from sales_platform.storage.lock import Check


class LockedLake(Lake):
    """A lake that opens its tables anew each time, and checks the lock that is held before each commit."""

    def __init__(self, settings: Settings, check: Check) -> None:
        super().__init__(settings.lake)
        self.retention_days, self._check = settings.retention_days, check

    def check_lock(self) -> None:
        """Raise UserError when the lock was lost."""
        self._check()
