"""The tables of silver: each entity's accepted rows and, beside them, its quarantine."""

from typing import Any

from sales_platform.bronze.bronze_tables import BRONZE
from sales_platform.companies.company import Source
from sales_platform.companies.registry import sources_of
from sales_platform.entities import ENTITIES, ENTITY, SALES, Entity
from sales_platform.feeds import CORRECTIONS
from sales_platform.landing.day_months import compares_months
from sales_platform.rules.common import of_action
from sales_platform.rules.rule import Action, Rule
from sales_platform.silver.entity import entity_verdicts, source_verdicts
from sales_platform.silver.silver_checks import checks_of, quarantine_checks
from sales_platform.table import Months, Reads, Table

QUARANTINE_COLUMNS = ("month", "company", "feed", "_file", "_row", "reasons", "raw", "record")


def silver_tables(entity: Entity, masters: dict[str, Table]) -> tuple[Table, Table]:
    """``silver/<entity>`` and ``quarantine/<entity>``, made from the same inputs by the same logic.

    Args:
        entity: whose rows.
        masters: the silver tables that are declared already.
    """
    sources = sources_of(entity.name)
    feeds = tuple(source.feed.name for source in sources)
    compared = tuple(source.feed.name for source in sources if compares_months(source.feed))
    shape = (entity.columns, entity.facts, entity.optional, entity.masters)
    logic: dict[str, object] = {"how rows are judged": (entity_verdicts, source_verdicts, shape)}
    for source in sources:
        logic |= source_logic(source)
    common: dict[str, Any] = {
        "reads": (
            *(Reads(BRONZE[feed], beside=(feed,) if feed in compared else ()) for feed in feeds),
            Reads(BRONZE[CORRECTIONS.name], about=entity.name, beside=compared),
            *(Reads(masters[master], beside=compared) for master in entity.tables_read),
        ),
        "logic": logic,
        "months": Months.WHOLE_YEARS if entity.whole_years else Months.SAME,
        "weighed_by": feeds if entity.name == SALES else (),
        "checked_with": f"silver_{entity.name}",
        "needs": entity.name if entity.if_landed else None,
    }
    return _accepted(entity, common), _rejected(entity, common)


def _accepted(entity: Entity, common: dict[str, Any]) -> Table:
    return Table(
        "silver",
        entity.name,
        _documented(entity, entity.description, Action.REPAIR),
        columns=("month", "company", *entity.columns, "repairs", "_file", "_row"),
        checks=checks_of(entity),
        **common,
    )


def _rejected(entity: Entity, common: dict[str, Any]) -> Table:
    return Table(
        "quarantine",
        entity.name,
        _documented(entity, f"Landed rows that are not in silver/{entity.name}, each with every reason.", Action.REJECT),
        columns=QUARANTINE_COLUMNS,
        checks=quarantine_checks(entity),
        **common,
    )


def source_logic(source: Source) -> dict[str, object]:
    """What decides how the rows of one company are aligned and judged, by names for people."""
    feed = source.feed
    named = (feed.name, feed.columns, feed.months, feed.month_column, feed.dates, feed.day_column, feed.dated_first)
    return {
        f"how {feed.name} is aligned": (source.align, named, source.same_record, source.values, source.repeats),
        f"how codes and numbers of {feed.name} are read": (
            source.codes,
            (source.landed.product, source.landed.customer, source.landed.order),
            (source.landed.quantity, source.landed.price, source.landed.not_digits),
        ),
        f"what corrections of {feed.name} may set": source.record,
        f"the rules of {feed.name}": [rule.name for rule in source.rules],
        **{f"rule {rule.name} of {feed.name}": rule for rule in source.rules},
    }


def _documented(entity: Entity, description: str, action: Action) -> str:
    return f"{description}\n\n" + "\n".join(f"- `{rule.name}`: {rule.description}" for rule in _rules(entity, action))


def _rules(entity: Entity, action: Action) -> list[Rule]:
    """The rules of all companies for an entity, each once."""
    every = [rule for source in sources_of(entity.name) for rule in of_action(source.rules, action)]
    return list({rule.name: rule for rule in every}.values())


SILVER: dict[str, Table] = {}
QUARANTINE: dict[str, Table] = {}
for _name in ENTITIES:
    SILVER[_name], QUARANTINE[_name] = silver_tables(ENTITY[_name], SILVER)
