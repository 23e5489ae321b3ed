"""Dagster instances for runs in the test's own process, with the storage that the platform's own have."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import pytest
from dagster import DagsterInstance

from sales_platform.home import prepare_home
from sales_platform.running.instance import own_instance


@contextmanager
def new_instance() -> Iterator[DagsterInstance]:
    """An instance with a history of its own; batches of events take half the time of Dagster's ephemeral one."""
    with TemporaryDirectory(prefix="sales-platform-history-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_EVENT_BATCH_SIZE", "200")
        with pytest.MonkeyPatch.context() as here:
            here.setenv("DAGSTER_HOME", folder)
            prepare_home()
            instance = own_instance()
        with instance:
            yield instance
