"""The bronze assets: one a feed, all alike; and the list of files that cannot be used."""

from functools import partial

import pyarrow as pa
from dagster import AssetExecutionContext, AssetsDefinition, MetadataValue, Output, asset
from dagster._core.definitions.metadata import RawMetadataValue

from sales_platform.assets.common import MONTHS, ONE_RUN, key_of, month_range, options_of
from sales_platform.assets.landing import landing_key, seen_in_landing
from sales_platform.bronze.bronze_tables import BRONZE, REFUSED_FILES
from sales_platform.bronze.ingest import bronze_rows, landed_rows, paths_to_replace
from sales_platform.bronze.state import feed_state, note_stored, read_by_month
from sales_platform.bronze.stray_files import stray_files
from sales_platform.companies.registry import FEEDS
from sales_platform.feeds import Feed
from sales_platform.landing.refused import refused_table
from sales_platform.landing.rows import bronze_schema
from sales_platform.months import covering, partition_key
from sales_platform.planning.record import written_months
from sales_platform.problems.edge import told
from sales_platform.problems.found import A_RUN
from sales_platform.resources import Platform
from sales_platform.storage.file_rows import FileRows


def bronze_asset(feed: Feed) -> AssetsDefinition:
    """The bronze asset of a feed."""
    table = BRONZE[feed.name]

    @asset(
        key_prefix="bronze",
        name=feed.name,
        deps=[landing_key(feed)],
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
        **options_of(table),
    )
    @told(A_RUN)
    def bronze(context: AssetExecutionContext, platform: Platform) -> Output[FileRows]:
        view, asked = platform.view, month_range(*context.partition_key_range)
        ranges = view.ranges(table.path, written_months(table, asked, view.calendar))
        state = feed_state(view, feed, covering(ranges))
        paths = set().union(*(paths_to_replace(view, feed, state, months) for months in ranges))
        files_read = view.reader(feed).take_files_read()
        for month, read in read_by_month(state, files_read, asked).items():
            replaced = sorted(paths & set(state.contents.get(month, {})))
            facts: dict[str, RawMetadataValue] = {**read, "files_replaced": MetadataValue.json(replaced[:100])}
            context.add_asset_metadata(facts, partition_key=partition_key(month))
        if seen := seen_in_landing(feed, view.landing.files(feed)):
            context.log_event(seen)
        refused = MetadataValue.json({known.path: known.refused for known in state.refused})
        view.after_write(table.path, partial(note_stored, view, feed, state, paths))
        rows, landed = (partial(of_files, view, feed, state, paths) for of_files in (bronze_rows, landed_rows))
        return Output(FileRows(tuple(sorted(paths)), bronze_schema(feed), rows, landed), metadata={"files_refused": refused})

    made: AssetsDefinition = bronze
    return made


@asset(
    key_prefix="quarantine",
    name="files",
    deps=[key_of(table) for table in BRONZE.values()],
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
    **options_of(REFUSED_FILES),
)
@told(A_RUN)
def quarantined_files(platform: Platform) -> pa.Table:
    view = platform.view
    refused = {feed: feed_state(view, feed, None).refused for feed in FEEDS}
    return refused_table(refused, stray_files(view), view.calendar, view.calendar)


bronze_assets = [*(bronze_asset(feed) for feed in FEEDS), quarantined_files]
