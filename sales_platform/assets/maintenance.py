"""The asset ``maintenance``: the lake and Dagster's history kept small. It is in a job of its own and has no partitions."""

from datetime import UTC, datetime, timedelta

from dagster import AssetExecutionContext, MaterializeResult, MetadataValue, asset, mem_io_manager

from sales_platform.assets.common import OWNERS
from sales_platform.maintenance.dagster_history import purge_history
from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform.settings import Settings


@asset(
    group_name="operations",
    kinds={"deltalake"},
    owners=OWNERS,
    required_resource_keys={"settings"},
    io_manager_def=mem_io_manager,  # the lake's would make it a run of the platform, with a plan
    description=(
        "The lake's small files are put together, its checkpoints written, and what is older than SALES_RETENTION_DAYS removed"
        " from it and from Dagster's history. No row changes."
    ),
)
def maintenance(context: AssetExecutionContext) -> MaterializeResult[None]:
    """Maintain the lake of the settings, then the history that this run is in."""
    settings: Settings = context.resources.settings
    reports = maintain_lake(settings, lambda: context.log.info("Another run writes this lake; maintenance waits for its end."))
    history = purge_history(context.instance, datetime.now(tz=UTC) - timedelta(days=settings.retention_days))
    return MaterializeResult(
        metadata={
            "files": sum(report.files for report in reports),
            "bytes": sum(report.bytes for report in reports),
            "files_compacted": sum(report.files_compacted for report in reports),
            "files_removed": sum(report.files_removed for report in reports),
            "log_files_removed": sum(report.log_files_removed for report in reports),
            "runs_removed": history.runs,
            "runs_thinned_out": history.runs_thinned_out,
            "history_bytes_given_back": history.bytes_given_back,
            "tables": MetadataValue.json({report.table: report.files for report in reports}),
        }
    )
