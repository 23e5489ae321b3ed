"""A landing, a lake and the sensor on a real Dagster instance."""

from dataclasses import replace
from pathlib import Path

from dagster import DagsterInstance, RunRequest, build_sensor_context
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from sales_platform.automation.new_files import Memory
from sales_platform.automation.requests import STALE_ONLY_TAG
from sales_platform.automation.sensor import new_files
from sales_platform.definitions import defs
from sales_platform.storage.lake import Lake
from sales_platform_tests.refreshes import start_requested

HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty\n"
JULY, AUGUST, OCTOBER = "2025-07-01", "2025-08-01", "2025-10-01"


class Place:
    """A landing, a lake, an instance, and the sensor's cursor between its ticks."""

    def __init__(self, folder: Path, instance: DagsterInstance) -> None:
        self.orders, self.lake, self.instance = folder / "landing/sports_bar/orders", Lake(str(folder / "lake")), instance
        self.orders.mkdir(parents=True)
        self.cursor: str | None = None
        self.skipped = ""

    def land(self, name: str, *rows: str) -> Path:
        """Put a landed file in one step."""
        path = self.orders / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}")
        unfinished.write_text(HEADER + "".join(f"{row},2025/07/01,1,2,3\n" for row in rows))
        unfinished.rename(path)
        return path

    def tick(self) -> list[tuple[str, str]]:
        """One look of the sensor; returns the ranges it requests."""
        context = build_sensor_context(instance=self.instance, cursor=self.cursor, definitions=defs)
        data = new_files.evaluate_tick(context)
        self.cursor, self.skipped = data.cursor, data.skip_message or ""
        self.requests: list[RunRequest] = list(data.run_requests or ())
        tags = [request.tags for request in self.requests]
        return [(tag[ASSET_PARTITION_RANGE_START_TAG], tag[ASSET_PARTITION_RANGE_END_TAG]) for tag in tags]

    def due_tick(self) -> list[tuple[str, str]]:
        """A look after the wait that follows a failed run."""
        memory = Memory.from_cursor(self.cursor)
        self.cursor = replace(memory, attempts=min(memory.attempts, 1), at=memory.at - 1e6).to_cursor()
        return self.tick()

    def run(self, *, succeeds: bool = True) -> None:
        """Run what the last tick requested."""
        for request in self.requests:
            assert request.tags[STALE_ONLY_TAG] == "true"
            assert request.asset_selection
            start_requested(self.instance, request, succeeds=succeeds)

    def order_ids(self) -> list[str]:
        """The orders that bronze has."""
        answer = self.lake.query("SELECT order_id FROM t ORDER BY 1", t=("bronze", "sports_bar_orders"))
        return answer.column("order_id").to_pylist() if answer is not None else []
