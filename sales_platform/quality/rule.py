"""What a rule is."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What happens to a row that meets a rule's condition."""

    MEND = "mend"
    """The row is kept; the rule's name is in its ``repairs``."""
    REJECT = "reject"
    """The row goes to quarantine; the rule's name is in its ``reasons``."""


@dataclass(frozen=True)
class InMaster:
    """What a reference ensures: the code is in a silver master of the row's month and company.

    Attributes:
        master: silver table.
        code: the column, of the same name on both sides.
        unless: SQL over the row; rows that meet it need not be there.
    """

    master: str
    code: str
    unless: str = "FALSE"


@dataclass(frozen=True)
class Rule:
    """One rule of the business.

    Attributes:
        name: as it stands in ``repairs`` or ``reasons``.
        entity: customers, products, prices or sales.
        action: mend or reject.
        description: one sentence for people.
        condition: Spark SQL over what the entity's ``prepare`` function makes; None for the two rules that compare rows with
            each other (see ``silver.judging.without_repeats``).
        ensures: what holds of every row of silver thanks to the rule, as SQL over silver's columns or as a reference; the asset
            checks look whether it does.
        tolerance: the share of a feed's landed rows in a month that may bear the reason before people are warned.
    """

    name: str
    entity: str
    action: Action
    description: str
    condition: str | None
    ensures: str | InMaster | None = None
    tolerance: float = 0.0
