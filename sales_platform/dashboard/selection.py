"""What the controls select: months, and values of some attributes. Their raw values may come from any URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import UNKNOWN, months_name
from sales_platform.dashboard.period import ALL_MONTHS, PERIODS, USUAL, months_of_period
from sales_platform.errors import UserError
from sales_platform.months import MonthRange, add_months, format_month, parse_month
from sales_platform.storage.sql_text import month_predicate, quoted

ALL = "All"
"""The value of a control that restricts nothing: it stays right when new values appear."""
FIRST, LATEST = "first", "latest"
"""The values of the month controls that follow the data."""
OF_PERIOD = "period"
"""The value of a month control that leaves the months to the period."""
ATTRIBUTES = ("company", "division", "category", "channel", "platform", "market", "city")
"""The attributes that can be filtered by, columns of gold.sales_enriched."""
NOTHING_SELECTED = "Nothing selected: choose at least one value in every filter."
LONGEST_QUOTE = 60


MOST_NAMED = 2
"""How many values of a filter are named on its chip."""


class Chip(NamedTuple):
    """A filter in words, and whether it can be taken away."""

    filter: str
    text: str
    removable: bool


class NothingSelectedError(UserError):
    """A filter has no value."""


@dataclass(frozen=True)
class Choices:
    """What there is to choose from.

    Attributes:
        months: those with figures, in order; at least one.
        values: attribute -> its values, in order.
        complete: the last month that is complete, None when there is none.
    """

    months: tuple[date, ...]
    values: Mapping[str, tuple[str, ...]]
    complete: date | None = None

    @property
    def available(self) -> MonthRange:
        """The first to the last month there are figures of."""
        return MonthRange.of(self.months[0], self.months[-1])


@dataclass(frozen=True)
class Selection:
    """A selection of rows of gold.sales_enriched.

    Attributes:
        months: the months chosen.
        available: the months there are figures of.
        values: attribute -> the values chosen, UNKNOWN for rows without one; an attribute that is missing restricts nothing.
            A page of one product or customer adds its code, see ``of_one``.
        complete: the last month that is complete, None when there is none.
        period: what was chosen instead of months, one of PERIODS; None where months were.
    """

    months: MonthRange
    available: MonthRange
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    complete: date | None = None
    period: str | None = None

    def where(self, months: MonthRange | None = None, only: Sequence[str] | None = None) -> str:
        """The selection as an SQL predicate, over other months when they are given, of some attributes only; None for all."""
        return f"{month_predicate(months or self.months)} AND {self.where_attributes(only)}"

    def where_attributes(self, only: Sequence[str] | None = None, prefix: str = "") -> str:
        """What the attributes are restricted to, as an SQL predicate over columns of a table (its name with a dot as prefix)."""
        names = [name for name in self.values if only is None or name in only]
        return " AND ".join(_is_one_of(f"{prefix}{name}", self.values[name]) for name in names) or "TRUE"

    def of_one(self, company: str, **code: str) -> "Selection":
        """Of one product or customer only: product_code or customer_code, within its company."""
        only = {"company": (company,), **{name: (value,) for name, value in code.items()}}
        return replace(self, values={**self.values, **only})

    def with_begun_months(self) -> "Selection":
        """With the months after the last complete one as well, where a period was chosen."""
        last = self.available.last if self.period is not None else self.months.last
        return replace(self, months=MonthRange.of(self.months.start, last))

    def year_before(self) -> MonthRange | None:
        """The twelve months before those chosen, as far as there are figures; None when there are none."""
        start = max(add_months(self.months.start, -12), self.available.start)
        return MonthRange(start, self.months.start) if start < self.months.start else None

    def with_year_before(self) -> MonthRange:
        """The months chosen and the twelve before each of them."""
        return MonthRange(add_months(self.months.start, -12), self.months.end)

    def _period_name(self) -> str:
        longer = self.period != ALL_MONTHS and self.complete is not None and self.months.last > self.complete
        return f"{PERIODS[self.period or ALL_MONTHS]}{' and what followed' if longer else ''}"

    def chips(self, only: Sequence[str] = ATTRIBUTES) -> list[Chip]:
        """What is selected, one chip a filter: the months first, then what some attributes are restricted to."""
        months = months_name(self.months.start, self.months.last)
        named = f"{self._period_name()}: {months}" if self.period is not None else months
        chips = [Chip("period", named, self.period != USUAL)]
        for name in (name for name in self.values if name in only):
            shown = [label_of(value) if name == "company" else value for value in self.values[name]]
            chosen = ", ".join(shown) if len(shown) <= MOST_NAMED else f"{len(shown)} chosen"
            chips.append(Chip(name, f"{name.capitalize()}: {chosen}", True))
        return chips


def _is_one_of(column: str, values: Sequence[str]) -> str:
    listed = f"{column} IN ({', '.join(map(quoted, values))})"
    return f"({listed} OR {column} IS NULL)" if UNKNOWN in values else listed


def months_between(start: date, end: date) -> int:
    """How many months after the start the end is."""
    return (end.year - start.year) * 12 + end.month - start.month


def parse_selection(raw: Mapping[str, object], choices: Choices) -> Selection:
    """Read control values: a period; first and last a month, FIRST or LATEST, which come before the period; the attributes.

    Args:
        raw: of an attribute a list of values, or None for all; None for what was not said.

    Raises:
        NothingSelectedError: an attribute has an empty list.
        UserError: a value cannot be chosen; the sentence quotes it.
    """
    months, period = _months(raw, choices)
    values = {}
    for name in ATTRIBUTES:
        chosen = chosen_values(name, raw.get(name), choices.values.get(name, ()))
        if chosen is not None:
            values[name] = chosen
    return Selection(months, choices.available, values, choices.complete, period)


def _months(raw: Mapping[str, object], choices: Choices) -> tuple[MonthRange, str | None]:
    """The months chosen, and the period that they are, if one was chosen."""
    period = raw.get("period", USUAL)
    if not isinstance(period, str) or period not in PERIODS:
        raise UserError(f"There is no period {_cited(period)}: choose another in the filter, or press 'Reset all'.")
    if all(raw.get(name) in (None, OF_PERIOD) for name in ("first", "last")):
        return months_of_period(period, choices.available, choices.complete), period
    first = _month(raw.get("first"), FIRST, choices.months[0], choices)
    last = _month(raw.get("last"), LATEST, choices.months[-1], choices)
    if first > last:
        raise UserError(f"From {format_month(first)} is after To {format_month(last)}: choose an earlier first month.")
    return MonthRange.of(first, last), ALL_MONTHS if MonthRange.of(first, last) == choices.available else None


def chosen_values(name: str, raw: object, known: Sequence[str]) -> tuple[str, ...] | None:
    """The values chosen of an attribute; None for no restriction: not given at all, or ALL and nothing else."""
    if raw is None:
        return None
    items = raw if isinstance(raw, list) else [raw]
    if not items:
        raise NothingSelectedError(NOTHING_SELECTED)
    unknown = [item for item in items if item not in known and item != ALL]
    if unknown:
        raise UserError(f"There is no {name} {_cited(unknown[0])}: choose another in the filter, or press 'Reset all'.")
    chosen = tuple(dict.fromkeys(str(item) for item in items if item != ALL))
    return chosen or None


def _month(raw: object, word: str, meaning: date, choices: Choices) -> date:
    if raw in (None, OF_PERIOD, word):
        return meaning
    try:
        month = parse_month(raw if isinstance(raw, str) else "")
    except UserError:
        raise UserError(f"{_cited(raw)} is not a month: choose one in the filter, or press 'Reset all'.") from None
    if not choices.months[0] <= month <= choices.months[-1]:
        there = months_name(choices.months[0], choices.months[-1])
        raise UserError(f"There are no figures for {format_month(month)}: choose a month from {there}.")
    return month


def _cited(value: object) -> str:
    text = str(value)
    return f"'{text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + '…'}'"
