"""Which rows the page Data quality shows as examples: chosen in its controls, or by a click on a bar or a row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sales_platform.companies.registry import FEEDS, RULES
from sales_platform.dashboard.controls import Option, Options, dropdown, month_options, selector_id
from sales_platform.dashboard.formats import in_words, month_name
from sales_platform.dashboard.names import feed_name
from sales_platform.dashboard.page import Control
from sales_platform.dashboard.page_answers import Controls
from sales_platform.dashboard.queries.quality import ANY
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection
from sales_platform.errors import UserError
from sales_platform.months import MonthRange, parse_month
from sales_platform.rules.rule import Action

NAME = "quality"
REPAIRED = "mended"
"""The value in the address; saved addresses have it."""
EXAMPLES = f"{NAME}-examples"
REASONS = tuple(dict.fromkeys(rule.name for rule in RULES if rule.action is Action.REJECT))
FEED_NAMES = tuple(feed.name for feed in FEEDS if feed.company is not None)


class Chosen(NamedTuple):
    """Which rows are shown; None for rows in quarantine, the months of the page, any feed, any reason."""

    kind: str | None
    month: date | None
    feed: str | None
    reason: str | None

    def within(self, selection: Selection) -> Selection:
        """The selection, in the month chosen."""
        if self.month is None:
            return selection
        if self.month not in selection.months:
            raise UserError(f"{month_name(self.month)} is not among the months chosen: choose another month of the example rows.")
        return replace(selection, months=MonthRange.of(self.month, self.month))


def chosen(controls: Controls) -> Chosen:
    """The rows chosen in the page's own controls.

    Raises:
        UserError: a value cannot be chosen.
    """
    month = controls.get("month")
    return Chosen(
        _one_of(controls.get("rows"), (REPAIRED,), "rows"),
        parse_month(str(month)) if month not in (None, ANY) else None,
        _one_of(controls.get("feed"), FEED_NAMES, "feed"),
        _one_of(controls.get("reason"), REASONS, "reason"),
    )


def _one_of(value: object, known: Sequence[str], name: str) -> str | None:
    if value is None or value == ANY:
        return None
    if value not in known:
        raise UserError(f"There is no {name} with the name in the address: choose one in the control '{name.capitalize()}'.")
    return str(value)


def _rows_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("rows", "Rows, for the example rows", "In quarantine", {REPAIRED: "Repaired"})


def _month_control(reader: LakeReader) -> Any:  # noqa: ANN401
    options: list[Option] = [{"label": "Any month", "value": ANY}]
    return _own("month", "Month, for the example rows", options, lambda: options + month_options(reader, latest_first=True))


def _reason_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("reason", "Reason, for the example rows", "Any reason", {name: in_words(name) for name in REASONS})


def _feed_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("feed", "Feed, for the example rows", "Any feed", {name: feed_name(name) for name in FEED_NAMES})


def _choice(name: str, title: str, any_label: str, labels: Mapping[str, str]) -> Any:  # noqa: ANN401
    options: list[Option] = [
        {"label": any_label, "value": ANY},
        *({"label": label, "value": name} for name, label in labels.items()),
    ]
    return _own(name, title, options, lambda: options)


def _own(name: str, title: str, options: list[Option], look_up: Options) -> Any:  # noqa: ANN401
    return dropdown(title, options, look_up, selector_id(NAME, name), multi=False)


CONTROLS = (
    Control("rows", _rows_control, (EXAMPLES,)),
    Control("month", _month_control, (EXAMPLES,)),
    Control("reason", _reason_control, (EXAMPLES,)),
    Control("feed", _feed_control, (EXAMPLES,)),
)
