"""The dashboard and its sample."""

from sales_platform_tests.dashboard.conftest import address, sample

__all__ = ["address", "sample"]
