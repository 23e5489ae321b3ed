"""Assets, checks, job, sensor and schedules put together; no network and no secret is touched when it is loaded."""

from dagster import AssetSelection, Definitions, ResourceDefinition, define_asset_job, in_process_executor, mem_io_manager

from sales_platform.alerts.alert_sensor import alerts
from sales_platform.assets.bronze import bronze_assets
from sales_platform.assets.checks import all_checks
from sales_platform.assets.dashboard import dashboard, linked
from sales_platform.assets.gold import gold_assets
from sales_platform.assets.landing import landing_folder
from sales_platform.assets.maintenance import MAINTENANCE, maintenance_job
from sales_platform.assets.report import NO_IO, REPORT, monthly_report, report_job
from sales_platform.assets.silver import silver_assets
from sales_platform.automation.requests import JOB, lake_tags
from sales_platform.automation.schedules import schedules
from sales_platform.automation.sensor import new_files
from sales_platform.catalog import TABLES
from sales_platform.companies.registry import FEEDS
from sales_platform.resources import settings_of_the_environment
from sales_platform.settings import DefinitionSettings
from sales_platform.storage.io_manager import lake_io_manager


def wired(platform: ResourceDefinition, of_maintenance: ResourceDefinition = settings_of_the_environment) -> Definitions:
    """The one Definitions.

    Args:
        platform: what the runs of ``refresh`` work on.
        of_maintenance: the settings of what is maintained, and of what is reported.
    """
    settings = DefinitionSettings.from_environment()
    tables = linked(settings.dashboard_url, [*bronze_assets, *silver_assets, *gold_assets])
    return Definitions(
        assets=[*map(landing_folder, FEEDS), *tables, monthly_report, dashboard(settings.dashboard_url), MAINTENANCE],
        asset_checks=all_checks(TABLES),
        jobs=[
            define_asset_job(
                JOB,
                selection=AssetSelection.all() - AssetSelection.assets(REPORT),
                description="Everything, landing to gold, for a range of months in one run.",
                tags=lake_tags(),
            ),
            maintenance_job(of_maintenance),
            report_job(),
        ],
        sensors=[new_files, alerts],
        schedules=schedules(settings),
        resources={"platform": platform, "io_manager": lake_io_manager, "settings": of_maintenance, NO_IO: mem_io_manager},
        executor=in_process_executor,
    )
