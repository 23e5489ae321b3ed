"""Cards with one figure each, and the line on every page that says what the figures are based on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html

from sales_platform.dashboard.page_answers import message_of


@dataclass(frozen=True)
class Card:
    """One figure.

    Attributes:
        title: what it is.
        value: as a short text.
        exact: in full, with its unit.
        comparison: how it compares with what; empty for no comparison.
        direction: 1 up, -1 down, 0 neither.
    """

    title: str
    value: str
    exact: str
    comparison: str = ""
    direction: int = 0


def card_row(cards: Sequence[Card]) -> Any:  # noqa: ANN401 - a component of Dash
    """Cards side by side, as a list of terms and their descriptions to a screen reader."""
    return html.Dl([_card(card) for card in cards], className="figure-cards")


def _card(card: Card) -> Any:  # noqa: ANN401
    arrow = {1: "▲ ", -1: "▼ "}.get(card.direction, "")
    course = {1: " up", -1: " down"}.get(card.direction, "")
    return html.Div(
        [
            html.Dt(card.title),
            html.Dd(card.value, className="card-value"),
            html.Dd(card.exact, className="card-exact"),
            html.Dd([html.Span(arrow, **{"aria-hidden": "true"}), card.comparison], className=f"card-comparison{course}"),
        ],
        className="figure-card",
    )


def message_box(sentence: str) -> Any:  # noqa: ANN401
    """A sentence that is shown instead of figures; screen readers announce it immediately."""
    return html.Div(sentence, role="alert", className="message-box")


def status_line(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """What is selected, and what the figures are based on; or what is wrong with the selection."""
    if (sentence := message_of(frame)) is not None:
        return message_box(sentence)
    row = frame.iloc[0]
    return html.Div(
        [html.Strong(row["selection"]), html.Span(f"Data: {row['data']}"), html.Span(row["coverage"])],
        role="status",
        className="status-line",
    )
