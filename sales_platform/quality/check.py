"""What an asset check is, before Dagster sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sales_platform.quality.finding import Finding, Scope


class Severity(StrEnum):
    """How bad it is when a check does not pass."""

    ERROR = "ERROR"
    """The data are wrong; tables downstream are not written when the check is blocking."""
    WARN = "WARN"
    """The data may be right; a person should check."""


@dataclass(frozen=True)
class Check:
    """One asset check.

    Attributes:
        name: unique for its table.
        description: what must hold, in one sentence.
        find: looks at the months of a run.
        severity: see Severity.
        blocking: an ERROR stops the tables downstream.
    """

    name: str
    description: str
    find: Callable[[Scope], Finding]
    severity: Severity = Severity.ERROR
    blocking: bool = False
