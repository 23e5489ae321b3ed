"""The silver assets: each entity's accepted rows and, beside them, its quarantine."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from math import inf

from dagster import AssetsDefinition, Output, multi_asset
from pyspark.sql import DataFrame

from sales_platform.assets.common import MONTHS, ONE_RUN, table_in, table_out
from sales_platform.companies.registry import sources_of
from sales_platform.engine import is_embedded
from sales_platform.entities import ENTITY, Entity
from sales_platform.feeds import CORRECTIONS
from sales_platform.landing.day_months import compares_months
from sales_platform.months import MonthRange
from sales_platform.problems.edge import told
from sales_platform.problems.found import A_RUN
from sales_platform.resources import Platform
from sales_platform.run_view import RunView
from sales_platform.silver.derived_masters import with_derived_masters
from sales_platform.silver.entity import MANY_ROWS, entity_verdicts, look_at
from sales_platform.silver.judging import verdict_schema
from sales_platform.silver.silver_tables import QUARANTINE, SILVER
from sales_platform.silver.trial import check_given, declarations_tried
from sales_platform.storage.judged import Accepted, Judged, Rejected


def silver_asset(entity: Entity) -> AssetsDefinition:
    """The two tables of an entity, computed once."""
    accepted, rejected = SILVER[entity.name], QUARANTINE[entity.name]

    @multi_asset(
        name=f"silver_{entity.name}",
        outs={"accepted": table_out(accepted), "rejected": table_out(rejected)},
        ins={read.table.name: table_in(read, accepted) for read in accepted.reads},
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
    )
    @told(A_RUN)
    def silver(platform: Platform, **frames: DataFrame) -> tuple[Output[Accepted], Output[Rejected]]:
        sources = sources_of(entity.name)
        watched = partial(declarations_tried, platform.spark(), sources)
        with watched():
            check_given(sources)
            judged = judged_rows(entity, frames, platform.view, watched)
        return Output(Accepted(judged), output_name="accepted"), Output(Rejected(judged), output_name="rejected")

    return silver


def judged_rows(
    entity: Entity,
    frames: Mapping[str, DataFrame],
    view: RunView,
    watched: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Judged:
    """The judged rows of an entity; those of months with rows that are dated in other months are compared with theirs.

    Args:
        entity: whose rows.
        frames: what they are made from.
        view: of the run.
        watched: see ``Judged``.
    """
    sources, frames = sources_of(entity.name), with_derived_masters(entity, frames)
    compared = [source.feed.name for source in sources if compares_months(source.feed)]
    look = look_at(sources, frames, frames[CORRECTIONS.name])
    # executors compare all rows: what they know of repeated ones would pass through this process, and plans be twice as long
    many_rows = MANY_ROWS if is_embedded(frames[CORRECTIONS.name].sparkSession) else inf
    every = entity_verdicts(sources, frames, look, frames, many_rows=inf)  # its rows are taken where they are few

    def of_months(months: MonthRange) -> DataFrame:
        read = {*months, *view.related(compared, months)}
        across = {feed: sorted(pairs) for feed in compared if (pairs := view.strays(feed, read))}
        if not across and look.months <= read and look.most_rows < many_rows:
            return every
        some = {name: frame.where(frame["month"].isin(sorted(read))) for name, frame in frames.items()}
        return entity_verdicts(sources, some, look.of(some[CORRECTIONS.name], read), some, across, many_rows)

    return Judged(every, verdict_schema(entity), of_months, watched)


silver_assets = [silver_asset(entity) for entity in ENTITY.values()]
