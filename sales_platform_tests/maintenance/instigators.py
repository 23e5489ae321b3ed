"""The sensor as Dagster's daemon knows it."""

from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import InProcessCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, SensorInstigatorData
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin


def sensor_state() -> InstigatorState:
    """The state of the sensor ``new_files``, which is on."""
    location = InProcessCodeLocationOrigin(LoadableTargetOrigin(module_name="sales_platform.definitions"))
    origin = RemoteRepositoryOrigin(location, "defs").get_instigator_origin("new_files")
    return InstigatorState(origin, InstigatorType.SENSOR, InstigatorStatus.RUNNING, SensorInstigatorData())
