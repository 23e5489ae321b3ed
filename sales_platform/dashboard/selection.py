"""What the controls select: months, and values of six attributes. Their raw values may come from any URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.formats import months_name
from sales_platform.errors import UserError
from sales_platform.months import MonthRange, add_months, format_month, parse_month
from sales_platform.storage.lake import month_predicate, quoted

ALL = "All"
"""The value of a control that restricts nothing: it stays right when new values appear."""
FIRST, LATEST = "first", "latest"
"""The values of the month controls that follow the data."""
ATTRIBUTES = ("company", "division", "category", "channel", "platform", "market")
"""The attributes that can be filtered by, columns of gold.sales_enriched."""
NOTHING_SELECTED = "Nothing selected: choose at least one value in every filter."
LONGEST_QUOTE = 60


class NothingSelectedError(UserError):
    """A filter has no value."""


@dataclass(frozen=True)
class Choices:
    """What there is to choose from.

    Attributes:
        months: those with figures, in order; at least one.
        values: attribute -> its values, in order.
    """

    months: tuple[date, ...]
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Selection:
    """A selection of rows of gold.sales_enriched.

    Attributes:
        months: the months chosen.
        available: the months there are figures of.
        values: attribute -> the values chosen; an attribute that is missing restricts nothing.
    """

    months: MonthRange
    available: MonthRange
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def where(self, months: MonthRange | None = None, only: Sequence[str] = ATTRIBUTES) -> str:
        """The selection as an SQL predicate, over other months when they are given, of some attributes only."""
        return f"{month_predicate(months or self.months)} AND {self.where_attributes(only)}"

    def where_attributes(self, only: Sequence[str] = ATTRIBUTES, prefix: str = "") -> str:
        """What the attributes are restricted to, as an SQL predicate over columns of a table (its name with a dot as prefix)."""
        chosen = [(name, ", ".join(map(quoted, self.values[name]))) for name in only if name in self.values]
        return " AND ".join(f"{prefix}{name} IN ({values})" for name, values in chosen) or "TRUE"

    def previous(self) -> MonthRange | None:
        """The period of the same length right before; None unless there are figures for all of it."""
        start = add_months(self.months.start, -months_between(self.months.start, self.months.end))
        return MonthRange(start, self.months.start) if start >= self.available.start else None

    def year_before(self) -> MonthRange | None:
        """The twelve months before those chosen, as far as there are figures; None when there are none."""
        start = max(add_months(self.months.start, -12), self.available.start)
        return MonthRange(start, self.months.start) if start < self.months.start else None

    def with_year_before(self) -> MonthRange:
        """The months chosen and the twelve before each of them."""
        return MonthRange(add_months(self.months.start, -12), self.months.end)

    def words(self) -> str:
        """The selection in words: months, and what the attributes are restricted to."""
        parts = [months_name(self.months.start, self.months.last)]
        for name, chosen in self.values.items():
            shown = [label_of(value) if name == "company" else value for value in chosen]
            parts.append(f"{name}: {shown[0]}" if len(shown) == 1 else f"{name}: {len(shown)} chosen")
        return " · ".join(parts)


def months_between(start: date, end: date) -> int:
    """How many months after the start the end is."""
    return (end.year - start.year) * 12 + end.month - start.month


def parse_selection(raw: Mapping[str, object], choices: Choices) -> Selection:
    """Read control values: first and last a month, FIRST or LATEST, or None; each attribute a list of values, or None for all.

    Raises:
        NothingSelectedError: an attribute has an empty list.
        UserError: a value cannot be chosen; the sentence quotes it.
    """
    first = _month(raw.get("first"), FIRST, choices.months[0], choices)
    last = _month(raw.get("last"), LATEST, choices.months[-1], choices)
    if first > last:
        raise UserError(f"From {format_month(first)} is after To {format_month(last)}: choose an earlier first month.")
    values = {}
    for name in ATTRIBUTES:
        chosen = chosen_values(name, raw.get(name), choices.values.get(name, ()))
        if chosen is not None:
            values[name] = chosen
    return Selection(MonthRange.of(first, last), MonthRange.of(choices.months[0], choices.months[-1]), values)


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
    if raw is None or raw == word:
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
