"""The last asset of a refresh: the note in the ledger that the months are up to date."""

from dagster import AssetExecutionContext, AssetKey, AssetsDefinition, MaterializeResult, asset

from sales_platform.assets.common import MONTHS, ONE_RUN, OWNERS, month_range
from sales_platform.bronze.correction_files import held_fingerprints
from sales_platform.bronze.fingerprints import combined_fingerprints
from sales_platform.bronze.ledger import REFRESHED, REFUSED, record_step, recorded_step
from sales_platform.companies.registry import FEEDS
from sales_platform.feeds import CORRECTIONS
from sales_platform.resources import Platform


def refreshed_months(tables: list[AssetKey]) -> AssetsDefinition:
    """The asset ``ledger/months``, downstream of all tables."""

    @asset(
        key_prefix="ledger",
        name="months",
        deps=tables,
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
        group_name="ledger",
        kinds={"python", "deltalake"},
        owners=OWNERS,
    )
    def refreshed_through(context: AssetExecutionContext, platform: Platform) -> MaterializeResult[None]:
        """Which landed files each month was last refreshed from, landing to gold; written by a run of all assets only."""
        selected = context.run.asset_selection
        if selected and not set(tables) <= set(selected):
            context.log.warning("This run left assets out, so its months are not noted as refreshed.")
            return MaterializeResult(metadata={"months_refreshed": 0})
        lake, months = platform.view.lake, month_range(*context.partition_key_range)
        steps = (*(feed.name for feed in FEEDS), REFUSED)
        by_step = {step: recorded_step(lake, step, months, context.run.run_id) for step in steps}
        corrections = held_fingerprints(lake, platform.view.calendar, months)
        by_step[CORRECTIONS.name] = {month: corrections[month] for month in by_step[CORRECTIONS.name] if month in corrections}
        refreshed = combined_fingerprints(by_step, months)
        record_step(lake, REFRESHED, refreshed, context.run.run_id)
        return MaterializeResult(metadata={"months_refreshed": len(refreshed)})

    return refreshed_through
