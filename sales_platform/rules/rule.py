"""What a rule is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Action(StrEnum):
    """What happens to a row that meets a rule's condition."""

    REPAIR = "repair"
    """The row is kept; the rule's name is in its ``repairs``."""
    REJECT = "reject"
    """The row goes to quarantine; the rule's name is in its ``reasons``."""


@dataclass(frozen=True)
class InMaster:
    """What a reference ensures: the code is in a silver master of the row's month and company.

    Attributes:
        master: silver table.
        code: the column, of the same name on both sides.
        unless_datafusion: DataFusion SQL over the row; rows that meet it need not be there.
    """

    master: str
    code: str
    unless_datafusion: str = "FALSE"


@dataclass(frozen=True)
class Rule:
    """One rule of the business.

    Attributes:
        name: as it stands in ``repairs`` or ``reasons``.
        entity: customers, products, prices, sales, targets or stock.
        action: repair or reject.
        description: one sentence for people.
        condition_spark: Spark SQL over the aligned row, run by the engine; None for the rules that compare rows with each
            other (see ``silver.repeats.without_repeats``).
        promise_datafusion: what holds of every row of silver thanks to the rule, as DataFusion SQL over silver's columns, run by
            delta-rs, or as a reference; the asset checks look whether it does.
        tolerance: the share of a feed's landed rows in a month that may bear the repair or the reason before people are warned.
    """

    name: str
    entity: str
    action: Action
    description: str = field(metadata={"logic": False})
    condition_spark: str | None
    promise_datafusion: str | InMaster | None = field(default=None, metadata={"logic": False})
    tolerance: float = field(default=0.0, metadata={"logic": False})


def repair(
    name: str,
    entity: str,
    description: str,
    condition_spark: str,
    promise_datafusion: str | None = None,
    tolerance: float = 1.0,
) -> Rule:
    """A rule that keeps the row and names it in ``repairs``."""
    return Rule(name, entity, Action.REPAIR, description, condition_spark, promise_datafusion, tolerance)


def reject(
    name: str,
    entity: str,
    description: str,
    condition_spark: str | None,
    promise_datafusion: str | InMaster | None = None,
    tolerance: float = 0.0,
) -> Rule:
    """A rule that sends the row to quarantine and names it in ``reasons``."""
    return Rule(name, entity, Action.REJECT, description, condition_spark, promise_datafusion, tolerance)


def asks(rule: Rule, column: str) -> bool:
    """Whether the condition of a rule mentions a column."""
    return re.search(rf"\b{re.escape(column)}\b", rule.condition_spark or "") is not None


def unless_own(rule: Rule, conditions: Sequence[str]) -> Rule:
    """The rule, for rows that meet none of the conditions: a company's own rule says more of them."""
    if not conditions:
        return rule
    own = " OR ".join(f"({condition})" for condition in conditions)
    return replace(rule, condition_spark=f"({rule.condition_spark}) AND NOT coalesce({own}, FALSE)")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """SQL, for either engine: the column holds one of the values."""
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({listed})"
