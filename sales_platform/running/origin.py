"""Where Dagster finds the code of a run: the same for runs of the command line as for those that the UI starts."""

import os
import sys

from dagster._core.code_pointer import ModuleCodePointer
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
from dagster._core.origin import DEFAULT_DAGSTER_ENTRY_POINT, JobPythonOrigin, RepositoryPythonOrigin
from dagster._core.remote_origin import RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.workspace.load import location_origin_from_module_name

LOCATION = "sales_platform"
"""The name of the code location in every ``workspace.yaml``; the UI finds the job of a run by it."""
MODULE = "sales_platform.definitions"


def remote_origin(job: str) -> RemoteJobOrigin:
    """The job as the UI knows it: without this its pages do not show the run, and *Re-execute* fails."""
    location = location_origin_from_module_name(MODULE, attribute=None, working_directory=None, location_name=LOCATION)
    return RemoteJobOrigin(RemoteRepositoryOrigin(location, SINGLETON_REPOSITORY_NAME), job)


def code_origin(job: str) -> JobPythonOrigin:
    """The job as a process loads it that is to execute the run."""
    pointer = ModuleCodePointer(MODULE, "defs", os.getcwd())  # noqa: PTH109 - as above
    code = RepositoryPythonOrigin(sys.executable, pointer, entry_point=DEFAULT_DAGSTER_ENTRY_POINT, container_context={})
    return JobPythonOrigin(job, code)
