"""A place that a run has brought up to date, as the tests of the planning have it."""

from sales_platform_tests.planning.conftest import instance, place, up_to_date

__all__ = ["instance", "place", "up_to_date"]
