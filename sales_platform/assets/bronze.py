"""The bronze assets: one a feed, all alike; and the list of files that cannot be used."""

from functools import partial

import pyarrow as pa
from dagster import AssetExecutionContext, AssetsDefinition, MetadataValue, Output, asset
from dagster._core.definitions.metadata import RawMetadataValue

from sales_platform.assets.common import MONTHS, ONE_RUN, key_of, month_range, options_of
from sales_platform.bronze.feed_reader import FeedReader
from sales_platform.bronze.fingerprints import fingerprints, refused_fingerprints
from sales_platform.bronze.ingest import FileRows, bronze_rows, held_rows, stale_paths
from sales_platform.bronze.ledger import REFUSED, record_step
from sales_platform.bronze.refused import refused_table
from sales_platform.bronze.rows import bronze_schema
from sales_platform.bronze.state import feed_state, note_stored, read_by_month
from sales_platform.bronze.tables import BRONZE, REFUSED_FILES
from sales_platform.companies.registry import FEEDS
from sales_platform.feeds import Feed
from sales_platform.months import MonthRange, partition_key
from sales_platform.resources import Platform
from sales_platform.table import Months, Table


def bronze_asset(feed: Feed) -> AssetsDefinition:
    """The bronze asset of a feed."""
    table = BRONZE[feed.name]

    @asset(
        key_prefix="bronze",
        name=feed.name,
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
        **options_of(table),
    )
    def bronze(context: AssetExecutionContext, platform: Platform) -> Output[FileRows]:
        asked, calendar = month_range(*context.partition_key_range), platform.calendar()
        months = written_months(table, asked, calendar)
        lake, reader = platform.lake(), FeedReader(feed, platform.landing())
        state = feed_state(reader, lake, calendar, months)
        paths = stale_paths(feed, state.contents, held_rows(lake, feed, months), months, calendar)
        rows = partial(bronze_rows, reader, lake, state, paths, months, calendar)
        record_step(lake, feed.name, fingerprints(feed, state.contents, asked), context.run.run_id)
        metadata: dict[str, RawMetadataValue] = {
            "files_in_force": len({path for month in months for path in state.contents.get(month, {})}),
            "files_read": len(reader.files_read),
            "files_replaced": MetadataValue.json(sorted(paths)[:100]),
            "bytes_read": reader.bytes_read,
            "files_refused": MetadataValue.json({known.path: known.refused for known in state.refused}),
        }
        for month, read in read_by_month(state, reader.files_read, asked).items():
            context.add_asset_metadata({**read}, partition_key=partition_key(month))
        stored = partial(note_stored, lake, feed, state, paths, months)
        change = FileRows(tuple(sorted(paths)), bronze_schema(feed), rows, stored, lambda: reader.failure)
        return Output(change, metadata=metadata)

    return bronze


@asset(
    key_prefix="quarantine",
    name="files",
    deps=[key_of(table) for table in BRONZE.values()],
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
    **options_of(REFUSED_FILES),
)
def quarantined_files(context: AssetExecutionContext, platform: Platform) -> pa.Table:
    months, calendar = month_range(*context.partition_key_range), platform.calendar()
    lake, landing = platform.lake(), platform.landing()
    refused = {feed: feed_state(FeedReader(feed, landing), lake, calendar, months).refused for feed in FEEDS}
    table = refused_table(refused, months, calendar)
    record_step(lake, REFUSED, refused_fingerprints(table, months), context.run.run_id)
    return table


def written_months(table: Table, asked: MonthRange, calendar: MonthRange) -> MonthRange:
    """The months that a run of some months writes of a table."""
    if table.months is Months.EVERY:
        return calendar
    return asked.whole_years(calendar) if table.months is Months.WHOLE_YEARS else asked


bronze_assets = [*(bronze_asset(feed) for feed in FEEDS), quarantined_files]
