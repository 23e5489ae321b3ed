"""Dagster's instance for runs in the process of a command."""

import os

from dagster import DagsterInstance
from dagster._core.instance.ref import InstanceRef

_NO_LOGS = {"compute_logs": {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"}}


def own_instance() -> DagsterInstance:
    """The instance of DAGSTER_HOME; what steps print goes to the terminal only.

    Dagster would copy it to files by four processes of its own, which a Ctrl-C at the terminal ends as well, each with a stack.
    """
    return DagsterInstance.from_ref(InstanceRef.from_dir(os.environ["DAGSTER_HOME"], overrides=_NO_LOGS))
