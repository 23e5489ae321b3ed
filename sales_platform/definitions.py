"""The one Definitions: wiring only; no network and no secret is touched when it is loaded."""

from dagster import AssetSelection, Definitions, define_asset_job, in_process_executor

from sales_platform.automation.closing import refreshed_months
from sales_platform.automation.requests import JOB
from sales_platform.automation.schedules import schedules
from sales_platform.automation.sensor import new_files
from sales_platform.bronze.assets import bronze_assets
from sales_platform.bronze.checks import bronze_checks
from sales_platform.dashboard_asset import dashboard, linked
from sales_platform.gold.assets import gold_assets
from sales_platform.gold.checks import gold_checks
from sales_platform.gold.planning import demand_forecast, forecast_models
from sales_platform.resources import platform_of_the_environment
from sales_platform.settings import DefinitionSettings
from sales_platform.silver.assets import silver_assets
from sales_platform.silver.checks import silver_checks
from sales_platform.storage.io_manager import lake_io_manager

_settings = DefinitionSettings.from_environment()
_tables = linked(_settings.dashboard_url, [*bronze_assets, *silver_assets, *gold_assets, demand_forecast])

defs = Definitions(
    assets=[*_tables, refreshed_months([key for table in _tables for key in table.keys]), dashboard(_settings.dashboard_url)],
    asset_checks=[*bronze_checks, *silver_checks, *gold_checks],
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
