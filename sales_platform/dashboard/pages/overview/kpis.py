"""The cards of the overview: the figures of the selection, their course, and the same months a year before."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from sales_platform.dashboard.cards import Card, card_row
from sales_platform.dashboard.figure_words import FIGURES, OF_ONE_CUSTOMER, Figure
from sales_platform.dashboard.formats import Number, change, growth, month_name, months_name
from sales_platform.dashboard.page_answers import message_of
from sales_platform.dashboard.queries import sales
from sales_platform.dashboard.queries.periods import compared_with_year_before, course_of_months
from sales_platform.dashboard.queries.sales import Grouping
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection

_SCHEMA = pa.schema(
    [
        ("figure", pa.string()),
        ("value", pa.float64()),
        ("now", pa.float64()),
        ("before", pa.float64()),
        ("said", pa.string()),
        ("months", pa.list_(pa.date32())),
        ("course", pa.list_(pa.float64())),
    ]
)


def kpis(reader: LakeReader, selection: Selection, page_groupings: Sequence[Grouping] = ()) -> pa.Table | None:
    """One row a figure.

    Returns:
        figure, value (of the selection), now and before (of the months that can be compared, and the same a year before; null
        when there are none), said (which months these are, or why there are none), months and course (the figure of each).
    """
    values = sales.figures(reader, selection, page_groupings)
    if not values["fact_rows"]:
        return None
    comparison, course = compared_with_year_before(reader, selection, page_groupings), course_of_months(reader, selection)
    rows = [
        {
            "figure": name,
            "value": _number(values, name),
            "now": _number(comparison.now, name),
            "before": _number(comparison.before, name),
            "said": comparison.said,
            "months": [month["month"] for month in course],
            "course": [_number(month, name) for month in course],
        }
        for name in FIGURES
    ]
    return pa.Table.from_pylist(rows, _SCHEMA)


def _number(figures: Mapping[str, Any] | None, name: str) -> float | None:
    return None if figures is None or figures.get(name) is None else float(figures[name])


def show_kpis(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - components of Dash
    """The cards; nothing where the status line shows a message."""
    return card_row(kpi_cards(frame)) if message_of(frame) is None else None


def kpi_cards(frame: pd.DataFrame) -> list[Card]:
    """A card for each row that ``kpis`` answers."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [_card(row, {**FIGURES, **OF_ONE_CUSTOMER}[str(row["figure"])]) for row in rows]


def _card(row: Mapping[Any, Any], figure: Figure) -> Card:
    grown = growth(row["now"], row["before"])
    shown = Card(figure.title, figure.short(row["value"]), figure.exact.format(row["value"] or 0))
    course, words = list(row["course"]), course_words(row["months"], row["course"], figure.short)
    if row["now"] is None:
        return shown.with_course(course, words).compared(f"Not compared: {row['said']}")
    after = f"{figure.short(row['now'])} after {figure.short(row['before'])}, {row['said']}"
    if grown is None:
        return shown.with_course(course, words).compared("Nothing the year before", after)
    if row["now"] == row["before"]:
        return shown.with_course(course, words).compared("No change in a year", after)
    return shown.with_course(course, words).compared(f"{change(grown)} in a year", after, grown)


def course_words(months: Sequence[date], course: Sequence[float], short: Callable[[Number | None], str]) -> str:
    """The course of a figure in a sentence."""
    there = [(value, month) for value, month in zip(course, months, strict=True) if value is not None and value == value]  # noqa: PLR0124 - NaN
    if not there:
        return ""
    (lowest, low), (highest, high) = min(there), max(there)
    least, most = f"{short(lowest)} in {month_name(low)}", f"{short(highest)} in {month_name(high)}"
    return f"By month, {months_name(months[0], months[-1])}: from {least} to {most}."
