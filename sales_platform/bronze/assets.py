"""The nine bronze assets: one a feed, all alike."""

from functools import partial

import pyarrow as pa
from dagster import AssetExecutionContext, AssetKey, AssetsDefinition, MetadataValue, Output, asset
from dagster._core.definitions.metadata import RawMetadataValue

from sales_platform.assets import EVERY_MONTH, MONTHS, ONE_RUN, OWNERS, WHOLE_YEARS, month_range, table_metadata
from sales_platform.bronze.fingerprints import fingerprints, refused_fingerprints
from sales_platform.bronze.ingest import bronze_rows, held_rows, stale_paths
from sales_platform.bronze.ledger import REFUSED, record_step
from sales_platform.bronze.refused import REFUSED_SCHEMA, refused_table
from sales_platform.bronze.rows import bronze_schema
from sales_platform.bronze.state import feed_state, note_stored, read_by_month
from sales_platform.columns import bronze_table_schema
from sales_platform.feeds import FEEDS, WHOLE_YEAR_FEEDS, Feed
from sales_platform.months import partition_key
from sales_platform.resources import Platform
from sales_platform.storage.file_rows import FileRows


def bronze_asset(feed: Feed) -> AssetsDefinition:
    """The bronze asset of a feed."""
    covered = EVERY_MONTH if feed.company is None else WHOLE_YEARS if feed.name in WHOLE_YEAR_FEEDS else {}

    @asset(
        key_prefix="bronze",
        name=feed.name,
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
        group_name="bronze",
        kinds={"csv", "deltalake"},
        owners=OWNERS,
        description=f"{feed.description} Every row as it landed; a month is found {feed.months.value}.",
        metadata={"partition_expr": "month", "dagster/column_schema": bronze_table_schema(feed), **covered},
    )
    def bronze(context: AssetExecutionContext, platform: Platform) -> Output[FileRows]:
        view, asked = platform.view, month_range(*context.partition_key_range)
        lake, calendar = view.lake, view.calendar
        months = calendar if covered is EVERY_MONTH else view.whole_years(asked) if covered else asked
        state = feed_state(view, feed, months)
        paths = stale_paths(feed, state.contents, held_rows(lake, feed, months), months, calendar)
        files_read = view.reader(feed).take_files_read()
        record_step(lake, feed.name, fingerprints(feed, state.contents, asked), context.run.run_id)
        metadata: dict[str, RawMetadataValue] = {
            "files_in_force": len({path for month in months for path in state.contents.get(month, {})}),
            "files_read": len(files_read),
            "files_replaced": MetadataValue.json(sorted(paths)[:100]),
            "bytes_read": sum(files_read.values()),
            "files_refused": MetadataValue.json({known.path: known.refused for known in state.refused}),
        }
        for month, read in read_by_month(state, files_read, asked).items():
            context.add_asset_metadata({**read}, partition_key=partition_key(month))
        view.after_write(("bronze", feed.name), partial(note_stored, lake, feed, state, paths))
        rows = partial(bronze_rows, view, feed, state, paths, months)
        return Output(FileRows(tuple(sorted(paths)), bronze_schema(feed), rows), metadata=metadata)

    return bronze


@asset(
    key_prefix="quarantine",
    name="files",
    deps=[AssetKey(["bronze", feed.name]) for feed in FEEDS],
    partitions_def=MONTHS,
    backfill_policy=ONE_RUN,
    group_name="quarantine",
    kinds={"python", "deltalake"},
    owners=OWNERS,
    metadata=table_metadata(REFUSED_SCHEMA.names),
)
def quarantined_files(context: AssetExecutionContext, platform: Platform) -> pa.Table:
    """Landed files that could not be used at all, each with the reason; their last good version stays in force."""
    view, months = platform.view, month_range(*context.partition_key_range)
    refused = {feed: feed_state(view, feed, months).refused for feed in FEEDS}
    table = refused_table(refused, months, view.calendar)
    record_step(view.lake, REFUSED, refused_fingerprints(table, months), context.run.run_id)
    return table


bronze_assets = [*(bronze_asset(feed) for feed in FEEDS), quarantined_files]
