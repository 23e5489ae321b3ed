"""The checks of silver and its quarantine."""

from collections.abc import Mapping
from functools import partial

from sales_platform.companies.registry import sources_of
from sales_platform.entities import PRICES, SALES, Entity
from sales_platform.quality.check import Check, Severity
from sales_platform.rules.common import of_action
from sales_platform.rules.rule import Action
from sales_platform.silver.far_findings import FAR_PRICE, PAST_MONTHS, prices_near_their_past, quantities_near_their_past
from sales_platform.silver.repeat_findings import records_agree
from sales_platform.silver.silver_findings import (
    dates_in_month,
    few_rejected,
    few_repaired,
    key_is_unique,
    masters_known,
    promises,
    references,
    rows_add_up,
    rules_hold,
    values_known,
)


def checks_of(entity: Entity) -> list[Check]:
    """The checks of ``silver/<entity>``."""
    checks = [
        Check(
            "primary_key_unique",
            "Every record is unique in its month and company.",
            partial(key_is_unique, entity),
            blocking=True,
        ),
        Check("rules_hold", _sentence(promises(entity)), partial(rules_hold, entity), blocking=True),
        Check("row_accounting", "Bronze rows = silver rows + quarantined rows.", partial(rows_add_up, entity), blocking=True),
    ]
    if references(entity):
        text = "Every product, and for sales every customer, is in the master of its month."
        checks.append(Check("masters_known", text, partial(masters_known, entity), blocking=True))
    if known := dict.fromkeys(column for source in sources_of(entity.name) for column in source.known_values):
        text = f"New values of {', '.join(known)} are reported."
        checks.append(Check("values_known", text, partial(values_known, entity), Severity.WARN))
    repairs = {
        rule.name for source in sources_of(entity.name) for rule in of_action(source.rules, Action.REPAIR) if rule.tolerance < 1
    }
    if repairs:
        text = f"The share of rows with {', '.join(sorted(repairs))} is within its tolerance."
        checks.append(Check("few_repaired", text, partial(few_repaired, entity), Severity.WARN))
    if entity.name == SALES:
        checks.append(Check("dates_in_month", "Orders bear a date of their file's month.", dates_in_month, Severity.WARN))
        text = (
            f"No quantity is far from those of its product in the {PAST_MONTHS} months before, and from the others of its month."
        )
        checks.append(Check("quantities_near_their_past", text, quantities_near_their_past, Severity.WARN))
    if entity.name == PRICES:
        text = f"No price is {FAR_PRICE} times the product's price before, or such a part of it."
        checks.append(Check("prices_near_their_past", text, prices_near_their_past, Severity.WARN))
    return checks


def _sentence(kept: Mapping[str, str]) -> str:
    return "What the rules ensure of every row:\n\n" + "\n".join(f"- {name}: `{sql}`" for name, sql in kept.items())


def quarantine_checks(entity: Entity) -> list[Check]:
    """The checks of ``quarantine/<entity>``."""
    text = "The share of rows in quarantine is within the tolerance of each reason."
    checks = [Check("few_rejected", text, partial(few_rejected, entity), Severity.WARN)]
    if entity.values:
        text = "No two rows give the same record with different values."
        checks.append(Check("records_agree", text, partial(records_agree, entity), Severity.WARN))
    return checks
