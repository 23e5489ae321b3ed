"""Dagster instances for runs in the test's own process."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from tempfile import TemporaryDirectory
from typing import Any, Never

import pytest
from dagster import AssetKey, DagsterEventType, DagsterInstance, EventLogEntry, EventLogRecord, EventRecordsResult
from dagster._core.instance.types import InstanceType
from dagster._core.launcher.sync_in_memory_run_launcher import SyncInMemoryRunLauncher
from dagster._core.run_coordinator import DefaultRunCoordinator
from dagster._core.storage.event_log.base import AssetRecord, EventLogConnection
from dagster._core.storage.event_log.in_memory import InMemoryEventLogStorage
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.storage.root import LocalArtifactStorage
from dagster._core.storage.runs import InMemoryRunStorage

from sales_platform.home import prepare_home
from sales_platform.running.instance import own_instance


@contextmanager
def new_instance() -> Iterator[DagsterInstance]:
    """An instance with a history of its own, in the storage that the platform's own have."""
    with TemporaryDirectory(prefix="sales-platform-history-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_EVENT_BATCH_SIZE", "200")
        with pytest.MonkeyPatch.context() as here:
            here.setenv("DAGSTER_HOME", folder)
            prepare_home()
            instance = own_instance()
        with instance:
            yield instance


@contextmanager
def quick_instance() -> Iterator[DagsterInstance]:
    """An instance for tests that look at tables and plans: of its history there are the runs, and the events of each run."""
    with (
        TemporaryDirectory() as folder,
        DagsterInstance(
            instance_type=InstanceType.EPHEMERAL,
            local_artifact_storage=LocalArtifactStorage(folder),
            run_storage=InMemoryRunStorage(),
            event_storage=EventsOfRuns(),
            compute_log_manager=NoOpComputeLogManager(),
            run_coordinator=DefaultRunCoordinator(),
            run_launcher=SyncInMemoryRunLauncher(),
        ) as instance,
    ):
        yield instance


class EventsOfRuns(InMemoryEventLogStorage):
    """Events as they are, by run: nothing is made into text, and there is no index by asset, which must not be asked."""

    def __init__(self) -> None:
        super().__init__()
        self._of_run: dict[str, list[EventLogEntry]] = defaultdict(list)

    def store_event(self, event: EventLogEntry) -> None:
        """Keep it."""
        self._of_run[event.run_id].append(event)

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Keep them."""
        for event in events:
            self.store_event(event)

    def get_records_for_run(
        self,
        run_id: str,
        cursor: str | None = None,
        of_type: DagsterEventType | set[DagsterEventType] | None = None,
        limit: int | None = None,
        ascending: bool = True,
    ) -> EventLogConnection:
        """All events of a run, or those of some types."""
        assert (cursor, limit, ascending) == (None, None, True), "only all events of a run can be asked for"
        types = {of_type} if isinstance(of_type, DagsterEventType) else of_type
        events = [event for event in self._of_run[run_id] if types is None or event.dagster_event_type in types]
        return EventLogConnection([EventLogRecord(place, event) for place, event in enumerate(events)], "", has_more=False)

    def get_asset_records(self, asset_keys: Sequence[AssetKey] | None = None) -> Sequence[AssetRecord]:
        """None: a run asks it of its inputs, to tag with their versions what it makes of them."""
        del asset_keys
        return []

    def get_latest_tags_by_partition(self, *_arguments: Any, **_options: Any) -> Mapping[str, Mapping[str, str]]:
        """None, as above."""
        return {}

    def fetch_observations(self, *_arguments: Any, **_options: Any) -> EventRecordsResult:
        """None, as above: a check asks it of what it is about."""
        return EventRecordsResult([], "", has_more=False)

    def run_connection(self, run_id: str | None = None) -> Never:
        """There is no database."""
        raise AssertionError(
            f"this instance keeps no more of {run_id or 'its history'} than runs and their events: use new_instance"
        )

    def index_connection(self) -> AbstractContextManager[Any]:
        """There is no index."""
        return self.run_connection()
