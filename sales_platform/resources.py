"""What the assets need from outside, made from the settings when a run needs it, not when the code is loaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from dagster import InitResourceContext
from dagster_pyspark import LazyPySparkResource
from pyspark.sql import SparkSession

from sales_platform import engine
from sales_platform.automation.requests import REASON_TAG, reason_given_by_hand
from sales_platform.months import MonthRange, calendar
from sales_platform.settings import Settings
from sales_platform.storage.connection import connect
from sales_platform.storage.lake import Lake
from sales_platform.storage.landing_zone import LandingZone, landing_zone
from sales_platform.storage.lock import lake_lock


def _note_reason(context: InitResourceContext) -> None:
    run, instance = context.dagster_run, context.instance
    if run is not None and instance is not None and (reason := reason_given_by_hand(run.tags)) is not None:
        instance.add_run_tags(run.run_id, {REASON_TAG: reason})


class Platform(LazyPySparkResource):
    """The lake, the landing, the calendar and the Spark session of the environment's settings."""

    spark_config: dict[str, Any] = {}  # noqa: RUF012 - a field of the resource, not shared state

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator["Platform"]:
        """Hold the lake for the whole run; note why it was started, when its tags do not say it."""

        def say_so() -> None:
            if context.log is not None:
                context.log.info("Another run writes this lake; this one goes on when that one has ended.")

        pa.set_memory_pool(pa.system_memory_pool())  # shares its heap with the engine and the writer
        settings = self.settings()
        connect(settings)
        _note_reason(context)
        with lake_lock(settings.lake, say_so):
            yield self

    def settings(self) -> Settings:
        """The settings as the environment has them now."""
        return Settings.from_environment()

    def lake(self) -> Lake:
        """The Delta tables."""
        return Lake(self.settings().lake)

    def landing(self) -> LandingZone:
        """The landed files."""
        return landing_zone(self.settings().landing)

    def calendar(self) -> MonthRange:
        """All months, the running one included."""
        return calendar(self.settings().first_month)

    def spark(self) -> SparkSession:
        """The process's Spark session."""
        return engine.session(self.settings().spark_remote)

    @property
    def spark_session(self) -> SparkSession:
        """The process's Spark session, under the name that dagster-pyspark gives it."""
        return self.spark()
