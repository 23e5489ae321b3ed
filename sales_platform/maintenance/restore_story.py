"""What Dagster's history says of a restore.

It is an observation of each table, not a materialization: the rows are those of former runs, so a restore makes nothing fresh,
and Dagster would count it as a success of now. Dagster's data versions stay those of the last run until the next one, which
brings the lake up to the landing of now; what the months were made of meanwhile is in the metadata.
"""

from dagster import AssetKey, AssetObservation, DagsterInstance, MetadataValue

from sales_platform.fingerprints.made import MadeLedger
from sales_platform.maintenance.restore import RestoreReport
from sales_platform.months import format_month
from sales_platform.storage.lake import Lake


def tell_restore(instance: DagsterInstance, done: RestoreReport, lake: Lake) -> None:
    """Note a restore in the history: of each table that was brought back, the moment, its versions, its fingerprints."""
    made = MadeLedger(lake)
    for name, (then, now) in done.tables.items():
        fingerprints = {format_month(month): one.fingerprint for (_, month), one in sorted(made.rows_of(name).items())}
        instance.report_runless_asset_event(
            AssetObservation(
                AssetKey(name.split("/")),
                description=f"Restored to the state of {done.as_of:%Y-%m-%d %H:%M:%S} UTC.",
                metadata={
                    "restored_as_of": done.as_of.isoformat(),
                    "undo_as_of": done.before.isoformat(timespec="milliseconds"),
                    "delta_version_then": then,
                    "delta_version": now,
                    "fingerprints": MetadataValue.json(fingerprints),
                },
            )
        )
