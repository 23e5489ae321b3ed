"""Sales against the plan on the overview: cards, and a bar a month; nothing where there are no targets."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
from dash import html

from sales_platform.companies.registry import label_of
from sales_platform.dashboard.cards import Card
from sales_platform.dashboard.colours import company_colour
from sales_platform.dashboard.formats import NONE, Number, change, growth, money, month_name, months_name, percent, pieces
from sales_platform.dashboard.page_answers import message_of
from sales_platform.dashboard.pages.overview.kpis import course_words
from sales_platform.dashboard.queries.periods import compared_words
from sales_platform.dashboard.queries.targets import against_plan, has_targets, not_by
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection


class Measure(NamedTuple):
    """A measure that is planned: its columns, and how it is written."""

    actual: str
    target: str
    title: str
    short: Callable[[Number | None], str]


MEASURES = (
    Measure("revenue", "target_inr", "Revenue against plan", money),
    Measure("quantity", "target_quantity", "Pieces against plan", pieces),
)
MEASURE = "measure"
_SCHEMA = pa.schema(
    [
        (MEASURE, pa.string()),
        ("actual", pa.float64()),
        ("target", pa.float64()),
        ("said", pa.string()),
        ("months", pa.list_(pa.date32())),
        ("course", pa.list_(pa.float64())),
    ]
)
_FULL = 100


def cards_of_plan(reader: LakeReader, selection: Selection) -> pa.Table | None:
    """One row a measure that is planned in the months chosen.

    Returns:
        measure, actual, target, said (which months of which companies), months, course (the share of the plan that each reached).

    Where an attribute is chosen by which there are no targets, one row without figures says so.
    """
    if (others := not_by(selection)) and has_targets(reader, selection):
        said = f"targets are not by {' or '.join(others)}"
        return pa.Table.from_pylist([{MEASURE: MEASURES[0].actual, "said": said}], _SCHEMA)
    found = against_plan(reader, selection)
    rows = found.to_pylist() if found is not None else []
    answers = [row for measure in MEASURES if (row := _sum_of(rows, measure)) is not None]
    return pa.Table.from_pylist(answers, _SCHEMA) if answers else None


def _sum_of(rows: list[dict[str, Any]], measure: Measure) -> dict[str, Any] | None:
    planned = [row for row in rows if row[measure.target] is not None]
    if not planned:
        return None
    months: dict[str, list[date]] = {}
    for row in planned:
        months.setdefault(row["company"], []).append(row["month"])
    actual, target = _both(planned, measure)
    course = [(month, _both(each, measure)) for month, each in groupby(planned, key=lambda row: row["month"])]
    return {
        MEASURE: measure.actual,
        "actual": actual,
        "target": target,
        "said": compared_words(months, sorted({row["company"] for row in rows})) + _by_company(planned, measure),
        "months": [month for month, _ in course],
        "course": [sold / plan if plan else None for _, (sold, plan) in course],
    }


def _by_company(planned: list[dict[str, Any]], measure: Measure) -> str:
    """Who is above and who below the plan; nothing where there is one company."""
    names = sorted({row["company"] for row in planned})
    sums = {name: _both([row for row in planned if row["company"] == name], measure) for name in names}
    parts = [f"{label_of(name)} {change(growth(*pair))}" for name, pair in sums.items()]
    return f": {', '.join(parts)}" if len(parts) > 1 else ""


def _both(rows: Iterable[Mapping[str, Any]], measure: Measure) -> tuple[float, float]:
    """What was sold, and what was planned."""
    pairs = [(row[measure.actual] or 0, row[measure.target]) for row in rows]
    return float(sum(actual for actual, _ in pairs)), float(sum(target for _, target in pairs))


def plan_cards(frame: pd.DataFrame) -> list[Card]:
    """A card for each row that ``cards_of_plan`` answers."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [_card(row, next(one for one in MEASURES if one.actual == row[MEASURE])) for row in rows]


def _card(row: Mapping[Any, Any], measure: Measure) -> Card:
    if row["target"] is None:
        return Card("Against plan", NONE, "").compared(f"Not compared: {row['said']}")
    figures = f"{measure.short(row['actual'])} of {measure.short(row['target'])} planned"
    grown = growth(row["actual"], row["target"])
    basis = f"of what has a target, {row['said']}"
    if grown is None:
        return Card(measure.title, NONE, figures).compared("Nothing is planned", basis)
    card = Card(measure.title, percent(1 + grown), figures).compared(f"{change(grown)} against plan", basis, grown)
    return card.with_course(list(row["course"]), course_words(row["months"], row["course"], _reached))


def _reached(share: Number | None) -> str:
    return f"{percent(None if share is None else float(share))} of the plan"


def show_months(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    """A line a month and company with a bar of what was sold, and a mark where the plan is; nothing without targets."""
    if message_of(frame) is not None:
        return None
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    measures = [one for one in MEASURES if any(row[one.target] is not None for row in rows)]
    return html.Div([_table(rows, measure) for measure in measures], className="plan-tables")


def _table(rows: list[dict[Any, Any]], measure: Measure) -> Any:  # noqa: ANN401
    planned = [row for row in rows if row[measure.target] is not None]
    months = months_name(planned[0]["month"], planned[-1]["month"])
    most = float(max(max(row[measure.actual] or 0, row[measure.target]) for row in planned)) or 1.0
    head = html.Tr(
        [
            html.Th(title, scope="col")
            for title in ("Month", "Company", "Sold", "Planned", "Difference", "Sold, and the plan as a mark")
        ]
    )
    lines = [_line(row, measure, most) for row in planned]
    caption = html.Caption(f"{measure.title}, {months}")
    return html.Table([caption, html.Thead(head), html.Tbody(lines)], className="plan-table")


def _line(row: Mapping[Any, Any], measure: Measure, most: float) -> Any:  # noqa: ANN401
    actual, target = row[measure.actual] or 0, row[measure.target]
    grown = growth(actual, target)
    sold = html.Div(className="plan-bar", style={"width": _part(actual, most), "background": company_colour(row["company"])})
    mark = html.Div(className="plan-mark", style={"left": _part(target, most)})
    bar = html.Div([sold, mark], className="plan-bars", **{"aria-hidden": "true"})
    cells = [html.Td(measure.short(actual)), html.Td(measure.short(target)), html.Td(NONE if grown is None else change(grown))]
    return html.Tr([html.Th(month_name(row["month"]), scope="row"), html.Td(label_of(row["company"])), *cells, html.Td(bar)])


def _part(value: Number, most: float) -> str:
    return f"{_FULL * float(value) / most:.1f}%"
