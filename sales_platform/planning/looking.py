"""The view of those who look at the lake again and again in one process: the sensor, and the metrics of the dashboard."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sales_platform.catalog import TABLES
from sales_platform.fingerprints.made import FINGERPRINTS
from sales_platform.landing.files_ledger import FILES
from sales_platform.run_view import RunView, reading_view
from sales_platform.settings import Settings
from sales_platform.storage.landing_zone import LandingZone

LOOKED_AT = (*(table.path for table in TABLES), FILES, FINGERPRINTS)
"""Layers and names."""


def looking_view(settings: Settings, landing: Callable[[], LandingZone] | None = None) -> AbstractContextManager[RunView]:
    """See ``reading_view``; of a lake in a bucket, what has not changed since the last look is not read again."""
    return reading_view(settings, landing, LOOKED_AT)
