"""Ticks as a daemon that runs all the time would have made them."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster import DagsterInstance
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import InProcessCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import TickData, TickStatus
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from passing_time import DAY

_REASON = (
    "361 files in landing: every month is up to date. No file was read, no row of any table was changed. (Landing: s3://bucket)"
)
_A_DAY_AGO = """UPDATE job_ticks SET timestamp = datetime(timestamp, '-1 day') || '.000000',
    create_timestamp = datetime(create_timestamp, '-1 day'), update_timestamp = datetime(update_timestamp, '-1 day')
    WHERE selector_id = ? AND id < ?"""
_COPIES = """WITH RECURSIVE steps(step) AS (SELECT 1 UNION ALL SELECT step + 1 FROM steps WHERE step < ?)
    INSERT INTO job_ticks (job_origin_id, selector_id, status, type, tick_body, timestamp, create_timestamp, update_timestamp)
    SELECT job_origin_id, selector_id, status, type, tick_body,
        datetime(timestamp, '-' || (step * ?) || ' seconds') || '.000000',
        datetime(create_timestamp, '-' || (step * ?) || ' seconds'),
        datetime(update_timestamp, '-' || (step * ?) || ' seconds')
    FROM job_ticks, steps WHERE id = ?"""


def a_day_of_ticks(instance: DagsterInstance, database: Path, sensor: str, seconds: int) -> None:
    """A day passes for the ticks that there are, the daemon purges, and there are those of another day that found nothing new.

    Args:
        database: of the ticks.
        sensor: whose they are.
        seconds: between two of them.
    """
    location = InProcessCodeLocationOrigin(LoadableTargetOrigin(module_name="sales_platform.definitions"))
    origin = RemoteRepositoryOrigin(location, "__repository__").get_instigator_origin(sensor)
    now, selector = datetime.now(tz=UTC), origin.get_selector().get_id()
    tick = instance.create_tick(
        TickData(
            origin.get_id(),
            sensor,
            InstigatorType.SENSOR,
            TickStatus.SKIPPED,
            now.timestamp(),
            skip_reason=_REASON,
            selector_id=selector,
        )
    )
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(_A_DAY_AGO, (selector, tick.tick_id))
        connection.commit()
        _purge(instance, origin.get_id(), selector)
        connection.execute(_COPIES, (DAY // seconds - 1, seconds, seconds, seconds, tick.tick_id))
        connection.commit()


def _purge(instance: DagsterInstance, origin: str, selector: str) -> None:
    """What the daemon removes at each tick."""
    now = datetime.now(tz=UTC)
    for status, days in instance.get_tick_retention_settings(InstigatorType.SENSOR).items():
        if days > 0:
            instance.purge_ticks(origin, selector, (now - timedelta(days=days)).timestamp(), [status])
