"""Which rows the page Data quality shows as examples: chosen in its controls, or by a click on a number."""

from collections.abc import Mapping, Sequence
from typing import Any

import vizro.actions as va

from sales_platform.dashboard.controls import Option, control_id, dropdown
from sales_platform.dashboard.pages.layout import Control
from sales_platform.dashboard.queries.quality import ANY
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.sources import Controls
from sales_platform.errors import UserError
from sales_platform.feeds import FEEDS
from sales_platform.quality import RULES, Action

NAME, MENDED = "quality", "mended"
EXAMPLES = f"{NAME}-examples"
REASONS = tuple(dict.fromkeys(rule.name for rule in RULES if rule.action is Action.REJECT))
FEED_NAMES = tuple(feed.name for feed in FEEDS if feed.company is not None)


def chosen(controls: Controls) -> tuple[str | None, str | None, str | None]:
    """The kind of rows, the feed and the reason chosen; None for rows in quarantine, any feed, any reason."""
    kind, feed = _one_of(controls.get("rows"), (MENDED,), "rows"), _one_of(controls.get("feed"), FEED_NAMES, "feed")
    return kind, feed, _one_of(controls.get("reason"), REASONS, "reason")


def _one_of(value: object, known: Sequence[str], name: str) -> str | None:
    if value is None or value == ANY:
        return None
    if value not in known:
        raise UserError(f"There is no {name} with the name in the address: choose one in the control '{name.capitalize()}'.")
    return str(value)


def _rows_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("Rows, for the example rows", "In quarantine", {MENDED: "Mended"})


def _reason_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("Reason, for the example rows", "Any reason", {name: name for name in REASONS})


def _feed_control(_: LakeReader) -> Any:  # noqa: ANN401
    return _choice("Feed, for the example rows", "Any feed", {name: name for name in FEED_NAMES})


def _choice(title: str, any_label: str, labels: Mapping[str, str]) -> Any:  # noqa: ANN401
    options: list[Option] = [
        {"label": any_label, "value": ANY},
        *({"label": label, "value": name} for name, label in labels.items()),
    ]
    return dropdown(title, options, lambda: options)


def click_actions() -> dict[str, list[Any]]:
    """A click on a number leads to its rows: what is not clicked is any."""
    rows, reason, feed = (control_id(NAME, name) for name in ("rows", "reason", "feed"))
    clicked, any_of_them = "customdata[0]", "customdata[2]"
    return {
        f"{NAME}-reasons": [
            va.set_controls(controls=reason, value=clicked),
            va.set_controls(controls=[rows, feed], value=any_of_them),
        ],
        f"{NAME}-quarantine": [
            va.set_controls(controls=feed, value=clicked),
            va.set_controls(controls=[rows, reason], value=any_of_them),
        ],
        f"{NAME}-feeds": [va.set_controls(controls=feed, value="feed")],
        f"{NAME}-stake": [va.set_controls(controls=feed, value="feed"), va.set_controls(controls=reason, value="reason")],
    }


CONTROLS = (
    Control("rows", _rows_control, (EXAMPLES,)),
    Control("reason", _reason_control, (EXAMPLES,)),
    Control("feed", _feed_control, (EXAMPLES,)),
)
