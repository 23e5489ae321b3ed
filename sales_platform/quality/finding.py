"""What a check is given, and what it has found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sales_platform.months import MonthRange
from sales_platform.run_view import RunView
from sales_platform.storage.lake import Lake


@dataclass(frozen=True)
class Scope:
    """What a check is about.

    Attributes:
        view: of the run.
        months: of the run.
    """

    view: RunView
    months: MonthRange

    @property
    def lake(self) -> Lake:
        """The tables."""
        return self.view.lake

    @property
    def calendar(self) -> MonthRange:
        """All months."""
        return self.view.calendar


@dataclass(frozen=True)
class Finding:
    """The answer of one check over a range of months.

    Attributes:
        sentence: what is right, or what is wrong and what to do.
        by_month: how much is wrong in each month; months without anything wrong may be left out.
        examples: some of it: for rows of the landing, with ``_file`` and ``_row``.
        figures: further figures for people.
    """

    sentence: str
    by_month: Mapping[date, int] = field(default_factory=dict)
    examples: Sequence[Mapping[str, Any]] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def found(self) -> int:
        """How much is wrong in all months."""
        return sum(self.by_month.values())

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return self.found == 0
