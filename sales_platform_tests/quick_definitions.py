"""The platform as a daemon loads it, with a sensor that may look as often as the daemon does: tests wait for its ticks."""

from sales_platform.automation.sensor import new_files
from sales_platform.definitions import defs

__all__ = ["defs"]

new_files._min_interval = 1
