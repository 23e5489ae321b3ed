"""The job ``maintain`` and the asset ``maintenance``: the lake and Dagster's history kept small.

The asset is an external one, which the job's step reports: where all assets are selected, nobody means this one, and a run that
holds the lake for them would wait for itself.
"""

from datetime import UTC, datetime, timedelta

from dagster import (
    AssetMaterialization,
    AssetSpec,
    JobDefinition,
    MetadataValue,
    OpExecutionContext,
    ResourceDefinition,
    job,
    mem_io_manager,
    op,
)

from sales_platform.assets.common import OWNERS
from sales_platform.automation.requests import MAINTENANCE_JOB, lake_tags
from sales_platform.maintenance.dagster_history import purge_history
from sales_platform.maintenance.lake_upkeep import maintain_lake
from sales_platform.problems.edge import told
from sales_platform.problems.found import A_RUN
from sales_platform.settings import Settings

_DESCRIPTION = (
    "The lake's small files are put together, its checkpoints written, and what is older than SALES_RETENTION_DAYS removed"
    " from it and from Dagster's history. No row changes."
)
MAINTENANCE = AssetSpec(
    "maintenance",
    group_name="operations",
    kinds={"deltalake"},
    owners=OWNERS,
    description=f"{_DESCRIPTION} The job {MAINTENANCE_JOB} does it, each week.",
)


@op(name="maintenance", required_resource_keys={"settings"}, description=_DESCRIPTION)
@told(A_RUN)
def _maintenance(context: OpExecutionContext) -> None:
    settings: Settings = context.resources.settings
    reports = maintain_lake(settings, lambda: context.log.info("Another run writes this lake; maintenance waits for its end."))
    history = purge_history(context.instance, datetime.now(tz=UTC) - timedelta(days=settings.retention_days))
    context.log_event(
        AssetMaterialization(
            MAINTENANCE.key,
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
            },
        )
    )


def maintenance_job(settings: ResourceDefinition) -> JobDefinition:
    """The job of one step, for the lake of the settings and the history that its run is in."""
    # the lake's own IO manager would make it a run of the platform, with a plan and the lock
    resources = {"settings": settings, "io_manager": mem_io_manager}

    @job(name=MAINTENANCE_JOB, description=_DESCRIPTION, tags=lake_tags(), resource_defs=resources)
    def maintain() -> None:
        _maintenance()

    return maintain
