"""The one Definitions: wiring only; no network and no secret is touched when it is loaded."""

from dagster import AssetSelection, Definitions, define_asset_job, in_process_executor

from sales_platform.assets import MONTHS
from sales_platform.automation.closing import refreshed_months
from sales_platform.bronze.assets import bronze_assets
from sales_platform.gold.assets import gold_assets
from sales_platform.resources import Platform
from sales_platform.silver.assets import silver_assets
from sales_platform.storage.io_manager import LakeIOManager

_tables = [*bronze_assets, *silver_assets, *gold_assets]
_platform = Platform()

defs = Definitions(
    assets=[*_tables, refreshed_months([key for table in _tables for key in table.keys])],
    jobs=[
        define_asset_job(
            "refresh",
            selection=AssetSelection.all(),
            partitions_def=MONTHS,
            description="Everything, landing to gold, for a range of months in one run.",
        )
    ],
    resources={"platform": _platform, "io_manager": LakeIOManager(platform=_platform)},
    executor=in_process_executor,
)
