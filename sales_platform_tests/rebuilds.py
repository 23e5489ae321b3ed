"""Lakes that exist to be compared with: the tables of a full run, without its checks and without a history of events.

Both take half of a run's time, and no row depends on them: ``planning/test_rebuilds.py`` holds such a lake against a full run.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from dagster import AssetKey, DagsterInstance, EventLogEntry, ResourceDefinition
from dagster._core.instance.types import InstanceType
from dagster._core.launcher.sync_in_memory_run_launcher import SyncInMemoryRunLauncher
from dagster._core.run_coordinator import DefaultRunCoordinator
from dagster._core.storage.event_log.base import AssetRecord
from dagster._core.storage.event_log.in_memory import InMemoryEventLogStorage
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.storage.root import LocalArtifactStorage
from dagster._core.storage.runs import InMemoryRunStorage
from dagster._core.utils import make_new_run_id

from sales_platform.automation.requests import JOB, keys_of, range_tags
from sales_platform.planning.plan import plan_refresh
from sales_platform.planning.record import recording
from sales_platform.resources import Platform
from sales_platform.run_view import writing_view
from sales_platform.settings import Settings
from sales_platform.wiring import wired
from sales_platform_tests.refreshes import QUIET


def rebuild(settings: Settings) -> None:
    """All that is stale, as ``refresh`` makes it; the checks that would stop a run do not, and none counts as passed."""
    with _forgetful_instance() as instance, writing_view(settings) as view:
        job = wired(ResourceDefinition.hardcoded_resource(Platform.of(view))).resolve_job_def(JOB)
        plan = plan_refresh(view, read=True)
        for work in plan.work:
            run_id = make_new_run_id()
            with recording(view, run_id, plan.keys) as record:
                record.begin(work.tables, work.months)
                unchecked = job.get_subset(asset_selection=frozenset(keys_of(work.tables)), asset_check_selection=frozenset())
                tags = range_tags(work.months, "a test", settings.lake, stale_only=True)
                unchecked.execute_in_process(instance=instance, run_id=run_id, run_config=QUIET, tags=tags)


class _ForgetfulEventLog(InMemoryEventLogStorage):
    """An event log that keeps nothing, and so has nothing."""

    def store_event(self, event: EventLogEntry) -> None:
        """It is not kept."""

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """They are not kept."""

    def get_asset_records(self, asset_keys: Sequence[AssetKey] | None = None) -> Sequence[AssetRecord]:
        """None."""
        del asset_keys
        return []

    def get_latest_tags_by_partition(self, *_arguments: Any, **_options: Any) -> Mapping[str, Mapping[str, str]]:
        """None."""
        return {}


@contextmanager
def _forgetful_instance() -> Iterator[DagsterInstance]:
    with (
        TemporaryDirectory() as folder,
        DagsterInstance(
            instance_type=InstanceType.EPHEMERAL,
            local_artifact_storage=LocalArtifactStorage(folder),
            run_storage=InMemoryRunStorage(),
            event_storage=_ForgetfulEventLog(),
            compute_log_manager=NoOpComputeLogManager(),
            run_coordinator=DefaultRunCoordinator(),
            run_launcher=SyncInMemoryRunLauncher(),
        ) as instance,
    ):
        yield instance
