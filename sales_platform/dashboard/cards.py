"""Cards with one figure each, and the line on every page that says what the figures are based on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from dash import html

from sales_platform.dashboard.page_answers import message_of
from sales_platform.dashboard.sparkline import sparkline
from sales_platform.web_place import linked


@dataclass(frozen=True)
class Card:
    """One figure.

    Attributes:
        title: what it is.
        value: as a short text.
        exact: in full, with its unit.
        comparison: how it compares; empty for no comparison.
        basis: what was compared with what.
        direction: 1 up, -1 down, 0 neither.
        course: the figure of each month, for a small picture; none for no picture.
        course_words: the same in a sentence.
    """

    title: str
    value: str
    exact: str
    comparison: str = ""
    basis: str = ""
    direction: int = 0
    course: Sequence[float | None] = ()
    course_words: str = ""

    def with_course(self, course: Sequence[float | None], words: str) -> "Card":
        """The card with a picture of its months."""
        return replace(self, course=tuple(course), course_words=words)

    def compared(self, comparison: str, basis: str = "", grown: float = 0.0) -> "Card":
        """The card with a comparison, by how much the figure has grown."""
        return replace(self, comparison=comparison, basis=basis, direction=(grown > 0) - (grown < 0))


def card_row(cards: Sequence[Card]) -> Any:  # noqa: ANN401 - a component of Dash
    """Cards side by side, as a list of terms and their descriptions to a screen reader."""
    return html.Dl([_card(card) for card in cards], className="figure-cards")


def _card(card: Card) -> Any:  # noqa: ANN401
    arrow = {1: "▲ ", -1: "▼ "}.get(card.direction, "")
    course = {1: " up", -1: " down"}.get(card.direction, "")
    picture = sparkline(card.course)
    parts = [
        html.Dt(card.title),
        html.Dd(card.value, className="card-value"),
        html.Dd(card.exact, className="card-exact"),
        html.Dd(html.Img(src=picture, alt=card.course_words, title=card.course_words), className="card-course")
        if picture
        else None,
        html.Dd([html.Span(arrow, **{"aria-hidden": "true"}), card.comparison], className=f"card-comparison{course}"),
        html.Dd(card.basis, className="card-basis") if card.basis else None,
    ]
    return html.Div([part for part in parts if part is not None], className="figure-card")


def message_box(sentence: str) -> Any:  # noqa: ANN401
    """A sentence that is shown instead of figures; screen readers announce it immediately."""
    return html.Div(sentence, role="alert", className="message-box")


def status_line(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """What is selected as chips, and what the figures are based on; or what is wrong with the selection."""
    if (sentence := message_of(frame)) is not None:
        return message_box(sentence)
    row = frame.iloc[0]
    texts = [f"Figures of {row['data']}", row["coverage"]]
    return html.Div(
        [
            html.Ul([html.Li(_chip(chip)) for chip in row["chips"]], className="chips", **{"aria-label": "What is selected"}),
            html.A("Monthly report", href=linked(row["report"]), target="_blank", className="report-link"),
            html.Div([html.Span(text) for text in texts if text], className="data"),
        ],
        role="status",
        className="status-line",
    )


def _chip(chip: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """A filter in words; a click takes it away, see ``assets/filters.js``."""
    if not chip["removable"]:
        return html.Span(chip["text"], className="chip")
    cross = html.Span("\u00d7", **{"aria-hidden": "true"})
    label = {"aria-label": f"{chip['text']}: remove this filter", "data-filter": chip["filter"]}
    return html.Button([chip["text"], " ", cross], type="button", className="chip", **label)
