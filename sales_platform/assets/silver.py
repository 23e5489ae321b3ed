"""The silver assets: each entity's accepted rows and, beside them, its quarantine."""

from dagster import AssetsDefinition, Output, multi_asset
from pyspark.sql import DataFrame

from sales_platform.assets.common import MONTHS, ONE_RUN, table_in, table_out
from sales_platform.companies.registry import sources_of
from sales_platform.entities import ENTITY, Entity
from sales_platform.feeds import CORRECTIONS
from sales_platform.silver.entity import entity_verdicts
from sales_platform.silver.silver_tables import QUARANTINE, SILVER
from sales_platform.storage.judged import Accepted, Judged, Rejected


def silver_asset(entity: Entity) -> AssetsDefinition:
    """The two tables of an entity, computed once."""
    accepted, rejected = SILVER[entity.name], QUARANTINE[entity.name]
    sources = sources_of(entity.name)

    @multi_asset(
        name=f"silver_{entity.name}",
        outs={"accepted": table_out(accepted), "rejected": table_out(rejected)},
        ins={read.table.name: table_in(read, accepted) for read in accepted.reads},
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
    )
    def silver(**frames: DataFrame) -> tuple[Output[Accepted], Output[Rejected]]:
        judged = Judged(entity_verdicts(sources, frames, frames[CORRECTIONS.name], frames))
        return Output(Accepted(judged), output_name="accepted"), Output(Rejected(judged), output_name="rejected")

    return silver


silver_assets = [silver_asset(entity) for entity in ENTITY.values()]
