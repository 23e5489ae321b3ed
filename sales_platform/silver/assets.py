"""The silver assets: each entity's accepted rows and, beside them, its quarantine."""

from typing import Any

from dagster import AssetsDefinition, Output, multi_asset
from pyspark.sql import DataFrame

from sales_platform.assets import MONTHS, ONE_RUN, WHOLE_YEARS, from_table, table_out
from sales_platform.companies.registry import sources_of
from sales_platform.entities import ENTITY, SALES, Entity
from sales_platform.feeds import CORRECTIONS
from sales_platform.rules.common import of_action
from sales_platform.rules.rule import Action, Rule
from sales_platform.silver.entity import entity_verdicts
from sales_platform.storage.judged import Accepted, Judged, Rejected

QUARANTINE_COLUMNS = ("month", "company", "feed", "_file", "_row", "reasons", "raw")


def silver_asset(entity: Entity) -> AssetsDefinition:
    """The two tables of an entity: ``silver/<entity>`` and ``quarantine/<entity>``."""
    sources = sources_of(entity.name)
    feeds = [source.feed.name for source in sources]
    more: dict[str, Any] = {"weighed_by": feeds} if entity.name == SALES else {}
    more |= WHOLE_YEARS if entity.whole_years else {}
    read = {"metadata": WHOLE_YEARS} if entity.whole_years else {}
    ins = {
        **{name: from_table("bronze", name, **read) for name in (*feeds, CORRECTIONS.name)},
        **{master: from_table("silver", master, **read) for master in entity.masters},
    }
    rejected = f"Landed rows that are not in silver/{entity.name}, each with every reason."
    kept = ("month", "company", *entity.columns, "repairs", "_file", "_row")

    @multi_asset(
        name=f"silver_{entity.name}",
        outs={
            "accepted": table_out("silver", entity.name, _documented(entity, entity.description, Action.MEND), kept, **more),
            "rejected": table_out(
                "quarantine", entity.name, _documented(entity, rejected, Action.REJECT), QUARANTINE_COLUMNS, **more
            ),
        },
        ins=ins,
        partitions_def=MONTHS,
        backfill_policy=ONE_RUN,
    )
    def silver(**frames: DataFrame) -> tuple[Output[Accepted], Output[Rejected]]:
        judged = Judged(entity_verdicts(sources, frames, frames[CORRECTIONS.name], frames))
        return Output(Accepted(judged), output_name="accepted"), Output(Rejected(judged), output_name="rejected")

    return silver


def _documented(entity: Entity, description: str, action: Action) -> str:
    return f"{description}\n\n" + "\n".join(f"- `{rule.name}`: {rule.description}" for rule in _rules(entity, action))


def _rules(entity: Entity, action: Action) -> list[Rule]:
    """The rules of all companies for an entity, each once."""
    every = [rule for source in sources_of(entity.name) for rule in of_action(source.rules, action)]
    return list({rule.name: rule for rule in every}.values())


silver_assets = [silver_asset(entity) for entity in ENTITY.values()]
