"""The command ``sales-platform maintain``: the job of that name in this process, so that it is in the UI's history."""

from collections.abc import Mapping
from typing import Any

from dagster import DagsterInstance, ResourceDefinition
from dagster._core.utils import make_new_run_id

from sales_platform.automation.alive import close_dead_runs
from sales_platform.automation.requests import LAKE_TAG, MAINTENANCE_JOB, REASON_TAG
from sales_platform.home import prepare_home
from sales_platform.resources import platform_of_the_environment
from sales_platform.running.launch import QUIET, failure
from sales_platform.settings import Settings
from sales_platform.wiring import wired


def maintain_command(settings: Settings) -> Mapping[str, Any]:
    """Maintain the lake and Dagster's history; returns what was done, by the names of the asset's metadata.

    Raises:
        UserError: the lake cannot be used.
        RunFailedError: it failed for another reason.
    """
    prepare_home()
    run_id = make_new_run_id()
    definitions = wired(platform_of_the_environment, ResourceDefinition.hardcoded_resource(settings))
    with DagsterInstance.get() as instance:
        close_dead_runs(instance)
        result = definitions.resolve_job_def(MAINTENANCE_JOB).execute_in_process(
            instance=instance,
            run_id=run_id,
            raise_on_error=False,
            run_config=QUIET,
            tags={REASON_TAG: "command line: maintain", LAKE_TAG: settings.lake},
        )
    if not result.success:
        raise failure(run_id, result.all_events)
    (event,) = [event for event in result.all_events if event.is_step_materialization]
    return {name: value.value for name, value in event.step_materialization_data.materialization.metadata.items()}
