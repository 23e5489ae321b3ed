"""The sensor ``alerts``: looks each minute, and tells what has begun or is over."""

from dagster import DefaultSensorStatus, SensorEvaluationContext, SkipReason, sensor

from sales_platform.alerts.addresses import VARIABLE, read_addresses
from sales_platform.alerts.watch import look
from sales_platform.settings import Settings

SECONDS = 60


@sensor(minimum_interval_seconds=SECONDS, default_status=DefaultSensorStatus.RUNNING)
def alerts(context: SensorEvaluationContext) -> SkipReason:
    """Tells people, at the addresses of SALES_ALERTS, when runs or ticks fail, checks find errors, or gold is stale."""
    if not read_addresses():
        return SkipReason(f"{VARIABLE} names no address, so nobody is told anything.")
    return SkipReason(look(context.instance, Settings.from_environment()).sentence)
