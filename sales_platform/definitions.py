"""The one Definitions: wiring only; no network and no secret is touched when it is loaded."""

from dagster import AssetSelection, Definitions, define_asset_job, in_process_executor

from sales_platform.assets.bronze import bronze_assets
from sales_platform.assets.checks import all_checks
from sales_platform.assets.dashboard import dashboard, linked
from sales_platform.assets.gold import forecast_models, gold_assets
from sales_platform.assets.silver import silver_assets
from sales_platform.automation.closing import refreshed_months
from sales_platform.automation.requests import JOB
from sales_platform.automation.schedules import schedules
from sales_platform.automation.sensor import new_files
from sales_platform.catalog import TABLES
from sales_platform.resources import platform_of_the_environment
from sales_platform.settings import Settings
from sales_platform.storage.io_manager import lake_io_manager

_settings = Settings.from_environment()
_tables = linked(_settings.dashboard_url, [*bronze_assets, *silver_assets, *gold_assets])

defs = Definitions(
    assets=[*_tables, refreshed_months([key for table in _tables for key in table.keys]), dashboard(_settings.dashboard_url)],
    asset_checks=all_checks(TABLES),
    jobs=[
        define_asset_job(
            JOB,
            selection=AssetSelection.all(),
            description="Everything, landing to gold, for a range of months in one run.",
        )
    ],
    sensors=[new_files],
    schedules=schedules(_settings),
    resources={
        "platform": platform_of_the_environment,
        "io_manager": lake_io_manager,
        "forecast_models": forecast_models,
    },
    executor=in_process_executor,
)
