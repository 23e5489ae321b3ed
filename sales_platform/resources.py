"""What the assets need from outside, made from the settings when a run starts, not when the code is loaded."""

from collections.abc import Generator, Iterator
from contextlib import closing, nullcontext
from typing import Any

import pyarrow as pa
from dagster import DagsterError, InitResourceContext, resource
from dagster_pyspark import LazyPySparkResource
from pydantic import PrivateAttr
from pyspark.sql import SparkSession

from sales_platform.automation.alive import NOT_NOTED, alive
from sales_platform.automation.requests import STALE_ONLY_TAG, asked_months, makes_tables, missing_tags, tables_of_run
from sales_platform.planning.plan import plan_refresh
from sales_platform.planning.record import recording
from sales_platform.problems.edge import told
from sales_platform.problems.found import A_RUN
from sales_platform.run_view import RunView, reading_view, writing_view
from sales_platform.settings import Settings
from sales_platform.storage.connection import connect
from sales_platform.storage.session import writing_session


class NotNotedError(DagsterError):
    """What a run did could not be noted; of a resource that fails at the end of a run in another way, Dagster makes a success."""


class Platform(LazyPySparkResource):
    """The run's view of landing and lake, and the Spark session."""

    spark_config: dict[str, Any] = {}  # noqa: RUF012 - a field of the resource, not shared state
    _view: RunView = PrivateAttr()

    @classmethod
    def of(cls, view: RunView) -> "Platform":
        """The platform of a run with this view."""
        pa.set_memory_pool(pa.system_memory_pool())  # shares its heap with the engine and the writer
        platform = cls()
        platform._view = view
        return platform

    @property
    def view(self) -> RunView:
        """The run's view."""
        return self._view

    def spark(self) -> SparkSession:
        """The process's Spark session."""
        return writing_session(self.view.settings)

    @property
    def spark_session(self) -> SparkSession:
        """The process's Spark session, under the name that dagster-pyspark gives it."""
        return self.spark()


@resource
def platform_of_the_environment(context: InitResourceContext) -> Iterator[Platform]:
    """The platform of the environment's settings: a run that makes tables holds the lock of the lake until its end."""
    with (
        closing(_platform(context)) as platform,
        alive(context.dagster_run.run_id, context.instance) if context.dagster_run is not None else nullcontext(),
    ):
        yield next(platform)
        try:
            next(platform, None)
        except Exception as error:
            raise NotNotedError(NOT_NOTED) from error


def _platform(context: InitResourceContext) -> Generator[Platform]:
    def on_wait() -> None:
        if context.log is not None:
            context.log.info("Another run writes this lake; this one goes on when that one has ended.")

    settings = Settings.from_environment()
    if context.dagster_run is not None and not makes_tables(context.dagster_run):
        connect(settings, landing=False, writing=False)
        with reading_view(settings) as reading:
            yield Platform.of(reading)
        return
    _note_tags(context, settings)
    with told(A_RUN), writing_view(settings, on_wait) as view:
        run = context.dagster_run
        only = plan_refresh(view, read=True).keys if run is not None and STALE_ONLY_TAG in run.tags else None
        with recording(view, "" if run is None else run.run_id, only) as record:
            if run is not None and (months := asked_months(run.tags)) is not None:
                record.begin(tables_of_run(run.asset_selection, run.step_keys_to_execute), months)
            yield Platform.of(view)


def _note_tags(context: InitResourceContext, settings: Settings) -> None:
    run, instance = context.dagster_run, context.instance
    if run is not None and instance is not None and (tags := missing_tags(run.tags, settings.lake)):
        instance.add_run_tags(run.run_id, tags)


@resource
def settings_of_the_environment(_context: InitResourceContext) -> Settings:
    """The settings, read when a run starts."""
    return Settings.from_environment()
