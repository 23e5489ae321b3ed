"""The dashboard's sample and its browser."""

from sales_platform_tests.dashboard.conftest import address, browser, sample

__all__ = ["address", "browser", "sample"]
